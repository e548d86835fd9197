//! What is wrong with a field, in words that say how to mend it.
use crate::screens::reader::Fault;
use crate::word;

/// A fault.
#[must_use]
pub fn fault(fault: Fault) -> String {
    match fault {
        Fault::Empty => word!(fault.empty).to_owned(),
        Fault::TooLong(max) => word!(fault.too_long, max = max),
        Fault::Control => word!(fault.control).to_owned(),
        Fault::NotADay => word!(fault.not_a_day).to_owned(),
        Fault::NotANumber(min, max) => word!(fault.not_a_number, min = min, max = max),
        Fault::NotAnAmount => word!(fault.not_an_amount).to_owned(),
        Fault::NotAnOrgNumber => word!(fault.not_an_org_number).to_owned(),
        Fault::OrgNumberCheck => word!(fault.org_number_check).to_owned(),
        Fault::NotACpv => word!(fault.not_a_cpv).to_owned(),
        Fault::NoneTicked => word!(fault.none_ticked).to_owned(),
        Fault::NotChosen => word!(fault.not_chosen).to_owned(),
        Fault::NotAPhone => word!(fault.not_a_phone).to_owned(),
        Fault::NotAnEmail => word!(fault.not_an_email).to_owned(),
        Fault::NotATime => word!(fault.not_a_time).to_owned(),
        Fault::PasswordShort => word!(fault.password_short).to_owned(),
    }
}
