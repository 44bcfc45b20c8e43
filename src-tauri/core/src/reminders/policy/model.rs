//! What is told when, and to whom: defaults, what the user chose per kind, and rules for a category or one thing.

use crate::{
    Error, Result,
    ids::Kind,
    reminders::{
        engine::FreeDays,
        model::{Deadline, DeadlineKind},
    },
};
use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

/// The farthest step, in days: ten years.
pub const MOST_DAYS: u32 = 3650;
/// The most steps of one kind.
const MOST_STEPS: usize = 20;
/// The most addresses of one kind.
const MOST_ADDRESSES: usize = 20;

/// What a policy is set for: a kind of deadline, or certificates, which have steps of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PolicyKind {
    LicenseEnds,
    LicenseCancelBy,
    MaintenanceEnds,
    ContractEnds,
    ContractCancelBy,
    CertificateEnds,
    RenewalConfirm,
    WarrantyEnds,
    DeviceReplace,
    LoanReturn,
    CredentialRotate,
    CredentialExpires,
}

impl PolicyKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [PolicyKind; 12] = [
        PolicyKind::LicenseCancelBy,
        PolicyKind::LicenseEnds,
        PolicyKind::MaintenanceEnds,
        PolicyKind::RenewalConfirm,
        PolicyKind::ContractCancelBy,
        PolicyKind::ContractEnds,
        PolicyKind::CertificateEnds,
        PolicyKind::WarrantyEnds,
        PolicyKind::DeviceReplace,
        PolicyKind::LoanReturn,
        PolicyKind::CredentialRotate,
        PolicyKind::CredentialExpires,
    ];

    /// What a deadline falls under; `certificate` says that a certificate stands behind it.
    pub fn of(kind: DeadlineKind, certificate: bool) -> PolicyKind {
        match kind {
            DeadlineKind::ContractEnds | DeadlineKind::CredentialExpires if certificate => {
                PolicyKind::CertificateEnds
            }
            DeadlineKind::LicenseEnds => PolicyKind::LicenseEnds,
            DeadlineKind::LicenseCancelBy => PolicyKind::LicenseCancelBy,
            DeadlineKind::MaintenanceEnds => PolicyKind::MaintenanceEnds,
            DeadlineKind::ContractEnds => PolicyKind::ContractEnds,
            DeadlineKind::ContractCancelBy => PolicyKind::ContractCancelBy,
            DeadlineKind::RenewalConfirm => PolicyKind::RenewalConfirm,
            DeadlineKind::WarrantyEnds => PolicyKind::WarrantyEnds,
            DeadlineKind::DeviceReplace => PolicyKind::DeviceReplace,
            DeadlineKind::LoanReturn => PolicyKind::LoanReturn,
            DeadlineKind::CredentialRotate => PolicyKind::CredentialRotate,
            DeadlineKind::CredentialExpires => PolicyKind::CredentialExpires,
        }
    }

    /// Days before the date, unless the user chose others.
    pub fn usual_steps(self) -> &'static [u32] {
        match self {
            PolicyKind::LicenseEnds | PolicyKind::ContractEnds | PolicyKind::MaintenanceEnds => {
                &[90, 30, 7, 1]
            }
            PolicyKind::LicenseCancelBy | PolicyKind::ContractCancelBy => &[60, 30, 14, 7, 1],
            PolicyKind::CertificateEnds => &[30, 14, 7, 3, 1],
            PolicyKind::RenewalConfirm => &[0],
            PolicyKind::WarrantyEnds => &[60, 30],
            PolicyKind::DeviceReplace => &[90, 30],
            PolicyKind::LoanReturn => &[7, 1, 0],
            PolicyKind::CredentialRotate => &[14, 3, 0],
            PolicyKind::CredentialExpires => &[30, 7, 1],
        }
    }

    /// The kind of this word in JSON and the database; None for any other word.
    pub fn parse(word: &str) -> Option<PolicyKind> {
        PolicyKind::ALL.into_iter().find(|kind| crate::text_enum::word(kind) == word)
    }
}

/// What the user chose for a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KindPolicy {
    pub kind: PolicyKind,
    /// Days before the date, the farthest first; none: nothing is told.
    pub steps: Vec<i32>,
    /// Who gets the email; when nobody is named here or by `person_id`, the addresses of the mail settings.
    #[serde(default)]
    pub email_to: Vec<String>,
    /// A person, by their email address.
    #[serde(default)]
    pub person_id: Option<String>,
}

