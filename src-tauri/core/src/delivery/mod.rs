//! Telling reminders: what is due is claimed in one transaction, handed to its channel, then recorded. A crash
//! between handing over and recording repeats that one reminder; none is lost, and window and command line never
//! tell the same one twice.

mod backups;
mod claim;
mod model;
mod notification;
mod rounds;
mod store;

pub use backups::tell_of_backups;
pub use model::{Refusal, Report, Round, SentLine, StandingFailure, Told};
pub use rounds::{Rounds, Scene, Troubles};

use crate::{
    Error, Result,
    clock::Now,
    db::Db,
    mail::{self, MailSettings},
    reminders::{
        self, Deadline,
        answers::{self, Answers},
        engine::{self, DeadlineKey, FreeDays, Outlet, Reminder, ReminderChannel, Voice, Watched},
        policy::{self, Policies},
        words,
    },
    secrets::Keyring,
};
use chrono::{Days, NaiveDate, TimeDelta};
use claim::Claimant;
use notification::Note;
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, HashMap, HashSet};

/// More notifications than this at once become one.
const DIGEST_FROM: usize = 4;
/// So many messages to one address at once become one, also where each reminder has its own.
const MAIL_DIGEST_FROM: usize = 20;
/// Free days may bring a step forward by so many days.
const FREE_DAYS: u32 = 31;
/// What is due within so many days does not wait for tomorrow's digest.
const URGENT_DAYS: i32 = 1;
/// Lines of a notification for many reminders.
const DIGEST_LINES: usize = 5;

/// What is watched at a moment, and what decides about it.
struct Watch {
    now: Now,
    deadlines: HashMap<DeadlineKey, Deadline>,
    watched: Vec<Watched>,
    free: FreeDays,
    policies: Policies,
    mail: MailSettings,
}

/// Tells what is due. Failures of a channel are in the report and in the ledger, to be tried again; an error is
/// only what keeps the ledger itself from being read or written.
///
/// # Errors
/// [`Error::Database`] when the ledger cannot be read or written, [`Error::Folder`] or [`Error::Io`] when the lock of
/// this run cannot be taken.
pub async fn run(db: &Db, keyring: &Keyring, round: &Round) -> Result<Report> {
    let mut report = Report::default();
    let mut conn = db.read().await?;
    let watch = watch(&mut conn, round).await?;
    let (mut due, _) = due(&mut conn, db, &watch, round).await?;
    let stale = watch.stale(store::failed_rows(&mut conn).await?, round);
    drop(conn);
    if !stale.is_empty() {
        let mut tx = db.write().await?;
        for (key, outlet, step) in &stale {
            store::forget(&mut tx, key, outlet, *step).await?;
        }
        tx.commit().await?;
    }
    if due.is_empty() || (!round.asked_for && !watch.policies.policy.open_at(round.now.time)) {
        return Ok(report);
    }
    let mut post = None;
    if due.iter().any(|reminder| reminder.outlet.channel == ReminderChannel::Email && !reminder.silent) {
        match mail::open(db, keyring, &watch.mail).await {
            Ok(opened) => post = Some(opened),
            Err(error @ (Error::Keyring { .. } | Error::Refused(_))) => {
                report.mail_waits = Some(error.to_string());
                due.retain(|reminder| reminder.outlet.channel != ReminderChannel::Email);
            }
            Err(error) => return Err(error),
        }
    }
    if due.is_empty() {
        return Ok(report);
    }
    let claimant = Claimant::new(db.folder())?;
    let taken = claim(db, &watch, round, &claimant, post.is_some(), &mut report).await?;
    let (mails, notes): (Vec<Reminder>, Vec<Reminder>) =
        taken.into_iter().partition(|reminder| reminder.outlet.channel == ReminderChannel::Email);
    for batch in batches_of_notes(notes) {
        let note = watch.note(&batch);
        settle(db, &watch, &batch, notification::show(note).await, &mut report).await?;
    }
    if let Some(post) = post {
        for (to, batch) in batches_of_mail(mails, watch.mail.digest) {
            let deadlines = watch.sorted(&batch);
            let mail = mail::message::reminder(&watch.mail, &to, &deadlines, &watch.now);
            let answer = match mail {
                Ok(mail) => post.send(mail).await,
                Err(error) => Err(error.to_string()),
            };
            settle(db, &watch, &batch, answer, &mut report).await?;
        }
    }
    drop(claimant);
    Ok(report)
}

/// What [`run`] would tell; nothing is sent and nothing is written.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn rehearse(db: &Db, round: &Round) -> Result<Report> {
    let mut conn = db.read().await?;
    let watch = watch(&mut conn, round).await?;
    let (due, _) = due(&mut conn, db, &watch, round).await?;
    let told = due.iter().filter(|reminder| !reminder.silent).filter_map(|reminder| watch.told(reminder));
    Ok(Report { told: told.collect(), ..Report::default() })
}

