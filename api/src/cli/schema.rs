//! `kembar schema`: the schema that partners see, as a file.

use anyhow::Context;
use clap::Args;
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Check whether this file matches the schema, instead of printing it
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "graphql-schema/schema.graphql")]
    check: Option<PathBuf>,
}

pub fn run(args: &SchemaArgs) -> anyhow::Result<ExitCode> {
    let schema = graphql_schema::sdl();
    let Some(path) = &args.check else {
        // A reader that stops early, such as `head`, has what it wanted.
        return match io::stdout().write_all(schema.as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(ExitCode::SUCCESS),
        };
    };
    let kept = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    if kept == schema {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{} is not the schema of this version. Update it: kembar schema > {0}", path.display());
    Ok(ExitCode::FAILURE)
}