impl KindPolicy {
    /// As it is unless the user chose otherwise.
    pub fn usual(kind: PolicyKind) -> KindPolicy {
        let steps = kind.usual_steps().iter().filter_map(|step| i32::try_from(*step).ok()).collect();
        KindPolicy { kind, steps, email_to: Vec::new(), person_id: None }
    }
}

/// What the user chose about reminders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ReminderPolicy {
    /// HH:MM; the window delivers from this time of the day on.
    pub deliver_at: String,
    /// HH:MM; the window delivers nothing from here to `quiet_until`, over midnight too. Both or none.
    pub quiet_from: Option<String>,
    pub quiet_until: Option<String>,
    /// What falls on a weekend is told on the Friday before.
    pub weekends_to_friday: bool,
    /// YYYY-MM-DD; what falls on one is told on the working day before.
    pub holidays: Vec<String>,
    /// Notifications of the desktop.
    pub notifications: bool,
    /// Email, once a mail account is set up.
    pub email: bool,
    /// A policy for every kind; those left out have their usual steps.
    pub kinds: Vec<KindPolicy>,
}

impl Default for ReminderPolicy {
    fn default() -> Self {
        ReminderPolicy {
            deliver_at: "09:00".into(),
            quiet_from: None,
            quiet_until: None,
            weekends_to_friday: false,
            holidays: Vec::new(),
            notifications: true,
            email: false,
            kinds: PolicyKind::ALL.into_iter().map(KindPolicy::usual).collect(),
        }
    }
}

impl ReminderPolicy {
    /// Checks it and brings it into its kept form: every kind once, steps and holidays sorted, none twice.
    ///
    /// # Errors
    /// [`Error::Field`] for times and holidays that are none, quiet hours with one end or that leave no time to
    /// deliver, steps below zero or over ten years, and addresses that are none.
    pub fn checked(mut self) -> Result<ReminderPolicy> {
        time_of("deliver_at", &self.deliver_at)?;
        self.quiet_from = crate::text::blank_to_none(self.quiet_from);
        self.quiet_until = crate::text::blank_to_none(self.quiet_until);
        match (&self.quiet_from, &self.quiet_until) {
            (Some(from), Some(until)) => {
                time_of("quiet_from", from)?;
                time_of("quiet_until", until)?;
            }
            (Some(_), None) => return Err(Error::field("quiet_until", "Say until when it is quiet.")),
            (None, Some(_)) => return Err(Error::field("quiet_from", "Say from when it is quiet.")),
            (None, None) => {}
        }
        if self.opening().is_none() {
            return Err(Error::field(
                "quiet_from",
                "The quiet hours leave no time of the day after the delivery time: nothing would ever be told.",
            ));
        }
        let mut holidays = Vec::new();
        for (index, text) in self.holidays.iter().enumerate() {
            let field = format!("holidays.{index}");
            holidays.extend(crate::input::date(&field, &Some(text.clone()))?.map(|date| date.to_string()));
        }
        holidays.sort();
        holidays.dedup();
        self.holidays = holidays;
        let mut kinds = Vec::new();
        for kind in PolicyKind::ALL {
            let mut chosen = KindPolicy::usual(kind);
            if let Some((index, given)) = self.kinds.iter().enumerate().find(|(_, given)| given.kind == kind)
            {
                chosen.steps = tidy_steps(&format!("kinds.{index}.steps"), &given.steps)?;
                chosen.email_to = tidy_addresses(&format!("kinds.{index}.email_to"), &given.email_to)?;
                chosen.person_id = crate::text::blank_to_none(given.person_id.clone());
            }
            kinds.push(chosen);
        }
        self.kinds = kinds;
        Ok(self)
    }

    /// What holds for a kind: what the user chose, else its usual steps.
    pub fn kind(&self, kind: PolicyKind) -> KindPolicy {
        self.kinds
            .iter()
            .find(|policy| policy.kind == kind)
            .cloned()
            .unwrap_or_else(|| KindPolicy::usual(kind))
    }

    /// The days on which no step is told: weekends, where the user chose so, and holidays.
    pub fn free_days(&self) -> FreeDays {
        FreeDays {
            weekends: self.weekends_to_friday,
            holidays: self.holidays.iter().filter_map(|text| text.parse().ok()).collect(),
        }
    }

