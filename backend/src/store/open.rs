//! Which database: chosen by URL at run time, never at build time.

use super::{PostgresStore, SqliteStore, Store, StoreError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The embedded database in its data folder.
pub const FILE_NAME: &str = "fotfaste.db";

/// Opens `sqlite://PATH` or `postgres://…`; without a URL the file in the data folder, which is made (mode 0700) where
/// it is missing. The data folder is used in every case: the key file lies there.
pub async fn open(url: Option<&str>, data: &Path) -> Result<Arc<dyn Store>, StoreError> {
    make_folder(data)?;
    let Some(url) = url else {
        return Ok(Arc::new(SqliteStore::open(&data.join(FILE_NAME)).await?));
    };
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        return Ok(Arc::new(SqliteStore::open(&path).await?));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Arc::new(PostgresStore::open(url).await?));
    }
    Err(StoreError::Url)
}

/// Makes the folder, for its owner alone, where it is missing.
pub fn make_folder(path: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path)?.permissions()) & 0o077 != 0
    {
        tracing::warn!(folder = %path.display(), "others on this machine may look into the data folder (chmod 700)");
    }
    Ok(())
}
