//! The program `fotfaste`.

#[tokio::main]
async fn main() -> anyhow::Result<std::process::ExitCode> {
    backend::cli::run().await
}
