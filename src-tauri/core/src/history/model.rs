//! What a change is, and which tables the history knows.

use crate::{clock::Now, ids, money::Money};
use serde::Serialize;

/// A row as JSON: column name to value.
pub type Row = serde_json::Map<String, serde_json::Value>;

/// Builds a [`Row`] from column names and values.
#[macro_export]
macro_rules! row {
    ($($column:literal : $value:expr),* $(,)?) => {{
        let mut row = $crate::history::Row::new();
        $( row.insert($column.to_owned(), serde_json::json!($value)); )*
        row
    }};
}

/// Where an act comes from, as the History shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    Window,
    CommandLine,
}

impl Actor {
    /// Its stored word, which the History shows.
    pub fn as_str(self) -> &'static str {
        match self {
            Actor::Window => "window",
            Actor::CommandLine => "command line",
        }
    }
}

/// One act of the user: everything written under it is undone together.
#[derive(Debug, Clone)]
pub struct Act {
    pub now: Now,
    pub actor: Actor,
    /// What the act is called in the history, such as "Import licenses.csv".
    pub title: String,
    pub batch: String,
    /// What it is for, where acts of that purpose are listed.
    pub purpose: Option<Purpose>,
}

/// What an act is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Import,
}

impl Purpose {
    /// Its stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Import => "import",
        }
    }
}

impl Act {
    /// A new act with a batch of its own.
    pub fn new(now: Now, actor: Actor, title: impl Into<String>) -> Act {
        Act { now, actor, title: title.into(), batch: ids::new_id(), purpose: None }
    }

    /// The import of files, listed among the imports.
    pub fn import(now: Now, actor: Actor, files: &str) -> Act {
        Act { purpose: Some(Purpose::Import), ..Act::new(now, actor, format!("Import {files}")) }
    }
}

/// The tables whose rows have a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entity {
    Vendor,
    Contact,
    Location,
    Person,
    License,
    Term,
    Device,
    Warranty,
    Assignment,
    LicenseKey,
    Credential,
    SecretValue,
    Tag,
    Tagging,
    Attachment,
    Contract,
    CoveredDevice,
    Certificate,
    Budget,
    ExchangeRate,
    CustodyEntry,
    WarrantyClaim,
    DeviceCategory,
    DeviceModel,
    Kit,
    KitItem,
    ChecklistItem,
    CredentialAccess,
    StockTake,
    StockTakeItem,
    ReminderRule,
    ReminderAnswer,
    CustomField,
    FieldValue,
}

