//! What needs an answer, answering it, and what is told when.

use crate::{
    commands::history::BatchRef,
    desktop::scheduler::{self, Scheduler},
    events,
    ipc_error::Answer,
    state::{Shell, batch, set},
};
use holdfast_core::{
    backup::scheduled,
    clock::Now,
    delivery::{self, Refusal, Report, Round, SentLine, StandingFailure},
    ids::Kind,
    mail,
    reminders::{
        answers::{self, AnswerInput, AnswerLine, DeadlineRef},
        engine::ReminderChannel,
        inbox::{self as waiting_list, Inbox},
        policy::{self, KindPolicy, PolicyKind, ReminderPolicy, ReminderRule, ReminderRuleInput},
        preview::{self, DeadlinePreview, KindPreview},
    },
};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, State};

/// Lines of what was told of a thing.
const LINES: u32 = 200;

/// The policy with what belongs to it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PolicyView {
    pub policy: ReminderPolicy,
    /// What is odd about it, above all that nothing is ever sent; empty when all is well.
    pub warnings: Vec<String>,
    /// Of categories and of single things.
    pub rules: Vec<ReminderRule>,
    /// The steps a kind has unless others are chosen.
    pub usual: Vec<KindPolicy>,
    /// A mail account is set up.
    pub mail_ready: bool,
}

/// How telling goes.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ReminderState {
    /// The number for badges: overdue or due within a week, and neither acknowledged nor muted.
    pub waiting: u32,
    /// What a channel refused, until an attempt succeeds.
    pub failures: Vec<StandingFailure>,
    /// Why email that is due is not tried: above all a locked keyring.
    pub mail_waits: Option<String>,
    /// Why the calendar file is out of date.
    pub calendar_error: Option<String>,
    /// That no automatic backup has worked for more than three days.
    pub backups: Option<String>,
}

/// What came of telling now.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct DeliverySummary {
    pub told: u32,
    pub refusals: Vec<Refusal>,
    pub mail_waits: Option<String>,
}

impl From<Report> for DeliverySummary {
    fn from(report: Report) -> DeliverySummary {
        DeliverySummary {
            told: u32::try_from(report.told.len()).unwrap_or(u32::MAX),
            refusals: report.refusals,
            mail_waits: report.mail_waits,
        }
    }
}

/// Overdue and the next 90 days, in groups.
#[tauri::command]
#[specta::specta]
pub async fn inbox(shell: State<'_, Shell>) -> Answer<Inbox> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(waiting_list::get(&mut conn, Now::read().today).await?)
}

/// Answers deadlines as one act, which can be taken back.
#[tauri::command]
#[specta::specta]
pub async fn answer_deadlines(
    app: AppHandle,
    shell: State<'_, Shell>,
    deadlines: Vec<DeadlineRef>,
    answer: AnswerInput,
) -> Answer<BatchRef> {
    batch!(shell, &app, answers::title(&answer, deadlines.len()), |tx, act| {
        answers::give(tx, act, &deadlines, &answer).await
    })
}

/// No message for a thing, whatever its dates; or messages again.
#[tauri::command]
#[specta::specta]
pub async fn mute_thing(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    id: String,
    muted: bool,
) -> Answer<BatchRef> {
    batch!(shell, &app, if muted { "Mute reminders" } else { "Unmute reminders" }, |tx, act| {
        policy::mute(tx, act, kind, &id, muted).await
    })
}

/// What will be told of a thing, when and to whom.
#[tauri::command]
#[specta::specta]
pub async fn reminder_preview(shell: State<'_, Shell>, id: String) -> Answer<Vec<DeadlinePreview>> {
    let mut conn = shell.opened()?.db.read().await?;
    let mail = mail::settings(&mut conn).await?;
    let to = if mail.ready() { mail.to } else { Vec::new() };
    Ok(preview::of_subject(&mut conn, &id, Now::read().today, &to).await?)
}

/// What was told of a thing, newest first.
#[tauri::command]
#[specta::specta]
pub async fn reminders_sent(shell: State<'_, Shell>, id: String) -> Answer<Vec<SentLine>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(delivery::sent_of(&mut conn, &id, LINES).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn reminder_policy(shell: State<'_, Shell>) -> Answer<PolicyView> {
    let mut conn = shell.opened()?.db.read().await?;
    let policies = policy::all(&mut conn).await?;
    let mail_ready = mail::settings(&mut conn).await?.ready();
    Ok(PolicyView {
        warnings: policy::warnings(&policies, mail_ready),
        rules: policies.rules,
        usual: PolicyKind::ALL.into_iter().map(KindPolicy::usual).collect(),
        policy: policies.policy,
        mail_ready,
    })
}

