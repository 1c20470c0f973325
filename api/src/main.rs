//! The `kembar` binary.

fn main() -> std::process::ExitCode {
    api::cli::run()
}
