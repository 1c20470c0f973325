//! The `kembar` binary.

#[actix_web::main]
async fn main() -> std::process::ExitCode {
    api::cli::run().await
}
