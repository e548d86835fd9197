//! Mistakes that the simulation plants in the core to show that it would find them. Only the feature `testing` can set one.

/// A mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A command leaves the overlay at its verdict, before a checkpoint holds its effect.
    OverlayDroppedAtVerdict,
    /// Every page of a pull is made visible by itself.
    CheckpointByPage,
    /// A verdict that came with a push moves the verdict cursor past others.
    VerdictCursorSkips,
    /// A new timeline is not noticed.
    EpochIgnored,
    /// Digests are not compared.
    DigestUnchecked,
    /// Rows of scopes that are gone stay.
    GoneScopeKept,
    /// What the server keeps is believed to be this copy's without a look.
    CustodyUnseen,
    /// What lies after a lost command is never sent.
    HoleStops,
    /// A gap that the server tells of is not sent again.
    GapIgnored,
    /// After a new timeline a chain of its own is sent from the first number on.
    FloorIgnored,
    /// What was judged before a chain went on by itself is not asked for.
    LacksUntold,
    /// A failed write of the outbox is not done again.
    OutboxUnsaved,
    /// A failed write of the read model is not done again.
    BaseUnsaved,
    /// Rows that left stay though nothing asks for them.
    KeptUnasked,
    /// A failed round waits for somebody to wake it.
    NoRetry,
}
