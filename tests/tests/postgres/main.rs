//! What of the tests of the whole wants PostgreSQL: the real server killed over it, the simulation over it, and the simulation with
//! several handlers at once. Where it cannot be had they pass by, and one line says so.

mod kill;
mod simulation;
