//! Custody acts on several devices at once, with the licenses that are on them.

use crate::{
    Act, Error, Result,
    hardware::{
        self,
        custody::{self, CustodyAct, CustodyInput},
    },
    licenses, people,
};
use sqlx::SqliteConnection;

/// Does the same with each of the devices, or with none. Seats on what is retired or disposed of are released first,
/// where the input says so.
///
/// # Errors
/// [`Error::Field`] when no device is named, or the state of one, the day or a missing answer does not allow it;
/// [`Error::NotFound`] for a device that is not there; [`Error::Database`] when nothing can be written.
pub async fn perform(
    conn: &mut SqliteConnection,
    act: &Act,
    device_ids: &[String],
    input: &CustodyInput,
) -> Result<()> {
    if device_ids.is_empty() {
        return Err(Error::field("devices", "Choose a device."));
    }
    for id in device_ids {
        if input.release_seats && matches!(input.act, CustodyAct::Retire | CustodyAct::Dispose) {
            for seat in people::seats_of_device(conn, id, act.now.today).await? {
                licenses::release(conn, act, &seat.assignment_id).await?;
            }
        }
        custody::perform(conn, act, id, input).await?;
    }
    Ok(())
}

/// What such an act is called in the history: "Hand out ThinkPad T14 (HV-0003)", "Hand out 3 devices".
///
/// # Errors
/// Those of [`hardware::resolve`] for a single device.
pub async fn title(conn: &mut SqliteConnection, device_ids: &[String], what: CustodyAct) -> Result<String> {
    Ok(match device_ids {
        [one] => {
            let link = hardware::resolve(conn, one).await?;
            let tag = link.asset_tag.map(|tag| format!(" ({tag})")).unwrap_or_default();
            format!("{} {}{tag}", what.title(), link.name)
        }
        several => format!("{} {} devices", what.title(), several.len()),
    })
}