/// Shows a notification that says it is a test. Nothing is recorded.
///
/// # Errors
/// [`Error::Refused`] with what the desktop said.
pub async fn test_notification() -> Result<()> {
    let note = Note {
        title: "Holdfast can remind you".to_owned(),
        body: "This is a test. Reminders look like this.".to_owned(),
        urgent: false,
    };
    notification::show(note).await.map_err(|why| Error::Refused(format!("No notification was shown: {why}.")))
}

/// Failures that stand, for the window to show.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn failures(conn: &mut SqliteConnection) -> Result<Vec<StandingFailure>> {
    store::failures(conn).await
}

/// What was told of a thing, newest first.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn sent_of(conn: &mut SqliteConnection, subject_id: &str, limit: u32) -> Result<Vec<SentLine>> {
    store::sent_of(conn, subject_id, limit).await
}

async fn watch(conn: &mut SqliteConnection, round: &Round) -> Result<Watch> {
    let policies = policy::all(conn).await?;
    let answers = answers::all(conn).await?;
    let mail = mail::settings(conn).await?;
    let ahead = policies.farthest_step().saturating_add(FREE_DAYS);
    let deadlines = reminders::deadlines(conn, round.now.today, Some(ahead)).await?;
    let free = policies.policy.free_days();
    let mut watch = Watch {
        now: round.now,
        deadlines: HashMap::with_capacity(deadlines.len()),
        watched: Vec::with_capacity(deadlines.len()),
        free,
        policies,
        mail,
    };
    for deadline in deadlines {
        watch.add(deadline, &answers, round);
    }
    Ok(watch)
}

impl Watch {
    fn add(&mut self, deadline: Deadline, answers: &Answers, round: &Round) {
        let Some(key) = deadline.key() else { return };
        let resolved = self.policies.of(&deadline);
        let voice = match answers.to(&deadline) {
            _ if resolved.muted() => Voice::Silent,
            Some(answer) => answer.voice(),
            None => Voice::Open,
        };
        let mut outlets = Vec::new();
        let policy = &self.policies.policy;
        if policy.notifications && round.channels.contains(&ReminderChannel::Notification) {
            outlets.push(Outlet::notification());
        }
        if policy.email && self.mail.ready() && round.channels.contains(&ReminderChannel::Email) {
            let to = if resolved.email_to.is_empty() { self.mail.to.clone() } else { resolved.email_to };
            outlets.extend(to.into_iter().map(|to| Outlet::email(to.to_lowercase())));
        }
        self.watched.push(Watched { key: key.clone(), steps: resolved.steps, outlets, voice });
        self.deadlines.insert(key, deadline);
    }

    fn told(&self, reminder: &Reminder) -> Option<Told> {
        Some(Told {
            deadline: self.deadlines.get(&reminder.key)?.clone(),
            step: reminder.step,
            channel: reminder.outlet.channel,
            to: reminder.outlet.to.clone(),
        })
    }

    /// Failures that nobody will try again: the deadline was answered or is gone, or the channel was turned off.
    fn stale(
        &self,
        failed: Vec<(DeadlineKey, Outlet, u32)>,
        round: &Round,
    ) -> Vec<(DeadlineKey, Outlet, u32)> {
        let tellable: HashMap<&DeadlineKey, &[Outlet]> = self
            .watched
            .iter()
            .filter(|watched| watched.voice != Voice::Silent)
            .map(|watched| (&watched.key, watched.outlets.as_slice()))
            .collect();
        let mut failed = failed;
        failed.retain(|(key, outlet, _)| {
            let waited_for = tellable.get(key).is_some_and(|outlets| outlets.contains(outlet));
            round.channels.contains(&outlet.channel) && !waited_for
        });
        failed
    }

    /// The deadlines of a batch, the most urgent first.
    fn sorted(&self, batch: &[Reminder]) -> Vec<&Deadline> {
        let mut deadlines: Vec<&Deadline> =
            batch.iter().filter_map(|reminder| self.deadlines.get(&reminder.key)).collect();
        deadlines
            .sort_by(|a, b| (&a.due_on, a.kind, &a.subject.name).cmp(&(&b.due_on, b.kind, &b.subject.name)));
        deadlines
    }

    fn note(&self, batch: &[Reminder]) -> Note {
        let deadlines = self.sorted(batch);
        let urgent = deadlines.iter().any(|deadline| deadline.days_left <= URGENT_DAYS);
        if let [only] = deadlines.as_slice() {
            return Note { title: words::headline(only), body: words::details(only), urgent };
        }
        let mut lines: Vec<String> =
            deadlines.iter().take(DIGEST_LINES).map(|deadline| words::headline(deadline)).collect();
        if let Some(more) = deadlines.len().checked_sub(DIGEST_LINES).filter(|more| 0 < *more) {
            lines.push(format!("and {more} more"));
        }
        Note { title: words::digest_title(&deadlines), body: lines.join("\n"), urgent }
    }
}

