//! A PostgreSQL of the tests' own, from Debian's package: made in a temporary folder by a user who is not root, reached
//! through a socket only. Its shell waits for the end of its input, so the server and its folder go when the test
//! process goes, however it ends. Where no PostgreSQL can be had, one line says so and its tests pass by.

use anyhow::{Context, Result, bail};
use sqlx::{Connection, Executor, PgConnection};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

const SCRIPT: &str = r#"
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$1/initdb" -D "$dir/data" -A trust -U fotfaste -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1
"$1/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c max_connections=300 >>"$dir/log" 2>&1 &
pid=$!
until "$1/pg_isready" -q -h "$dir"; do kill -0 $pid; sleep 0.05; done
echo "$dir"
cat >/dev/null || true
kill -INT $pid
wait $pid || true
"#;
const TEMPLATE: &str = "fotfaste_template";

struct Cluster {
    folder: String,
    /// Its input stays open as long as this process lives.
    _shell: Child,
    _output: BufReader<ChildStdout>,
}

static CLUSTER: OnceCell<Option<Cluster>> = OnceCell::const_new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The URL of a fresh database with all tables in it, or nothing where PostgreSQL cannot be had.
pub async fn database() -> Option<String> {
    let cluster = CLUSTER.get_or_init(start_or_say_why).await.as_ref()?;
    let name = format!("fotfaste_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let sql = format!("create database {name} template {TEMPLATE}");
    match execute(&cluster.url("postgres"), sql).await {
        Ok(()) => Some(cluster.url(&name)),
        Err(error) => panic!("cannot make a database: {error:#}"),
    }
}

/// Takes a database away again, whoever is still connected to it.
///
/// # Errors
/// When it is none of [`database`].
pub async fn drop_database(url: &str) -> Result<()> {
    let cluster = CLUSTER
        .get()
        .and_then(Option::as_ref)
        .context("no server")?;
    let place = url.split('?').next().unwrap_or_default();
    let name = place.rsplit('/').next().unwrap_or_default();
    execute(
        &cluster.url("postgres"),
        format!("drop database {name} with (force)"),
    )
    .await
}

/// Runs one statement over a connection of its own.
pub async fn execute(url: &str, sql: String) -> Result<()> {
    let mut conn = PgConnection::connect(url).await?;
    conn.execute(sqlx::AssertSqlSafe(sql)).await?;
    Ok(conn.close().await?)
}

impl Cluster {
    fn url(&self, database: &str) -> String {
        format!(
            "postgres://fotfaste@localhost/{database}?host={}",
            self.folder
        )
    }
}

async fn start_or_say_why() -> Option<Cluster> {
    match start().await {
        Ok(cluster) => {
            // A server that runs but cannot hold our tables is no reason to pass by.
            if let Err(error) = make_template(&cluster).await {
                panic!("cannot make the tables: {error:#}");
            }
            Some(cluster)
        }
        Err(error) => {
            // Past the capture of test output: who reads the log must see what was not tested.
            let line = format!("PostgreSQL is not tested: {error:#}\n");
            std::io::stderr().write_all(line.as_bytes()).ok();
            None
        }
    }
}

async fn start() -> Result<Cluster> {
    let programs = programs()?;
    let mut command = match std::fs::metadata("/proc/self").map(|me| me.uid()) {
        Ok(0) => other_user()?,
        _ => Command::new("sh"),
    };
    let mut shell = command
        .args(["-c", SCRIPT, "sh"])
        .arg(&programs)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("no shell")?;
    let output = shell.stdout.take().context("no output")?;
    let (folder, output) = tokio::task::spawn_blocking(move || {
        let mut output = BufReader::new(output);
        let mut line = String::new();
        output.read_line(&mut line).map(|_| (line, output))
    })
    .await??;
    let folder = folder.trim().to_owned();
    if folder.is_empty() {
        bail!("the server in {} does not start", programs.display());
    }
    let cluster = Cluster {
        folder,
        _shell: shell,
        _output: output,
    };
    Ok(cluster)
}

/// All tables once; a test's database is a copy of it.
async fn make_template(cluster: &Cluster) -> Result<()> {
    execute(
        &cluster.url("postgres"),
        format!("create database {TEMPLATE}"),
    )
    .await?;
    let store = backend::store::PostgresStore::open(&cluster.url(TEMPLATE)).await?;
    backend::store::Store::close(&store).await;
    Ok(())
}

/// The newest of Debian's versions, or `FOTFASTE_POSTGRES` (a folder with `initdb` and `postgres`).
fn programs() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("FOTFASTE_POSTGRES") {
        return Ok(folder.into());
    }
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .context("install the package postgresql")?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter_map(|path| Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin"))))
        .filter(|(_, path): &(u32, PathBuf)| path.join("initdb").is_file())
        .collect();
    found.sort();
    let newest = found.pop().context("install the package postgresql")?;
    Ok(newest.1)
}

/// PostgreSQL refuses to run as root.
fn other_user() -> Result<Command> {
    let users = std::fs::read_to_string("/etc/passwd")?;
    let ids = ["postgres", "nobody"].iter().find_map(|name| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.to_owned(), fields.next()?.to_owned()))
    });
    let (user, group) = ids.context("no user but root")?;
    let mut command = Command::new("setpriv");
    command.args(["--reuid", &user, "--regid", &group, "--clear-groups", "sh"]);
    Ok(command)
}
