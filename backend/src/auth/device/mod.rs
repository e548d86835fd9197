//! Shared tablets. `offer` is the administrator's side, `tablet` the tablet's own, `pin` the supervisors'. Surprising choice: a connected
//! tablet is a user of its own with the one right `tablet` on one site, granted by the same command as a person's, so that scopes,
//! sync, the trail and the end of a right are what they are for everybody.

mod offer;
mod pin;
mod site;
mod tablet;

pub use offer::{decide, list, make, revoke};
pub use pin::{add_supervisor, misses, new_code, people, set};
pub use tablet::{hand_over, nonce, pair, sign_in};

use shared::api::device::DeviceState;

use crate::error::{ApiError, ErrorCode};
use crate::store::{DeviceRow, StoreError};

/// The state of a tablet's user: it signs in by its key and in no other way.
pub const DEVICE: &str = "device";
/// The state of a supervisor without an account: there is no way to sign in but the PIN on the site's tablet.
pub const NAMED: &str = "named";

fn state(row: &DeviceRow) -> Result<DeviceState, StoreError> {
    DeviceState::parse(&row.state).ok_or(StoreError::Corrupt("device state"))
}

fn refused(field: &str) -> ApiError {
    ApiError::from(ErrorCode::ValueRefused).with("field", field)
}
