//! What is done to the files.

/// What is done to a database's file and its log.
#[derive(Clone, Debug)]
pub enum Harm {
    /// The log ends at this byte.
    Cut { at: usize },
    /// A bit of the log is turned.
    LogBit { bit: usize },
    /// Bytes of the log are another's: zeros, as where a disk had made room and not yet written.
    LogZeros { from: usize, to: usize },
    /// A bit of the file is turned; the log is there, or is not.
    FileBit { bit: usize, with_log: bool },
    /// A page of the file is all zeros.
    PageGone { page: usize },
    /// A page of the file is as an earlier checkpoint left it: a write was lost.
    PageOld { page: usize },
    /// The log was being laid over the file: these pages are, the last of them by half.
    Checkpoint { pages: Vec<usize>, torn: usize },
    /// The file ends at this byte.
    FileCut { at: usize },
}

impl Harm {
    /// All of them by name.
    pub const NAMES: [&'static str; 8] = [
        "log cut",
        "bit of the log",
        "zeros in the log",
        "bit of the file",
        "page gone",
        "page old",
        "checkpoint broken off",
        "file cut",
    ];

    pub const fn name(&self) -> &'static str {
        let place = match self {
            Self::Cut { .. } => 0,
            Self::LogBit { .. } => 1,
            Self::LogZeros { .. } => 2,
            Self::FileBit { .. } => 3,
            Self::PageGone { .. } => 4,
            Self::PageOld { .. } => 5,
            Self::Checkpoint { .. } => 6,
            Self::FileCut { .. } => 7,
        };
        Self::NAMES[place]
    }
}

/// What must come of it.
#[derive(Clone, Debug)]
pub enum Expect {
    /// What this commit left, exactly; the first is what lies in the file alone.
    Commit(usize),
    /// What one of the commits left, or it is told.
    WholeOrTold,
}

impl Expect {
    pub const fn may_refuse(&self) -> bool {
        matches!(self, Self::WholeOrTold)
    }
}
