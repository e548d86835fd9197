//! What was committed: the beginning of the cast's authority and the commands of three devices, with the log kept from a checkpoint in
//! the middle on. After each step the live database is read; where in the log each commit ends is read from the log itself.
use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use backend::accept::Deps;
use backend::store::{self, FILE_NAME};
use backend::vault::Vault;
use shared::command::{Command, RecordAttendance};
use shared::testing::Dice;
use shared::testing::cast::today;
use shared::testing::world::{placement, present};
use tempfile::TempDir;
use tests::authority::{begin, tender};
use tests::device::Device;

use crate::dump::{Dump, dump};
use crate::harm::{Expect, Harm};

/// The header of the log, and of each page in it.
const LOG_HEAD: usize = 32;
const FRAME_HEAD: usize = 24;
/// Rounds of the devices before and after the checkpoint.
const BEFORE: usize = 4;
const AFTER: usize = 6;

/// A page in the log.
struct Frame {
    page: usize,
    /// Where it begins, behind its header.
    at: usize,
    is_commit: bool,
}

/// The files, and what each commit left.
pub struct Story {
    file: Vec<u8>,
    /// As the checkpoint before left it.
    old: Vec<u8>,
    log: Vec<u8>,
    page: usize,
    frames: Vec<Frame>,
    /// Where each commit ends in the log, and what it left; the first is the file alone.
    commits: Vec<(usize, Dump)>,
}

/// A folder in memory where there is one: a hundred thousand files would wear a disk out.
pub fn place() -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        return Ok(tempfile::tempdir_in(memory)?);
    }
    Ok(tempfile::tempdir()?)
}

fn file(folder: &Path, part: &str) -> std::path::PathBuf {
    folder.join(format!("{FILE_NAME}{part}"))
}

pub async fn server(folder: &Path) -> Result<Deps> {
    let store = store::open(None, folder).await?;
    let vault = Vault::open(folder)?;
    vault.bind(&*store).await?;
    Ok(Deps { store, vault })
}

/// What the devices say in one round: a tender, a day, and a day that is refused.
fn said(round: usize) -> Result<Vec<(usize, Command)>> {
    let day = today().plus_days(-20 + i64::try_from(round)?);
    let record = |who: &str, minutes| RecordAttendance {
        placement: placement(who),
        day,
        attendance: present(minutes),
        replaces: None,
    };
    Ok(vec![
        (0, tender(100 + round)?.into()),
        (1, record("Amina", 480).into()),
        (2, record("Amina", 420).into()),
    ])
}

/// Tells it.
pub async fn tell(folder: &Path) -> Result<Story> {
    let folder = folder.join("story");
    std::fs::create_dir_all(&folder)?;
    let live = file(&folder, "");
    let deps = server(&folder).await?;
    begin(&deps).await?;
    let mut devices =
        [("Per", 50), ("Stig", 51), ("Hanna", 52)].map(|(who, no)| Device::new(who, no));
    deps.store.close().await;
    let old = std::fs::read(&live)?;
    let deps = server(&folder).await?;
    for round in 0..BEFORE {
        step(&deps, &mut devices, round).await?;
    }
    deps.store.close().await;
    let whole = std::fs::read(&live)?;
    ensure!(
        !file(&folder, "-wal").exists(),
        "the checkpoint left its log"
    );
    let deps = server(&folder).await?;
    let mut seen = vec![dump(&live).await?];
    for round in BEFORE..BEFORE + AFTER {
        step(&deps, &mut devices, round).await?;
        seen.push(dump(&live).await?);
    }
    let log = std::fs::read(file(&folder, "-wal"))?;
    ensure!(
        std::fs::read(&live)? == whole,
        "a checkpoint came in between: the story is too long"
    );
    deps.store.close().await;
    let story = read(&folder, whole, old, log).await?;
    // What the live database was read as after each step is what one commit of the log leaves, in order.
    let mut commits = story.commits.iter();
    for (step, seen) in seen.iter().enumerate() {
        let found = commits.find(|(_, state)| state.same(seen));
        ensure!(found.is_some(), "step {step} is no commit of the log");
    }
    Ok(story)
}

