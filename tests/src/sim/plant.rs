//! Mistakes that the simulation must find: some in the core (`shared::sync::fault`), the others in the simulated disk, network
//! or server, so that the product itself holds no switch for them.
use shared::sync::fault::Fault;

/// A planted mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    /// A batch that comes again is executed again.
    DedupeDropped,
    /// A pull leaves out what stands right after the cursor (`>` for `>=`).
    CursorOffByOne,
    /// The server acknowledges before it keeps.
    AckBeforeCustody,
    /// A row that leaves a scope is not told.
    ScopeDelLost,
    /// The same, and nobody compares digests.
    DigestUnchecked,
    /// Two tabs number from their own memory.
    NumberedInMemory,
    /// The hash of the command before is left out of the chain.
    PrevHashSkipped,
    /// The disk says stored before it is.
    OutboxRelaxed,
    /// The server writes a row that no command asked for.
    RowWrittenOutside,
    /// A checkpoint is written in two steps, rows last.
    CheckpointNotAtomic,
    /// A row of somebody else's scope is sent along, digest and all.
    RowLeaked,
    /// A new chain is begun without the last of what waits.
    BranchForgets,
    /// What is sealed anew does not say what it was.
    NameForgotten,
    /// A number is given from the last command that reads.
    EndForgotten,
    /// A pull leaves a verdict out.
    VerdictDropped,
    /// A pull tells of one command more than the server keeps.
    CustodyTooHigh,
    /// A scope that is gone is not told.
    GoneUntold,
    /// Deletions are forgotten, and who has not heard of them is not told to load anew.
    FloorUnset,
    /// A mistake in the core.
    Core(Fault),
}

impl Plant {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::DedupeDropped,
        Self::CursorOffByOne,
        Self::AckBeforeCustody,
        Self::ScopeDelLost,
        Self::DigestUnchecked,
        Self::NumberedInMemory,
        Self::PrevHashSkipped,
        Self::OutboxRelaxed,
        Self::RowWrittenOutside,
        Self::CheckpointNotAtomic,
        Self::RowLeaked,
        Self::BranchForgets,
        Self::NameForgotten,
        Self::Core(Fault::CustodyUnseen),
        Self::EndForgotten,
        Self::VerdictDropped,
        Self::CustodyTooHigh,
        Self::GoneUntold,
        Self::FloorUnset,
        Self::Core(Fault::HoleStops),
        Self::Core(Fault::GapIgnored),
        Self::Core(Fault::FloorIgnored),
        Self::Core(Fault::LacksUntold),
        Self::Core(Fault::OutboxUnsaved),
        Self::Core(Fault::BaseUnsaved),
        Self::Core(Fault::OverlayDroppedAtVerdict),
        Self::Core(Fault::CheckpointByPage),
        Self::Core(Fault::VerdictCursorSkips),
        Self::Core(Fault::EpochIgnored),
        Self::Core(Fault::GoneScopeKept),
        Self::Core(Fault::KeptUnasked),
        Self::Core(Fault::NoRetry),
    ];

    /// What of it lies in the core.
    #[must_use]
    pub const fn in_core(self) -> Option<Fault> {
        match self {
            Self::Core(fault) => Some(fault),
            Self::DigestUnchecked | Self::RowLeaked => Some(Fault::DigestUnchecked),
            _ => None,
        }
    }
}
