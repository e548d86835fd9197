//! Shared tablets: how one is connected, what its key is good for, who speaks on it, how it ends.
mod authors;
mod pairing;
mod pins;