impl Entity {
    /// All tables that have a history.
    pub const ALL: [Entity; 34] = [
        Entity::Vendor,
        Entity::Contact,
        Entity::Location,
        Entity::Person,
        Entity::License,
        Entity::Term,
        Entity::Device,
        Entity::Warranty,
        Entity::Assignment,
        Entity::LicenseKey,
        Entity::Credential,
        Entity::SecretValue,
        Entity::Tag,
        Entity::Tagging,
        Entity::Attachment,
        Entity::Contract,
        Entity::CoveredDevice,
        Entity::Certificate,
        Entity::Budget,
        Entity::ExchangeRate,
        Entity::CustodyEntry,
        Entity::WarrantyClaim,
        Entity::DeviceCategory,
        Entity::DeviceModel,
        Entity::Kit,
        Entity::KitItem,
        Entity::ChecklistItem,
        Entity::CredentialAccess,
        Entity::StockTake,
        Entity::StockTakeItem,
        Entity::ReminderRule,
        Entity::ReminderAnswer,
        Entity::CustomField,
        Entity::FieldValue,
    ];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Entity::Vendor => "vendor",
            Entity::Contact => "contact",
            Entity::Location => "location",
            Entity::Person => "person",
            Entity::License => "license",
            Entity::Term => "term",
            Entity::Device => "device",
            Entity::Warranty => "warranty",
            Entity::Assignment => "assignment",
            Entity::LicenseKey => "license_key",
            Entity::Credential => "credential",
            Entity::SecretValue => "secret_value",
            Entity::Tag => "tag",
            Entity::Tagging => "tagging",
            Entity::Attachment => "attachment",
            Entity::Contract => "contract",
            Entity::CoveredDevice => "covered_device",
            Entity::Certificate => "certificate",
            Entity::Budget => "budget",
            Entity::ExchangeRate => "exchange_rate",
            Entity::CustodyEntry => "custody_entry",
            Entity::WarrantyClaim => "warranty_claim",
            Entity::DeviceCategory => "device_category",
            Entity::DeviceModel => "device_model",
            Entity::Kit => "kit",
            Entity::KitItem => "kit_item",
            Entity::ChecklistItem => "checklist_item",
            Entity::CredentialAccess => "credential_access",
            Entity::StockTake => "stock_take",
            Entity::StockTakeItem => "stock_take_item",
            Entity::ReminderRule => "reminder_rule",
            Entity::ReminderAnswer => "reminder_answer",
            Entity::CustomField => "custom_field",
            Entity::FieldValue => "field_value",
        }
    }

    /// The table of this name; None for a table without a history.
    pub fn parse(name: &str) -> Option<Entity> {
        Entity::ALL.into_iter().find(|table| table.name() == name)
    }

    /// The columns that name the thing whose History shows this row, one of them filled; none when the row
    /// is that thing.
    pub(super) fn owner_columns(self) -> &'static [&'static str] {
        match self {
            Entity::Contact => &["vendor_id"],
            Entity::Term => &["license_id", "contract_id"],
            Entity::Assignment | Entity::LicenseKey => &["license_id"],
            Entity::Warranty => &["device_id"],
            Entity::CoveredDevice | Entity::Certificate => &["contract_id"],
            Entity::SecretValue | Entity::ReminderRule | Entity::ReminderAnswer => &["subject_id"],
            Entity::Tagging | Entity::Attachment => &["entity_id"],
            Entity::FieldValue => &["entity_id", "field_id"],
            Entity::CustodyEntry | Entity::WarrantyClaim => &["device_id"],
            Entity::KitItem => &["kit_id"],
            Entity::ChecklistItem => &["person_id"],
            Entity::CredentialAccess => &["credential_id"],
            Entity::StockTakeItem => &["stock_take_id"],
            _ => &[],
        }
    }

    /// Whether rows carry `version` and `updated_at`.
    pub(super) fn versioned(self) -> bool {
        !matches!(
            self,
            Entity::Contact
                | Entity::Tag
                | Entity::Tagging
                | Entity::FieldValue
                | Entity::Attachment
                | Entity::CoveredDevice
                | Entity::KitItem
                | Entity::CredentialAccess
                | Entity::StockTakeItem
        )
    }

    /// Columns that an undo neither compares nor writes: what was last observed of a value and where it stands, and columns of
    /// records from before values had rows of their own.
    pub(super) fn observed_columns(self) -> &'static [&'static str] {
        match self {
            Entity::SecretValue => &["state", "strength", "home_id", "parts"],
            Entity::LicenseKey | Entity::Credential => {
                &["secret_ref", "secret_parts", "secret_state", "hint"]
            }
            _ => &[],
        }
    }

    /// Columns that follow other acts. An undo compares and writes them only where the undone act moved them.
    pub(super) fn following_columns(self) -> &'static [&'static str] {
        match self {
            Entity::Credential => &["changed_on"],
            // An upgrade moves the answer with its date.
            Entity::ReminderAnswer => &["due_on"],
            _ => &[],
        }
    }

    /// Columns that follow from others by a rule. An undo neither compares nor writes them: they are derived anew.
    pub(crate) fn derived_columns(self) -> &'static [&'static str] {
        match self {
            Entity::Term => &[
                "cost_minor",
                "cancel_by",
                "renewed",
                "ends_due",
                "cancel_due",
                "maintenance_due",
                "last_on",
                "rolls_after",
                "rolls_from",
                "rolls_months",
                "renews_for",
                "renewal_assumed",
                "year_minor",
                "year_months",
                "next_minor",
            ],
            Entity::License | Entity::Contract => &[
                "starts_on",
                "ends_on",
                "cancel_by",
                "price_minor",
                "price_currency",
                "price_per_seat",
                "yearly_minor",
            ],
            _ => &[],
        }
    }
}

impl From<crate::ids::Kind> for Entity {
    fn from(kind: crate::ids::Kind) -> Entity {
        use crate::ids::Kind;
        match kind {
            Kind::Vendor => Entity::Vendor,
            Kind::License => Entity::License,
            Kind::Contract => Entity::Contract,
            Kind::Device => Entity::Device,
            Kind::Credential => Entity::Credential,
            Kind::Person => Entity::Person,
            Kind::Location => Entity::Location,
        }
    }
}

/// One line of a thing's History.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HistoryEntry {
    pub at: String,
    pub actor: String,
    /// The act it was part of; what undo takes.
    pub batch: String,
    pub title: String,
    /// created, updated, deleted, restored, removed, undone, or a secret event such as copied.
    pub action: String,
    pub entity: String,
    /// The fields that changed, without bookkeeping columns.
    pub changes: Vec<FieldChange>,
    pub undone: bool,
}

/// A field's old and new value; None when empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FieldChange {
    /// The field's name.
    pub field: String,
    /// What it is called.
    pub label: String,
    pub before: Option<Said>,
    pub after: Option<Said>,
}

/// A value, and how it is to be written.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Said {
    Text(String),
    /// YYYY-MM-DD.
    Day(String),
    Money(Money),
    Number(#[cfg_attr(feature = "specta", specta(type = i32))] i64),
    Months(#[cfg_attr(feature = "specta", specta(type = i32))] i64),
    /// Hundredths of a percent.
    Percent(#[cfg_attr(feature = "specta", specta(type = i32))] i64),
    YesNo(bool),
}

/// An import as it was done, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ImportAct {
    /// What undo and redo take.
    pub batch: String,
    pub at: String,
    pub actor: String,
    /// "Import", and the names of its files.
    pub title: String,
    /// Things that it brought.
    pub added: u32,
    /// Things that were there and changed.
    pub changed: u32,
    pub undone: bool,
}

/// What an undo did.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Undone {
    /// The batch of the undo itself.
    pub batch: String,
    pub title: String,
    /// How many rows were put back.
    pub rows: u32,
}
