//! Acts over several domains at once: agreements renewed, vendors merged, a device that leaves the house with its
//! licenses, a person who starts or leaves.

mod agreements;
pub mod checklist;
pub mod custody;
pub mod leaving;
mod merge;
pub mod starting;

pub use agreements::{add_term, cancel, renew};
pub use merge::merge_vendors;

use crate::hardware::DeviceLink;

/// A device in a list for people: "ThinkPad T14 · HV-0003 · PF4GX7K2".
fn device_label(device: &DeviceLink) -> String {
    let codes = [device.asset_tag.as_deref(), device.serial.as_deref()];
    std::iter::once(device.name.as_str()).chain(codes.into_iter().flatten()).collect::<Vec<_>>().join(" · ")
}