async fn step(deps: &Deps, devices: &mut [Device], round: usize) -> Result<()> {
    for (who, command) in said(round)? {
        let device = devices.get_mut(who).context("a device")?;
        device.sync(deps).await?;
        // What a preview refuses was not recorded.
        device.record(command).ok();
        device.sync(deps).await?;
    }
    Ok(())
}

async fn read(folder: &Path, whole: Vec<u8>, old: Vec<u8>, log: Vec<u8>) -> Result<Story> {
    let page = usize::from(u16::from_be_bytes([whole[16], whole[17]]));
    let mut frames = Vec::new();
    let mut at = LOG_HEAD;
    let number = |at: usize| Some(u32::from_be_bytes(log.get(at..at + 4)?.try_into().ok()?));
    // Frames of the log before, if any, have other salts.
    while let (Some(no), Some(size)) = (number(at), number(at + 4))
        && log.get(at + 8..at + 16) == log.get(16..24)
    {
        frames.push(Frame {
            page: usize::try_from(no)?,
            at: at + FRAME_HEAD,
            is_commit: size > 0,
        });
        at += FRAME_HEAD + page;
    }
    ensure!(frames.len() > 200, "only {} frames", frames.len());
    let mut story = Story {
        file: whole,
        old,
        log: log[..at].to_vec(),
        page,
        frames,
        commits: Vec::new(),
    };
    let ends: Vec<usize> = story
        .frames
        .iter()
        .filter(|frame| frame.is_commit)
        .map(|frame| frame.at + page)
        .collect();
    for end in [LOG_HEAD].into_iter().chain(ends) {
        story.lay(folder, &Harm::Cut { at: end })?;
        story.commits.push((end, dump(&file(folder, "")).await?));
    }
    Ok(story)
}

impl Story {
    /// What the commit of this number left; 0 is the file alone.
    pub fn state(&self, number: usize) -> Option<&Dump> {
        self.commits.get(number).map(|(_, state)| state)
    }

    pub fn states(&self) -> impl Iterator<Item = &Dump> {
        self.commits.iter().map(|(_, state)| state)
    }

    /// The last commit that lies wholly before this byte of the log.
    fn before(&self, byte: usize) -> Expect {
        let whole = self.commits.iter().filter(|(end, _)| *end <= byte).count();
        Expect::Commit(whole.saturating_sub(1))
    }

    fn last(&self) -> Expect {
        Expect::Commit(self.commits.len() - 1)
    }

    /// The files after a harm, in place of what lies in the folder.
    pub fn lay(&self, folder: &Path, harm: &Harm) -> Result<()> {
        for part in ["-shm", "-journal", ".lock"] {
            std::fs::remove_file(file(folder, part)).ok();
        }
        let key = folder.parent().context("a folder")?.join("story/key");
        let own = folder.join("key");
        if !own.exists() {
            std::fs::copy(key, own)?;
        }
        let (mut whole, mut log) = (self.file.clone(), Some(self.log.clone()));
        let page = |number: usize| number * self.page..(number + 1) * self.page;
        match harm {
            Harm::Cut { at } => log = log.map(|log| log[..*at].to_vec()),
            Harm::LogBit { bit } => {
                if let Some(byte) = log.as_mut().and_then(|log| log.get_mut(bit / 8)) {
                    *byte ^= 1 << (bit % 8);
                }
            }
            Harm::LogZeros { from, to } => {
                if let Some(log) = &mut log {
                    log[*from..*to].fill(0);
                }
            }
            Harm::FileBit { bit, with_log } => {
                whole[bit / 8] ^= 1 << (bit % 8);
                log = log.filter(|_| *with_log);
            }
            Harm::PageGone { page: number } => {
                whole[page(*number)].fill(0);
                log = None;
            }
            Harm::PageOld { page: number } => {
                whole[page(*number)].copy_from_slice(&self.old[page(*number)]);
                log = None;
            }
            Harm::Checkpoint { pages, torn } => self.checkpoint(&mut whole, pages, *torn),
            Harm::FileCut { at } => {
                whole.truncate(*at);
                log = None;
            }
        }
        std::fs::write(file(folder, ""), whole)?;
        match log {
            Some(log) => std::fs::write(file(folder, "-wal"), log)?,
            None => {
                std::fs::remove_file(file(folder, "-wal")).or_else(|error| match error.kind() {
                    std::io::ErrorKind::NotFound => Ok(()),
                    _ => Err(error),
                })?
            }
        }
        Ok(())
    }