    /// Whether the window may deliver at this time of the day.
    pub fn open_at(&self, time: NaiveTime) -> bool {
        self.deliver_from() <= time && !self.quiet_at(time)
    }

    /// The first time of the day at which the window delivers; None when there is none.
    pub fn opening(&self) -> Option<NaiveTime> {
        (0..24 * 60)
            .filter_map(|minute| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0))
            .find(|time| self.open_at(*time))
    }

    fn deliver_from(&self) -> NaiveTime {
        parse_time(&self.deliver_at).or(NaiveTime::from_hms_opt(9, 0, 0)).unwrap_or_default()
    }

    fn quiet_at(&self, time: NaiveTime) -> bool {
        let bounds = (
            self.quiet_from.as_deref().and_then(parse_time),
            self.quiet_until.as_deref().and_then(parse_time),
        );
        match bounds {
            (Some(from), Some(until)) if from < until => from <= time && time < until,
            (Some(from), Some(until)) if until < from => from <= time || time < until,
            _ => false,
        }
    }
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").ok().filter(|time| time.second() == 0)
}

fn time_of(field: &str, text: &str) -> Result<NaiveTime> {
    parse_time(text)
        .ok_or_else(|| Error::field(field, format!("“{text}” is not a time. Enter one such as 09:00.")))
}

/// Steps as they are kept: the farthest first, none twice.
pub(super) fn tidy_steps(field: &str, steps: &[i32]) -> Result<Vec<i32>> {
    if let Some(negative) = steps.iter().find(|step| **step < 0) {
        return Err(Error::field(
            field,
            format!("{negative} lies after the date. A reminder comes before it, or on it (0)."),
        ));
    }
    if let Some(huge) = steps.iter().find(|step| i64::from(MOST_DAYS) < i64::from(**step)) {
        return Err(Error::field(
            field,
            format!("{huge} days are more than ten years ahead. Choose at most {MOST_DAYS}."),
        ));
    }
    let mut tidy = steps.to_vec();
    tidy.sort_unstable_by(|a, b| b.cmp(a));
    tidy.dedup();
    if MOST_STEPS < tidy.len() {
        return Err(Error::field(field, format!("Choose at most {MOST_STEPS} reminders for one date.")));
    }
    Ok(tidy)
}

/// Email addresses as they are kept: trimmed, none twice.
pub(crate) fn tidy_addresses(field: &str, addresses: &[String]) -> Result<Vec<String>> {
    let mut tidy: Vec<String> = Vec::new();
    for text in addresses {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if text.parse::<lettre::Address>().is_err() {
            return Err(Error::field(field, format!("“{text}” is no email address.")));
        }
        if !tidy.iter().any(|known| known.eq_ignore_ascii_case(text)) {
            tidy.push(text.to_owned());
        }
    }
    if MOST_ADDRESSES < tidy.len() {
        return Err(Error::field(field, format!("Name at most {MOST_ADDRESSES} addresses.")));
    }
    Ok(tidy)
}

/// What a rule is for: all of a category, or one thing; all its deadlines, or those of a kind.
/// What it leaves out is as above it: thing over category, a kind over all kinds, the policy last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ReminderRuleInput {
    /// A category of licenses, contracts or devices, by `subject_kind`; None for one thing.
    pub category: Option<String>,
    /// None for a category.
    pub subject_id: Option<String>,
    pub subject_kind: Option<Kind>,
    /// None for all kinds.
    pub kind: Option<PolicyKind>,
    /// None is as above; empty: nothing is told.
    pub steps: Option<Vec<i32>>,
    /// No message, any date.
    pub muted: bool,
    /// None is as above.
    pub email_to: Option<Vec<String>>,
    pub person_id: Option<String>,
}

/// A rule as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReminderRule {
    pub id: String,
    pub version: u32,
    pub fields: ReminderRuleInput,
    /// The thing's name, or the category.
    pub name: String,
    /// What the person is called who is told.
    pub person: Option<String>,
}

/// Where what holds for a deadline was chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ChosenFor {
    /// In the policy, for every date of its kind.
    #[default]
    Kind,
    Category,
    Thing,
}

