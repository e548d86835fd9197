//! Signing in through an issuer, against a provider that speaks the protocol over HTTP: the good ways, and what is refused.

mod accounts;
mod discovery;
mod flows;
mod stage;
mod variants;
