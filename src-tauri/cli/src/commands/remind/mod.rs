//! `holdfast remind`: tells what is due, without the window.

mod install;

use crate::{
    Outcome,
    args::remind::{Channel, Remind},
    commands::{backup, due},
    context::Context,
    output::{self, Align, Table},
};
use anyhow::Result;
use holdfast_core::{
    Error, calendar,
    clock::Now,
    db::Db,
    delivery::{self, Report, Round, Told},
    mail,
    reminders::{DeadlineKind, Subject, engine::ReminderChannel, policy, preview},
};
use serde::Serialize;

/// The documented JSON form.
#[derive(Serialize)]
struct Answer<'a> {
    as_of: String,
    reminders: Vec<Line<'a>>,
}

/// A deadline, once, with every channel that tells it.
#[derive(Serialize)]
struct Line<'a> {
    kind: DeadlineKind,
    subject: &'a Subject,
    due_on: &'a str,
    step: u32,
    channels: Vec<ReminderChannel>,
    #[serde(skip)]
    told: &'a Told,
}

pub async fn run(context: &Context, args: &Remind) -> Result<Outcome> {
    if let Some(timer) = args.install_help {
        output::print_exact(&install::help(context, timer)?)?;
        return Ok(Outcome::Done);
    }
    let db = context.open().await?;
    let outcome = remind(context, args, &db).await;
    db.close().await;
    outcome
}

async fn remind(context: &Context, args: &Remind, db: &Db) -> Result<Outcome> {
    // Recorded under the day that is asked about: what a look ahead tells does not count before its time.
    let now = Now::read().moved_to(context.now.today);
    let mut conn = db.read().await?;
    let policies = policy::all(&mut conn).await?;
    let mail_ready = mail::settings(&mut conn).await?.ready();
    drop(conn);
    for channel in &args.channel {
        can_be_told(*channel, policies.policy.notifications, policies.policy.email, mail_ready)?;
    }
    let channels = match args.channel.as_slice() {
        [] => ReminderChannel::ALL.to_vec(),
        named => named.iter().map(|channel| channel.of_core()).collect(),
    };
    let round = Round::asked_for(now, channels);
    let report = if args.dry_run {
        delivery::rehearse(db, &round).await?
    } else {
        delivery::run(db, &context.keyring(), &round).await?
    };
    let lines = lines(&report.told);
    if context.json {
        output::print_json(&Answer { as_of: now.today.to_string(), reminders: lines })?;
    } else {
        output::print(&table(&lines, args.dry_run, report.complete(), &now))?;
    }
    for warning in policy::warnings(&policies, mail_ready) {
        output::message(&warning);
    }
    // What is asked for by its name is all that is done.
    let whole = !args.dry_run && args.channel.is_empty();
    let calendar_written = !whole || bring_calendar_up_to_date(db, &now).await;
    complain(&report);
    let backed_up = !whole || backup::in_a_round(db).await?;
    if whole {
        // A backup is of today, whatever day is asked about.
        delivery::tell_of_backups(db, &Round { now: Now::read(), ..round }).await?;
    }
    Ok(if report.complete() && calendar_written && backed_up { Outcome::Done } else { Outcome::Failed })
}

/// Refuses a channel that is asked for by name and is not there.
fn can_be_told(channel: Channel, notifications: bool, email: bool, mail_ready: bool) -> Result<()> {
    let missing = match channel {
        Channel::Notification if !notifications => {
            "Notifications are turned off in the settings of reminders."
        }
        Channel::Email if !mail_ready => "No mail account is set up: enter one in the settings of reminders.",
        Channel::Email if !email => "Email is turned off in the settings of reminders.",
        _ => return Ok(()),
    };
    Err(Error::Refused(format!("{missing} Nothing was sent.")).into())
}

/// Each deadline once, in the order in which it was told, the most urgent first.
fn lines(told: &[Told]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut sorted: Vec<&Told> = told.iter().collect();
    sorted.sort_by(|a, b| {
        (&a.deadline.due_on, &a.deadline.id, a.channel).cmp(&(&b.deadline.due_on, &b.deadline.id, b.channel))
    });
    for told in sorted {
        match lines.last_mut().filter(|line| line.told.deadline.id == told.deadline.id) {
            Some(line) => {
                // Where one address heard earlier than another, the steps differ; the tightest is what counts.
                line.step = line.step.min(told.step);
                if !line.channels.contains(&told.channel) {
                    line.channels.push(told.channel);
                }
            }
            None => lines.push(Line {
                kind: told.deadline.kind,
                subject: &told.deadline.subject,
                due_on: &told.deadline.due_on,
                step: told.step,
                channels: vec![told.channel],
                told,
            }),
        }
    }
    lines
}

fn table(lines: &[Line<'_>], dry_run: bool, complete: bool, now: &Now) -> String {
    let today = output::long_date(now.today);
    let (said, nothing) = match (dry_run, complete) {
        (true, _) => ("would be sent", "would be sent"),
        (false, true) => ("sent", "was to be sent"),
        (false, false) => ("sent", "was sent"),
    };
    if lines.is_empty() {
        return format!("Nothing {nothing} (as of {today}).\n");
    }
    let mut table = Table::new()
        .column("", Align::Right)
        .leading("")
        .column("", Align::Left)
        .column("", Align::Left)
        .column("", Align::Left);
    for line in lines {
        let channels: Vec<String> = line.channels.iter().map(output::word).collect();
        table.row(vec![
            output::date(Some(line.due_on)),
            output::tagged(&line.subject.name, line.told.deadline.tag.as_deref()),
            due::what(line.kind).to_owned(),
            preview::before(line.step),
            channels.join(", "),
        ]);
    }
    format!(
        "{} {said} (as of {today})\n\n{}",
        output::count(lines.len() as u64, "reminder", "reminders"),
        table.render()
    )
}

/// Says what was not told and why; it stays due.
fn complain(report: &Report) {
    if 0 < report.repeated {
        output::message(&format!(
            "{} may come a second time: an earlier run ended between sending and recording.",
            output::count(report.repeated, "reminder", "reminders")
        ));
    }
    if let Some(why) = &report.mail_waits {
        output::message(&format!("No email was sent, and it stays due. {why}"));
    }
    for refusal in &report.refusals {
        let to = if refusal.to.is_empty() { String::new() } else { format!(" to {}", refusal.to) };
        let what = match refusal.channel {
            ReminderChannel::Notification => "shown",
            ReminderChannel::Email => "sent",
        };
        output::message(&format!(
            "{} not {what}{to}, and kept for another attempt: {}",
            output::count(refusal.reminders, "reminder was", "reminders were"),
            refusal.error
        ));
    }
}

async fn bring_calendar_up_to_date(db: &Db, now: &Now) -> bool {
    match calendar::sync(db, now).await {
        Ok(_) => true,
        Err(error) => {
            output::message(&error.to_string());
            false
        }
    }
}
