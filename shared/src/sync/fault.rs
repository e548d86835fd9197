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
    /// A failed round waits for somebody to wake it.
    NoRetry,
}
