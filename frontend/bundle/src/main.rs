//! The program behind `cargo site`, `cargo serve`, `cargo dist` and `cargo verify`.

use std::process::ExitCode;

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    bundle::run(&arguments)
}
