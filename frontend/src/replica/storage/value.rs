//! How a value is stored: one byte that says the form, then the form. Form 1 is JSON in the clear; the byte is there so that
//! encrypted values can stand beside it later.
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::db::StorageError;

const JSON: u8 = 1;

/// The stored form.
pub fn write<T: Serialize>(value: &T) -> Result<Vec<u8>, StorageError> {
    let mut bytes = vec![JSON];
    let text = shared::wire::write(value)
        .map_err(|_no_json| StorageError::Unreadable("no JSON".to_owned()))?;
    bytes.extend_from_slice(text.as_bytes());
    Ok(bytes)
}

/// Reads the stored form.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StorageError> {
    match bytes.split_first() {
        Some((&JSON, json)) => {
            shared::wire::read(json).map_err(|error| StorageError::Unreadable(error.to_string()))
        }
        Some((form, _)) => Err(StorageError::Unreadable(format!("form {form}"))),
        None => Err(StorageError::Unreadable("empty".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_and_other_forms_are_refused() {
        let bytes = write(&vec![1, 2]).unwrap();
        assert_eq!(bytes[0], JSON);
        assert_eq!(read::<Vec<i32>>(&bytes).unwrap(), vec![1, 2]);
        assert!(read::<Vec<i32>>(&[2, b'[', b']']).is_err());
        assert!(read::<Vec<i32>>(&[]).is_err());
    }
}
