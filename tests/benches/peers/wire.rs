//! The plainest client of HTTP/1.1 that there is, the same for all: it keeps its connection, counts every byte that passes, and costs
//! next to nothing on a machine that it shares with the server.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request as it goes out.
#[derive(Clone, Debug)]
pub struct Call {
    head: String,
    body: Vec<u8>,
}

impl Call {
    /// With what a browser could not leave out, and no header more.
    pub fn new(method: &str, path: &str, extra: &str, body: Vec<u8>) -> Self {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{extra}");
        if method != "GET" {
            head += &format!(
                "content-type: application/json\r\ncontent-length: {}\r\n",
                body.len()
            );
        }
        head += "\r\n";
        Self { head, body }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Without chunks' heads; compressed where it came so.
    pub body: Vec<u8>,
    /// The server asks to be left alone for so many seconds.
    pub retry_after: Option<u64>,
}

/// Bytes that passed, both ways.
#[derive(Clone, Copy, Debug, Default)]
pub struct Passed {
    /// Of bodies.
    pub bodies: u64,
    /// Of everything, heads too.
    pub all: u64,
}

/// One connection.
pub struct Line {
    stream: TcpStream,
    kept: Vec<u8>,
    pub passed: Passed,
}

impl Line {
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            kept: Vec::new(),
            passed: Passed::default(),
        })
    }

    pub async fn ask(&mut self, call: &Call) -> Result<Answer> {
        let sent = [call.head.as_bytes(), &call.body].concat();
        self.stream.write_all(&sent).await?;
        self.passed.all += sent.len() as u64;
        let head_end = loop {
            if let Some(at) = find(&self.kept, b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.kept[..head_end]).to_ascii_lowercase();
        self.take(head_end);
        let status = head.split(' ').nth(1).context("no status")?.parse()?;
        let field = |name: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(name));
            line.map(|value| value.trim_start_matches(':').trim().to_owned())
        };
        let body = if field("transfer-encoding").is_some_and(|value| value == "chunked") {
            self.chunks().await?
        } else {
            let length = field("content-length").unwrap_or_default();
            self.exactly(length.parse().unwrap_or(0)).await?
        };
        self.passed.bodies += (call.body.len() + body.len()) as u64;
        let retry_after = field("retry-after").and_then(|value| value.parse().ok());
        Ok(Answer {
            status,
            body,
            retry_after,
        })
    }

    /// All of a sequence; the answer to the last one. What is not there yet (404) is no failure, anything else above 299 is.
    pub async fn ask_all(&mut self, calls: &[Call]) -> Result<Answer> {
        let mut last = None;
        for call in calls {
            let answer = self.ask(call).await?;
            if answer.status > 299 && answer.status != 404 {
                let text = String::from_utf8_lossy(&answer.body);
                bail!("{} to {}: {text}", answer.status, call.head);
            }
            last = Some(answer);
        }
        last.context("nothing was asked")
    }

    async fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(at) = find(&self.kept, b"\r\n") {
                    break at;
                }
                self.more().await?;
            };
            let size = usize::from_str_radix(std::str::from_utf8(&self.kept[..line])?.trim(), 16)?;
            self.take(line + 2);
            body.extend(self.exactly(size).await?);
            self.exactly(2).await?;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    async fn exactly(&mut self, length: usize) -> Result<Vec<u8>> {
        while self.kept.len() < length {
            self.more().await?;
        }
        Ok(self.take(length))
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        self.passed.all += length as u64;
        let rest = self.kept.split_off(length);
        std::mem::replace(&mut self.kept, rest)
    }

    async fn more(&mut self) -> Result<()> {
        self.kept.reserve(64 * 1024);
        if self.stream.read_buf(&mut self.kept).await? == 0 {
            bail!("the server hung up");
        }
        Ok(())
    }
}

fn find(within: &[u8], sign: &[u8]) -> Option<usize> {
    within.windows(sign.len()).position(|part| part == sign)
}
