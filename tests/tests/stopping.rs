//! A server that is told to stop: it ends in time whoever dawdles, what it has said it keeps is kept, and who comes back goes on.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::server::Launch;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpSocket;

/// Ten seconds for those who are being answered, and some for the machine.
const STOP_MAX: Duration = Duration::from_secs(20);

#[tokio::test]
async fn whoever_dawdles_does_not_keep_a_server_from_stopping() -> Result<()> {
    let mut server = Launch::temporary()?.start().await?;
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(4_096)?;
    let mut slow = socket.connect(server.address()).await?;
    // More answers than the two ends can hold, and nobody who reads them.
    let one = "GET /api/openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n";
    slow.write_all(one.repeat(200).as_bytes()).await?;
    let mut answered = None;
    while answered != Some(server.log()) {
        answered = Some(server.log());
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    server.signal("TERM")?;
    ensure!(server.ended(STOP_MAX).await?, "{}", server.log());
    Ok(())
}

#[tokio::test]
async fn only_one_at_a_time_replaces_the_data_and_not_under_a_server() -> Result<()> {
    let launch = Launch::temporary()?;
    let folder = launch.data().context("a folder")?.to_owned();
    let server = launch.start().await?;
    let program = tests::program::program()?;
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(&program);
        command.args(arguments).arg("--data").arg(&folder).output()
    };
    let backup = folder.join("backup.db");
    let backup = backup.to_string_lossy();
    let made = run(&["backup", "--to", &backup])?;
    ensure!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let refused = run(&["restore", "--from", &backup])?;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    ensure!(
        !refused.status.success() && said.contains("a server runs over"),
        "{said}"
    );
    ensure!(
        !run(&["timeline"])?.status.success(),
        "a timeline under a server"
    );
    let again = server.kill().await?;
    let restored = run(&["restore", "--from", &backup])?;
    ensure!(
        restored.status.success(),
        "{}",
        String::from_utf8_lossy(&restored.stderr)
    );
    ensure!(
        run(&["timeline"])?.status.success(),
        "no timeline of its own"
    );
    // A restore that was broken off: the server says so and does not begin with nothing.
    let mark = folder.join("fotfaste.db.restoring");
    std::fs::write(&mark, "")?;
    let refused = again.start().await;
    let said = refused
        .err()
        .map(|error| format!("{error:#}"))
        .unwrap_or_default();
    ensure!(said.contains("was broken off"), "{said}");
    Ok(())
}
