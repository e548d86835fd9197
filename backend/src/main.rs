//! The program `fotfaste`. An error is told as one line with its causes; where in the program it arose is no help to its user.

use std::io::Write;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match backend::cli::run().await {
        Ok(code) => code,
        Err(error) => {
            // Nobody may be listening on standard error; the exit status says it too.
            writeln!(std::io::stderr(), "fotfaste: {error:#}").ok();
            ExitCode::FAILURE
        }
    }
}