    /// Lays the newest versions of these pages over the file, of the last one only so many bytes.
    fn checkpoint(&self, whole: &mut Vec<u8>, pages: &[usize], torn: usize) {
        let newest: BTreeMap<usize, usize> = self
            .frames
            .iter()
            .map(|frame| (frame.page, frame.at))
            .collect();
        for (place, number) in pages.iter().enumerate() {
            let Some(at) = newest.get(number) else {
                continue;
            };
            let length = if place + 1 == pages.len() {
                torn
            } else {
                self.page
            };
            let to = (number - 1) * self.page;
            whole.resize(whole.len().max(to + length), 0);
            whole[to..to + length].copy_from_slice(&self.log[*at..*at + length]);
        }
    }

    /// The log cut at each frame and a byte beside.
    pub fn frames(&self) -> Vec<(Harm, Expect)> {
        let ends = self.frames.iter().map(|frame| frame.at + self.page);
        let near = ends.flat_map(|end| [end - 1, end, end + 1]);
        let heads = [0, 1, LOG_HEAD - 1, LOG_HEAD, LOG_HEAD + 1]
            .into_iter()
            .chain(near);
        heads
            .filter(|at| *at <= self.log.len())
            .map(|at| (Harm::Cut { at }, self.before(at)))
            .collect()
    }

    /// One case by chance.
    pub fn draw(&self, dice: &mut Dice) -> (Harm, Expect) {
        let log = self.log.len();
        let pages = self.file.len() / self.page;
        match dice.below(10) {
            0 => {
                let at = dice.index(log);
                (Harm::Cut { at }, self.before(at))
            }
            1 | 2 => {
                let bit = dice.index(log * 8);
                (Harm::LogBit { bit }, self.before(self.frame_of(bit / 8)))
            }
            3 => {
                let from = dice.index(log);
                let to = log.min(from + 1 + dice.index(self.page));
                let first = (from..to).find(|at| self.log[*at] != 0).unwrap_or(log);
                (
                    Harm::LogZeros { from, to },
                    self.before(self.frame_of(first)),
                )
            }
            4 => {
                let newest: Vec<usize> = self.frames.iter().map(|frame| frame.page).collect();
                let count = 1 + dice.index(20);
                let pages = (0..count).filter_map(|_| dice.pick(&newest)).collect();
                let torn = dice.index(self.page + 1);
                (Harm::Checkpoint { pages, torn }, self.last())
            }
            5 => (
                Harm::PageGone {
                    page: dice.index(pages),
                },
                Expect::WholeOrTold,
            ),
            6 => {
                let page = dice.index(pages.min(self.old.len() / self.page));
                (Harm::PageOld { page }, Expect::WholeOrTold)
            }
            7 => (
                Harm::FileCut {
                    at: dice.index(self.file.len()),
                },
                Expect::WholeOrTold,
            ),
            _ => {
                let bit = dice.index(self.file.len() * 8);
                let with_log = dice.chance(30);
                (Harm::FileBit { bit, with_log }, Expect::WholeOrTold)
            }
        }
    }

    /// Where the frame begins that holds this byte of the log; what lies in it is void.
    fn frame_of(&self, byte: usize) -> usize {
        if byte >= self.log.len() {
            return self.log.len();
        }
        let size = FRAME_HEAD + self.page;
        match byte.checked_sub(LOG_HEAD) {
            Some(behind) => LOG_HEAD + behind / size * size,
            None => 0,
        }
    }
}
