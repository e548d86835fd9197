//! The real server as a process: started on a free port with a data folder, killed, started again on the same port.
//!
//! Killing is SIGKILL: what a tablet or a power cut sees.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;

use crate::program;

const READY: &str = "listening on ";
const START_MAX: Duration = Duration::from_secs(60);
const LAST_WORDS_MAX: Duration = Duration::from_secs(5);
const LOG_LINES_MAX: usize = 200;

/// How to start a server; kept over a kill so that the same one can be started again.
#[derive(Clone, Debug)]
pub struct Launch {
    listen: SocketAddr,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    data: Data,
}

#[derive(Clone, Debug)]
enum Data {
    Temporary(Arc<TempDir>),
    Folder(PathBuf),
    Database(String),
}

impl Launch {
    /// On a free port, with a new folder that goes with the last clone of this value.
    ///
    /// # Errors
    /// When no folder can be made.
    pub fn temporary() -> Result<Self> {
        Ok(Self::with(Data::Temporary(Arc::new(tempfile::tempdir()?))))
    }

    /// On a free port, with the data of `folder`.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self::with(Data::Folder(folder.to_owned()))
    }

    /// On a free port, with the database at `url`.
    #[must_use]
    pub fn on_database(url: &str) -> Self {
        Self::with(Data::Database(url.to_owned()))
    }

    fn with(data: Data) -> Self {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            listen,
            arguments: Vec::new(),
            environment: Vec::new(),
            data,
        }
    }

    /// On another address than loopback, or another port than a free one.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// With one more argument of `fotfaste serve`.
    #[must_use]
    pub fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// With one more variable.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The data folder, where there is one.
    #[must_use]
    pub fn data(&self) -> Option<&Path> {
        match &self.data {
            Data::Temporary(folder) => Some(folder.path()),
            Data::Folder(folder) => Some(folder),
            Data::Database(_) => None,
        }
    }

    fn spawn(&self) -> Result<Child> {
        let mut command = Command::new(program::program()?);
        command
            .arg("serve")
            .args(["--listen", &self.listen.to_string()])
            .args(&self.arguments);
        match &self.data {
            Data::Temporary(folder) => command.arg("--data").arg(folder.path()),
            Data::Folder(folder) => command.arg("--data").arg(folder),
            Data::Database(url) => command.arg("--database").arg(url),
        };
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command.spawn().context("fotfaste does not start")
    }

    /// Starts the server and kills it so soon, wherever in its start it is by then.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn start_and_kill(&self, after: Duration) -> Result<()> {
        let mut child = self.spawn()?;
        // Not a wait for anything: the moment of the kill is what is drawn.
        tokio::time::sleep(after).await;
        Ok(child.kill().await?)
    }

    /// Starts the server and waits until its port answers.
    ///
    /// # Errors
    /// When it ends or stays silent, with what it logged.
    pub async fn start(self) -> Result<Server> {
        let mut child = self.spawn()?;
        let log = Log::default();
        let following = log.follow(child.stderr.take().context("no standard error")?);
        let mut lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        let ready = tokio::time::timeout(START_MAX, read_greeting(&mut lines)).await;
        match ready {
            Ok(Ok((scheme, address, greeting))) => {
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                Ok(Server {
                    child,
                    scheme,
                    address,
                    greeting,
                    log,
                    launch: self,
                })
            }
            Ok(Err(error)) => {
                // It has ended, and what it said last is still on its way here.
                tokio::time::timeout(LAST_WORDS_MAX, following).await.ok();
                bail!("{error:#}\n{}", log.text())
            }
            Err(_) => bail!("fotfaste was silent for {START_MAX:?}\n{}", log.text()),
        }
    }
}

async fn read_greeting(
    lines: &mut Lines<BufReader<ChildStdout>>,
) -> Result<(&'static str, SocketAddr, Vec<String>)> {
    let mut greeting = Vec::new();
    while let Some(line) = lines.next_line().await? {
        greeting.push(line.clone());
        if let Some((_, address)) = line.split_once(READY) {
            let (scheme, address) = match address.split_once("://") {
                Some(("https", address)) => ("https", address),
                Some(("http", address)) => ("http", address),
                _ => bail!("no address in {line}"),
            };
            let address = address.split_whitespace().next().unwrap_or_default();
            return Ok((scheme, address.trim_end_matches('/').parse()?, greeting));
        }
    }
    bail!("fotfaste ended before it listened; it said {greeting:?}")
}

/// A running server. Dropped, it is killed.
#[derive(Debug)]
pub struct Server {
    child: Child,
    scheme: &'static str,
    address: SocketAddr,
    greeting: Vec<String>,
    log: Log,
    launch: Launch,
}

impl Server {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of `path` for a browser: by name, for browsers keep secure cookies of `localhost`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}://localhost:{}{path}", self.scheme, self.address.port())
    }

    /// What it printed up to the line with its address: accounts of the demo, the first administrator's link.
    #[must_use]
    pub fn greeting(&self) -> &[String] {
        &self.greeting
    }

    /// The last lines of its log.
    #[must_use]
    pub fn log(&self) -> String {
        self.log.text()
    }

    /// The process id, for a test that looks at memory or files.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits until it has ended by itself, at most so long; tells whether it ended well.
    ///
    /// # Errors
    /// When it goes on.
    pub async fn ended(&mut self, within: Duration) -> Result<bool> {
        let status = tokio::time::timeout(within, self.child.wait()).await;
        Ok(status.context("fotfaste goes on")??.success())
    }

    /// Sends it a signal, `TERM` or `HUP`.
    ///
    /// # Errors
    /// When it has ended, or the system refuses.
    pub fn signal(&self, name: &str) -> Result<()> {
        let process = self.process().context("no process")?;
        let status = std::process::Command::new("kill")
            .args([format!("-{name}"), process.to_string()])
            .status()?;
        ensure!(status.success(), "kill -{name} {process}");
        Ok(())
    }

    /// Kills it at once (SIGKILL) and gives what starts it again on the same port and data.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill(mut self) -> Result<Launch> {
        self.child.kill().await?;
        Ok(Launch {
            listen: self.address,
            ..self.launch
        })
    }
}

#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<VecDeque<String>>>);

impl Log {
    fn follow(&self, stream: impl AsyncRead + Unpin + Send + 'static) -> JoinHandle<()> {
        let log = self.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(stream).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                if let Ok(mut kept) = log.0.lock() {
                    if kept.len() == LOG_LINES_MAX {
                        kept.pop_front();
                    }
                    kept.push_back(line);
                }
            }
        })
    }

    fn text(&self) -> String {
        let lines = self
            .0
            .lock()
            .map(|kept| kept.iter().cloned().collect::<Vec<_>>());
        lines.unwrap_or_default().join("\n")
    }
}
