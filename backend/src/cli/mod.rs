//! The commands of `fotfaste`, one file each. The only place of the server with words: English, for administrators.

pub mod import;
