//! `fotfaste serve`: opens the data, binds the address, prints it, serves until told to stop.
//!
//! The line `listening on http://…` on standard output is printed when the port answers; tests and scripts wait for it.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use axum::Router;
use tokio::net::TcpListener;

pub use crate::config::ServeArgs;
use crate::{site, telemetry};

/// Serves until Ctrl-C or SIGTERM.
pub async fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    telemetry::start();
    ensure!(
        !args.demo || args.listen.ip().is_loopback(),
        "the demo has known passwords and listens on loopback only; {} is not",
        args.listen
    );
    if !site::is_present() {
        tracing::warn!(
            "this program was built without the app: only its API answers (cargo dist builds both)"
        );
    }
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("cannot listen on {}", args.listen))?;
    let app: Router = site::with_security_headers(site::router(args.offline));
    let address = listener.local_addr()?;
    let mut out = std::io::stdout();
    writeln!(out, "listening on http://{address}")?;
    out.flush()?;
    axum::serve(listener, app)
        .with_graceful_shutdown(told_to_stop())
        .await?;
    Ok(ExitCode::SUCCESS)
}

async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
