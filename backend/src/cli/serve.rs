//! `fotfaste serve`: opens the data, binds the address, prints it, serves until told to stop.
//!
//! The line `listening on http://…` (or `https://…`) on standard output is printed when the port answers; tests and scripts wait
//! for it.

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use super::demo;
use super::open::open;
use crate::app::App;
use crate::auth::{founding, oidc};
pub use crate::config::ServeArgs;
use crate::housekeeping::keep_house;
use crate::tls::{self, TlsListener};
use crate::{router, site, telemetry};

/// Serves until Ctrl-C or SIGTERM.
pub async fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    telemetry::start();
    ensure!(
        !args.demo || args.listen.ip().is_loopback(),
        "the demo has known passwords and listens on loopback only; {} is not",
        args.listen
    );
    ensure!(
        args.listen.ip().is_loopback() || args.tls().is_some() || args.plain_http_off_loopback,
        "plain http is served on loopback only, and {} is not: name a certificate (--tls-cert FILE --tls-key FILE), or listen on \
         127.0.0.1 behind a proxy that has one, or ask for plain http by name (--plain-http-off-loopback)",
        args.listen
    );
    let tls = args
        .tls()
        .map(tls::open)
        .transpose()
        .context("cannot serve TLS")?;
    if !site::is_present() {
        tracing::warn!(
            "this program was built without the app: only its API answers (cargo dist builds both)"
        );
    }
    let (app, deps, _held) = open(&args.data, args.demo).await?;
    ensure!(
        args.listen.ip().is_loopback() || !demo::is_told(&deps).await?,
        "these data are the demo's, with known passwords, and are served on loopback only; {} is not",
        args.listen
    );
    let mut out = std::io::stdout();
    if args.demo {
        demo::fill(&app, &deps, say)
            .await
            .context("cannot fill the demo")?;
    }
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("cannot listen on {}", args.listen))?;
    let address = listener.local_addr()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    if args.demo {
        tell_accounts(&mut out)?;
    } else {
        let origin = format!("{scheme}://{address}");
        tell_first_start(&mut out, &app, &args, &origin).await?;
    }
    writeln!(out, "listening on {scheme}://{address}")?;
    out.flush()?;
    let routes: Router = router::router(app.clone()).merge(site::router(args.offline));
    let service =
        site::with_security_headers(routes).into_make_service_with_connect_info::<SocketAddr>();
    let stop = stopping(app.clone());
    let looking = app.clone();
    tokio::spawn(async move { oidc::look(&looking).await });
    let keeping = app.clone();
    tokio::spawn(async move { keep_house(&keeping, &deps).await });
    match tls {
        None => {
            let served = axum::serve(listener, service).with_graceful_shutdown(stop);
            until_overdue(&app, served.into_future()).await?;
        }
        Some((acceptor, reloader)) => {
            let looking = tokio::spawn(reloader.run());
            // axum names the peer of a listener that is not its own only through this.
            let listener = TlsListener::new(listener, acceptor).tap_io(|_stream| {});
            let served = axum::serve(listener, service).with_graceful_shutdown(stop);
            until_overdue(&app, served.into_future()).await?;
            looking.abort();
        }
    }
    app.store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// How long those who are being answered have when the server stops; what is in custody by then is in custody.
const STOP_MAX: Duration = Duration::from_secs(10);

/// Until all are answered, or their time is over.
async fn until_overdue(
    app: &App,
    served: impl Future<Output = std::io::Result<()>>,
) -> std::io::Result<()> {
    let mut closing = app.closing();
    let overdue = async {
        if closing.wait_for(|is_closing| *is_closing).await.is_ok() {
            tokio::time::sleep(STOP_MAX).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        done = served => done,
        () = overdue => {
            tracing::warn!("stopped before all were answered");
            Ok(())
        }
    }
}

/// Waits for the word to stop, and lets endless answers know.
async fn stopping(app: Arc<App>) {
    told_to_stop().await;
    app.close();
}

fn say(line: &str) {
    let mut out = std::io::stdout();
    // A closed pipe must not stop the server.
    writeln!(out, "{line}").and_then(|()| out.flush()).ok();
}

fn tell_accounts(out: &mut impl Write) -> std::io::Result<()> {
    writeln!(
        out,
        "demo accounts, all with the password {}:",
        demo::PASSWORD
    )?;
    for account in demo::ACCOUNTS {
        writeln!(out, "  {:<14} {}", account.login, account.name)?;
    }
    Ok(())
}

/// Without any authority yet, prints the one-time link that creates the first administrator and keeps it in a file of mode 0600.
async fn tell_first_start(
    out: &mut impl Write,
    app: &App,
    args: &ServeArgs,
    served: &str,
) -> anyhow::Result<()> {
    let path = founding::issue(app)
        .await
        .map_err(|error| anyhow::anyhow!("cannot make the first start's link: {error:?}"))?;
    let origin = match app.settings.public_origin.as_str() {
        "" => served.to_owned(),
        origin => origin.to_owned(),
    };
    let link = path.map(|path| format!("{origin}{path}"));
    founding::keep(&args.data.data, link.as_deref())
        .context("cannot write the first start's link")?;
    if let Some(link) = link {
        let minutes = app.settings.bootstrap_minutes;
        writeln!(
            out,
            "no authority yet: open this link once, within {minutes} minutes, to create the first administrator"
        )?;
        writeln!(out, "{link}")?;
    }
    Ok(())
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
