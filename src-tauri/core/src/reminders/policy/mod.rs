//! The policy of reminders: reading and changing it, and what it means for one deadline.

mod model;
mod store;

pub(crate) use model::tidy_addresses;
pub use model::{
    ChosenFor, KindPolicy, MOST_DAYS, Policies, PolicyKind, ReminderPolicy, ReminderRule, ReminderRuleInput,
    Resolved,
};

use crate::{
    Act, Error, Result,
    history::{self, Entity},
    ids::{Kind, new_id},
    row, settings,
    text::{blank_to_none, name_key},
};
use sqlx::SqliteConnection;

/// The name the policy is kept under.
const NAME: &str = "reminders";

/// The policy as it is kept; the defaults where none is kept, or it cannot be read.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection) -> Result<ReminderPolicy> {
    let kept: ReminderPolicy = settings::of(conn, NAME).await?;
    Ok(kept.checked().unwrap_or_default())
}

/// Keeps the policy after checking it; steps come back sorted, none twice.
///
/// # Errors
/// [`Error::Field`] for times that are none, quiet hours that leave no time to deliver, steps below zero or over
/// ten years, and addresses that are none.
pub async fn set(conn: &mut SqliteConnection, policy: ReminderPolicy) -> Result<ReminderPolicy> {
    let checked = policy.checked()?;
    settings::keep(conn, NAME, &checked).await?;
    Ok(checked)
}

/// Everything that decides what is told, read once.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn all(conn: &mut SqliteConnection) -> Result<Policies> {
    let policy = get(conn).await?;
    as_if(conn, policy).await
}

/// Everything that would decide what is told, if this policy were kept.
pub(super) async fn as_if(conn: &mut SqliteConnection, policy: ReminderPolicy) -> Result<Policies> {
    let rules = store::rules(conn, None).await?;
    let categories = if rules.iter().any(|rule| rule.fields.category.is_some()) {
        store::categories(conn).await?
    } else {
        Default::default()
    };
    let certificates = store::certificates(conn).await?;
    let mut people: Vec<String> = policy.kinds.iter().filter_map(|kind| kind.person_id.clone()).collect();
    people.extend(rules.iter().filter_map(|rule| rule.fields.person_id.clone()));
    let addresses = store::addresses(conn, &people).await?;
    Ok(Policies { policy, rules, categories, certificates, addresses })
}

/// All rules; of one thing when it is named.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn rules(conn: &mut SqliteConnection, subject_id: Option<&str>) -> Result<Vec<ReminderRule>> {
    store::rules(conn, subject_id).await
}

/// Keeps a rule, in place of the one with the same scope. A rule that says nothing is removed. Its id, if it stays.
///
/// # Errors
/// [`Error::Field`] for steps and addresses that are none, and for a rule that names neither a thing nor a category.
pub async fn set_rule(
    conn: &mut SqliteConnection,
    act: &Act,
    input: ReminderRuleInput,
) -> Result<Option<String>> {
    let input = ReminderRuleInput {
        category: blank_to_none(input.category),
        subject_id: blank_to_none(input.subject_id),
        person_id: blank_to_none(input.person_id),
        steps: input.steps.map(|steps| model::tidy_steps("steps", &steps)).transpose()?,
        email_to: input.email_to.map(|to| tidy_addresses("email_to", &to)).transpose()?,
        ..input
    };
    match (&input.subject_id, &input.category, input.subject_kind) {
        (Some(_), Some(_), _) | (None, None, _) => {
            return Err(Error::field("category", "A rule is for one thing or for a category."));
        }
        (Some(_), None, None) => return Err(Error::field("subject_kind", "Say what kind of thing it is.")),
        (Some(id), None, Some(kind)) => must_exist(conn, kind, id).await?,
        (None, Some(_), _) => {}
    }
    let says_nothing =
        input.steps.is_none() && !input.muted && input.email_to.is_none() && input.person_id.is_none();
    let found = store::find(conn, &input).await?;
    if says_nothing {
        if let Some(id) = &found {
            history::remove(conn, act, Entity::ReminderRule, id).await?;
        }
        return Ok(None);
    }
    let mut row = row! {
        "subject_kind": input.subject_kind.map(Kind::as_str), "subject_id": input.subject_id,
        "category": input.category, "category_key": input.category.as_deref().map(name_key),
        "kind": input.kind.map(|kind| crate::text_enum::word(&kind)),
        "steps": input.steps.map(|steps| joined(steps.iter())),
        "muted": i64::from(input.muted), "email_to": input.email_to.map(|to| joined(to.iter())),
        "person_id": input.person_id,
    };
    match found {
        Some(id) => {
            history::update(conn, act, Entity::ReminderRule, &id, None, row).await?;
            Ok(Some(id))
        }
        None => {
            let id = new_id();
            row.insert("id".into(), id.clone().into());
            history::insert(conn, act, Entity::ReminderRule, row).await?;
            Ok(Some(id))
        }
    }
}