/// What holds for one deadline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// The farthest first.
    pub steps: Vec<u32>,
    pub steps_of: ChosenFor,
    /// What mutes it; None when it is told.
    pub muted_by: Option<ChosenFor>,
    /// Empty: the addresses of the mail settings.
    pub email_to: Vec<String>,
}

impl Resolved {
    /// Whether nothing is told of it.
    pub fn muted(&self) -> bool {
        self.muted_by.is_some()
    }
}

/// Everything that decides what is told of a deadline, read once.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    pub policy: ReminderPolicy,
    pub rules: Vec<ReminderRule>,
    /// Category (in its comparable form) of the things that have one, where rules ask for it.
    pub categories: std::collections::HashMap<String, String>,
    /// Things behind whose deadlines a certificate stands.
    pub certificates: std::collections::HashSet<String>,
    /// Email addresses of the people named in policy and rules.
    pub addresses: std::collections::HashMap<String, String>,
}

impl Policies {
    /// What a deadline falls under, with the certificates taken into account.
    pub fn kind_of(&self, deadline: &Deadline) -> PolicyKind {
        PolicyKind::of(deadline.kind, self.certificates.contains(&deadline.subject.id))
    }

    /// Policy, then category, then thing; each may set steps and recipients anew, and mute.
    pub fn of(&self, deadline: &Deadline) -> Resolved {
        let kind = self.kind_of(deadline);
        let chosen = self.policy.kind(kind);
        let mut steps = chosen.steps;
        let mut email_to = self.people(chosen.email_to, chosen.person_id.as_deref());
        let (mut steps_of, mut muted_by) = (ChosenFor::Kind, None);
        for rule in self.matching(deadline, kind) {
            let scope = if rule.fields.subject_id.is_some() { ChosenFor::Thing } else { ChosenFor::Category };
            if let Some(own) = &rule.fields.steps {
                steps.clone_from(own);
                steps_of = scope;
            }
            if rule.fields.email_to.is_some() || rule.fields.person_id.is_some() {
                let named = rule.fields.email_to.clone().unwrap_or_default();
                email_to = self.people(named, rule.fields.person_id.as_deref());
            }
            if rule.fields.muted {
                muted_by = Some(scope);
            }
        }
        Resolved {
            steps: steps.into_iter().filter_map(|step| u32::try_from(step).ok()).collect(),
            steps_of,
            muted_by,
            email_to,
        }
    }

    /// Who the email of a kind goes to; empty: the addresses of the mail settings.
    pub(in crate::reminders) fn recipients(&self, kind: PolicyKind) -> Vec<String> {
        let chosen = self.policy.kind(kind);
        self.people(chosen.email_to, chosen.person_id.as_deref())
    }

    /// Rules for a deadline, the weakest first.
    fn matching(&self, deadline: &Deadline, kind: PolicyKind) -> Vec<&ReminderRule> {
        let category = self.categories.get(&deadline.subject.id);
        let mut rules: Vec<&ReminderRule> = self
            .rules
            .iter()
            .filter(|rule| rule.fields.kind.is_none_or(|of| of == kind))
            .filter(|rule| match (&rule.fields.subject_id, &rule.fields.category) {
                (Some(id), _) => *id == deadline.subject.id,
                (None, Some(name)) => {
                    rule.fields.subject_kind.is_none_or(|of| of == deadline.subject.kind)
                        && category.is_some_and(|category| *category == crate::text::name_key(name))
                }
                (None, None) => false,
            })
            .collect();
        rules.sort_by_key(|rule| (rule.fields.subject_id.is_some(), rule.fields.kind.is_some()));
        rules
    }

    fn people(&self, mut addresses: Vec<String>, person: Option<&str>) -> Vec<String> {
        if let Some(address) = person.and_then(|id| self.addresses.get(id))
            && !addresses.iter().any(|known| known.eq_ignore_ascii_case(address))
        {
            addresses.push(address.clone());
        }
        addresses
    }

    /// The farthest step of all, in days: how far ahead deadlines matter.
    pub fn farthest_step(&self) -> u32 {
        let of_kinds = self.policy.kinds.iter().flat_map(|kind| &kind.steps);
        let of_rules = self.rules.iter().filter_map(|rule| rule.fields.steps.as_ref()).flatten();
        of_kinds.chain(of_rules).filter_map(|step| u32::try_from(*step).ok()).max().unwrap_or(0)
    }
}