/// What is due now, and what of it an earlier process had taken on.
async fn due(
    conn: &mut SqliteConnection,
    db: &Db,
    watch: &Watch,
    round: &Round,
) -> Result<(Vec<Reminder>, HashSet<(DeadlineKey, Outlet)>)> {
    let from = watch.watched.iter().map(|watched| watched.key.due_on).min().unwrap_or(NaiveDate::MIN);
    let mut alive: HashSet<String> = store::claimants(conn).await?.into_iter().collect();
    alive.retain(|name| claim::alive(db.folder(), name));
    let loaded = store::load(conn, from, &alive, round.asked_for).await?;
    let mut due = engine::due(&watch.watched, &watch.free, &loaded.ledger, &watch.now);
    if watch.mail.digest
        && !round.asked_for
        && due.iter().any(|one| one.outlet.channel == ReminderChannel::Email)
    {
        let had_today = store::mailed_on(conn, &watch.now).await?;
        let soon = watch.now.today.checked_add_days(Days::new(URGENT_DAYS.unsigned_abs().into()));
        due.retain(|reminder| {
            !had_today.contains(&reminder.outlet.to) || soon.is_none_or(|soon| reminder.key.due_on <= soon)
        });
    }
    Ok((due, loaded.cut_off))
}

/// Takes on what is due, looked at once more under the write lock: another process may have been first.
async fn claim(
    db: &Db,
    watch: &Watch,
    round: &Round,
    claimant: &Claimant,
    mails: bool,
    report: &mut Report,
) -> Result<Vec<Reminder>> {
    let mut tx = db.write().await?;
    let (due, cut_off) = due(&mut tx, db, watch, round).await?;
    let mut taken = Vec::new();
    for reminder in due {
        if reminder.silent {
            store::pass(&mut tx, &watch.now, &reminder, true).await?;
            continue;
        }
        if reminder.outlet.channel == ReminderChannel::Email && !mails {
            continue;
        }
        if cut_off.contains(&(reminder.key.clone(), reminder.outlet.clone())) {
            report.repeated += 1;
        }
        store::claim(&mut tx, &watch.now, &reminder, claimant.name()).await?;
        taken.push(reminder);
    }
    tx.commit().await?;
    if 0 < report.repeated {
        tracing::warn!(report.repeated, "reminders of a process that was cut off are told again");
    }
    Ok(taken)
}

/// Records what the channel answered.
async fn settle(
    db: &Db,
    watch: &Watch,
    batch: &[Reminder],
    answer: Result<(), String>,
    report: &mut Report,
) -> Result<()> {
    let mut tx = db.write().await?;
    for reminder in batch {
        match &answer {
            Ok(()) => store::delivered(&mut tx, &watch.now, reminder).await?,
            Err(error) => store::failed(&mut tx, &watch.now, reminder, error, pause).await?,
        }
    }
    tx.commit().await?;
    match answer {
        Ok(()) => report.told.extend(batch.iter().filter_map(|reminder| watch.told(reminder))),
        Err(error) => {
            let Some(outlet) = batch.first().map(|reminder| &reminder.outlet) else { return Ok(()) };
            tracing::warn!(channel = outlet.channel.as_str(), error, "a reminder was refused");
            let count = u32::try_from(batch.len()).unwrap_or(u32::MAX);
            let same = report.refusals.iter_mut().find(|known| {
                known.channel == outlet.channel && known.to == outlet.to && known.error == error
            });
            match same {
                Some(known) => known.reminders = known.reminders.saturating_add(count),
                None => report.refusals.push(Refusal {
                    channel: outlet.channel,
                    to: outlet.to.clone(),
                    reminders: count,
                    error,
                }),
            }
        }
    }
    Ok(())
}

/// How long a reminder is left alone after so many attempts.
fn pause(attempts: u32) -> TimeDelta {
    TimeDelta::minutes(match attempts {
        0 | 1 => 1,
        2 => 5,
        3 => 15,
        4 => 60,
        _ => 240,
    })
}

fn batches_of_notes(notes: Vec<Reminder>) -> Vec<Vec<Reminder>> {
    match notes.len() {
        0 => Vec::new(),
        few if few < DIGEST_FROM => notes.into_iter().map(|note| vec![note]).collect(),
        _ => vec![notes],
    }
}

/// What goes into which message. Without a digest each reminder has its own, unless they are too many at once.
fn batches_of_mail(mails: Vec<Reminder>, digest: bool) -> Vec<(String, Vec<Reminder>)> {
    let mut batches: BTreeMap<String, Vec<Reminder>> = BTreeMap::new();
    for mail in mails {
        batches.entry(mail.outlet.to.clone()).or_default().push(mail);
    }
    let mut messages = Vec::new();
    for (to, batch) in batches {
        if digest || MAIL_DIGEST_FROM <= batch.len() {
            messages.push((to, batch));
        } else {
            messages.extend(batch.into_iter().map(|mail| (to.clone(), vec![mail])));
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow() {
        let minutes: Vec<i64> = (1..8).map(|attempts| pause(attempts).num_minutes()).collect();
        assert_eq!(minutes, [1, 5, 15, 60, 240, 240, 240]);
    }
}