/// No message for a thing, whatever its dates; or messages again.
///
/// # Errors
/// [`Error::Refused`] for messages again of what is muted with its category: that is to be changed there.
pub async fn mute(conn: &mut SqliteConnection, act: &Act, kind: Kind, id: &str, muted: bool) -> Result<()> {
    let known = store::rules(conn, Some(id)).await?;
    let present = known.into_iter().map(|rule| rule.fields).find(|fields| fields.kind.is_none());
    let scope = ReminderRuleInput {
        subject_id: Some(id.to_owned()),
        subject_kind: Some(kind),
        ..ReminderRuleInput::default()
    };
    if !muted && !present.as_ref().is_some_and(|fields| fields.muted) {
        refuse_muted_category(conn, kind, id).await?;
    }
    set_rule(conn, act, ReminderRuleInput { muted, ..present.unwrap_or(scope) }).await?;
    Ok(())
}

async fn refuse_muted_category(conn: &mut SqliteConnection, kind: Kind, id: &str) -> Result<()> {
    let category = store::categories(conn).await?.remove(id);
    let rules = store::rules(conn, None).await?;
    let muting = rules.into_iter().map(|rule| rule.fields).find(|fields| {
        fields.muted
            && fields.subject_kind.is_none_or(|of| of == kind)
            && fields.category.as_deref().map(name_key) == category
    });
    match muting.and_then(|fields| fields.category).filter(|_| category.is_some()) {
        Some(category) => Err(Error::Refused(format!(
            "The whole category “{category}” is muted. Change that in Settings, under Exceptions."
        ))),
        None => Ok(()),
    }
}

/// What is odd about the policy: above all, that nothing is ever told. `mail_ready` says that a mail account is set up.
pub fn warnings(policies: &Policies, mail_ready: bool) -> Vec<String> {
    let policy = &policies.policy;
    let mut warnings = Vec::new();
    let mails = policy.email && mail_ready;
    if !policy.notifications && !mails {
        warnings.push(
            "Nothing is ever sent: notifications and email are both off. Deadlines only show in this window."
                .to_owned(),
        );
    } else if policy.kinds.iter().all(|kind| kind.steps.is_empty()) {
        warnings.push("Nothing is ever sent: no kind of deadline has a reminder.".to_owned());
    }
    if policy.email && !mail_ready {
        warnings.push("Email is on, but no mail account is set up.".to_owned());
    }
    warnings
}

async fn must_exist(conn: &mut SqliteConnection, kind: Kind, id: &str) -> Result<()> {
    let found = history::text_in(conn, kind.into(), Some(id), "id").await?;
    found.map(drop).ok_or_else(|| Error::not_found(kind, id))
}

fn joined<T: ToString>(parts: impl Iterator<Item = T>) -> String {
    parts.map(|part| part.to_string()).collect::<Vec<_>>().join(" ")
}