#[tauri::command]
#[specta::specta]
pub async fn set_reminder_policy(
    app: AppHandle,
    shell: State<'_, Shell>,
    policy: ReminderPolicy,
) -> Answer<PolicyView> {
    set!(shell, |tx| policy::set(tx, policy).await)?;
    events::data_changed(&app);
    reminder_policy(shell).await
}

/// What a policy would mean before it is kept.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PolicyPreview {
    pub kinds: Vec<KindPreview>,
    pub warnings: Vec<String>,
}

/// What a policy would mean, in words; what cannot be kept is refused at its field. Nothing is changed.
#[tauri::command]
#[specta::specta]
pub async fn preview_reminder_policy(
    shell: State<'_, Shell>,
    policy: ReminderPolicy,
) -> Answer<PolicyPreview> {
    let mut conn = shell.opened()?.db.read().await?;
    let mail = mail::settings(&mut conn).await?;
    let mail_ready = mail.ready();
    let to = if mail_ready { mail.to } else { Vec::new() };
    let (kinds, policies) = preview::of_policy(&mut conn, Now::read().today, policy, &to).await?;
    Ok(PolicyPreview { kinds, warnings: policy::warnings(&policies, mail_ready) })
}

/// Shows a notification that says it is a test.
#[tauri::command]
#[specta::specta]
pub async fn test_notification() -> Answer<()> {
    Ok(delivery::test_notification().await?)
}

/// Rules of one thing.
#[tauri::command]
#[specta::specta]
pub async fn reminder_rules(shell: State<'_, Shell>, id: String) -> Answer<Vec<ReminderRule>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(policy::rules(&mut conn, Some(&id)).await?)
}

/// Keeps a rule in place of the one with the same scope; one that says nothing is removed.
#[tauri::command]
#[specta::specta]
pub async fn set_reminder_rule(
    app: AppHandle,
    shell: State<'_, Shell>,
    rule: ReminderRuleInput,
) -> Answer<BatchRef> {
    batch!(shell, &app, "Change reminders", |tx, act| policy::set_rule(tx, act, rule).await)
}

#[tauri::command]
#[specta::specta]
pub async fn reminder_state(
    shell: State<'_, Shell>,
    scheduler: State<'_, Scheduler>,
) -> Answer<ReminderState> {
    let mut conn = shell.opened()?.db.read().await?;
    let troubles = scheduler.troubles();
    let today = Now::read().today;
    Ok(ReminderState {
        waiting: waiting_list::waiting(&mut conn, today).await?,
        backups: scheduled::standing(&mut conn, today).await?.overdue,
        failures: delivery::failures(&mut conn).await?,
        mail_waits: troubles.mail_waits,
        calendar_error: troubles.calendar,
    })
}

/// Tells what is due at once, whatever the hour and whatever failed a moment ago.
#[tauri::command]
#[specta::specta]
pub async fn deliver_reminders(
    app: AppHandle,
    shell: State<'_, Shell>,
    scheduler: State<'_, Scheduler>,
) -> Answer<DeliverySummary> {
    let round = Round::asked_for(Now::read(), ReminderChannel::ALL.to_vec());
    Ok(scheduler::tell(&app, shell.opened()?, &scheduler, &round).await?.into())
}

/// A thing whose reminders are muted.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct ThingRef {
    pub kind: Kind,
    pub id: String,
}

/// No message for these things, whatever their dates; or messages again. One act, which can be taken back.
#[tauri::command]
#[specta::specta]
pub async fn mute_things(
    app: AppHandle,
    shell: State<'_, Shell>,
    things: Vec<ThingRef>,
    muted: bool,
) -> Answer<BatchRef> {
    batch!(shell, &app, if muted { "Mute reminders" } else { "Unmute reminders" }, |tx, act| {
        for thing in &things {
            policy::mute(tx, act, thing.kind, &thing.id, muted).await?;
        }
        Ok(())
    })
}

/// What was answered to the deadlines of a thing, the latest first.
#[tauri::command]
#[specta::specta]
pub async fn reminder_answers(shell: State<'_, Shell>, id: String) -> Answer<Vec<AnswerLine>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(answers::of_subject(&mut conn, &id).await?)
}
