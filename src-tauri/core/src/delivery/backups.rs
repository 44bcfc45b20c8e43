//! A notification that backups do not work: once a day, as long as none has worked for more than three days.

use super::{
    Round,
    notification::{self, Note},
};
use crate::{
    Result,
    backup::scheduled,
    db::Db,
    reminders::{engine::ReminderChannel, policy},
};

/// Tells that no automatic backup works, where notifications are on and the hour lets them out. One that is refused is tried
/// with the next round.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn tell_of_backups(db: &Db, round: &Round) -> Result<()> {
    let words = {
        let mut conn = db.read().await?;
        let policy = policy::get(&mut conn).await?;
        let open = round.asked_for || policy.open_at(round.now.time);
        if !open || !policy.notifications || !round.channels.contains(&ReminderChannel::Notification) {
            return Ok(());
        }
        scheduled::to_be_told(&mut conn, round.now.today).await?
    };
    let Some(words) = words else { return Ok(()) };
    let note = Note { title: "Backups do not work".to_owned(), body: words, urgent: true };
    match notification::show(note).await {
        Ok(()) => scheduled::was_told(db, round.now.today).await,
        Err(error) => tracing::warn!(error, "that backups do not work was not shown"),
    }
    Ok(())
}
