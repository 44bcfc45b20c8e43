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
}

impl Act {
    /// A new act with a batch of its own.
    pub fn new(now: Now, actor: Actor, title: impl Into<String>) -> Act {
        Act { now, actor, title: title.into(), batch: ids::new_id() }
    }
}

/// The tables whose rows have a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
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

impl Table {
    /// All tables that have a history.
    pub const ALL: [Table; 34] = [
        Table::Vendor,
        Table::Contact,
        Table::Location,
        Table::Person,
        Table::License,
        Table::Term,
        Table::Device,
        Table::Warranty,
        Table::Assignment,
        Table::LicenseKey,
        Table::Credential,
        Table::SecretValue,
        Table::Tag,
        Table::Tagging,
        Table::Attachment,
        Table::Contract,
        Table::CoveredDevice,
        Table::Certificate,
        Table::Budget,
        Table::ExchangeRate,
        Table::CustodyEntry,
        Table::WarrantyClaim,
        Table::DeviceCategory,
        Table::DeviceModel,
        Table::Kit,
        Table::KitItem,
        Table::ChecklistItem,
        Table::CredentialAccess,
        Table::StockTake,
        Table::StockTakeItem,
        Table::ReminderRule,
        Table::ReminderAnswer,
        Table::CustomField,
        Table::FieldValue,
    ];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Table::Vendor => "vendor",
            Table::Contact => "contact",
            Table::Location => "location",
            Table::Person => "person",
            Table::License => "license",
            Table::Term => "term",
            Table::Device => "device",
            Table::Warranty => "warranty",
            Table::Assignment => "assignment",
            Table::LicenseKey => "license_key",
            Table::Credential => "credential",
            Table::SecretValue => "secret_value",
            Table::Tag => "tag",
            Table::Tagging => "tagging",
            Table::Attachment => "attachment",
            Table::Contract => "contract",
            Table::CoveredDevice => "covered_device",
            Table::Certificate => "certificate",
            Table::Budget => "budget",
            Table::ExchangeRate => "exchange_rate",
            Table::CustodyEntry => "custody_entry",
            Table::WarrantyClaim => "warranty_claim",
            Table::DeviceCategory => "device_category",
            Table::DeviceModel => "device_model",
            Table::Kit => "kit",
            Table::KitItem => "kit_item",
            Table::ChecklistItem => "checklist_item",
            Table::CredentialAccess => "credential_access",
            Table::StockTake => "stock_take",
            Table::StockTakeItem => "stock_take_item",
            Table::ReminderRule => "reminder_rule",
            Table::ReminderAnswer => "reminder_answer",
            Table::CustomField => "custom_field",
            Table::FieldValue => "field_value",
        }
    }

    /// The table of this name; None for a table without a history.
    pub fn parse(name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| table.name() == name)
    }

    /// The columns that name the thing whose History shows this row, one of them filled; none when the row
    /// is that thing.
    pub(super) fn owner_columns(self) -> &'static [&'static str] {
        match self {
            Table::Contact => &["vendor_id"],
            Table::Term => &["license_id", "contract_id"],
            Table::Assignment | Table::LicenseKey => &["license_id"],
            Table::Warranty => &["device_id"],
            Table::CoveredDevice | Table::Certificate => &["contract_id"],
            Table::SecretValue | Table::ReminderRule | Table::ReminderAnswer => &["subject_id"],
            Table::Tagging | Table::Attachment => &["entity_id"],
            Table::FieldValue => &["entity_id", "field_id"],
            Table::CustodyEntry | Table::WarrantyClaim => &["device_id"],
            Table::KitItem => &["kit_id"],
            Table::ChecklistItem => &["person_id"],
            Table::CredentialAccess => &["credential_id"],
            Table::StockTakeItem => &["stock_take_id"],
            _ => &[],
        }
    }

    /// Whether rows carry `version` and `updated_at`.
    pub(super) fn versioned(self) -> bool {
        !matches!(
            self,
            Table::Contact
                | Table::Tag
                | Table::Tagging
                | Table::FieldValue
                | Table::Attachment
                | Table::CoveredDevice
                | Table::KitItem
                | Table::CredentialAccess
                | Table::StockTakeItem
        )
    }

    /// Columns that an undo neither compares nor writes: what was last observed of a value, and columns of records
    /// from before values had rows of their own.
    pub(super) fn observed_columns(self) -> &'static [&'static str] {
        match self {
            Table::SecretValue => &["state", "strength"],
            Table::LicenseKey | Table::Credential => &["secret_ref", "secret_parts", "secret_state", "hint"],
            _ => &[],
        }
    }

    /// Columns that follow other acts. An undo compares and writes them only where the undone act moved them.
    pub(super) fn following_columns(self) -> &'static [&'static str] {
        match self {
            Table::Credential => &["changed_on"],
            // An upgrade moves the answer with its date.
            Table::ReminderAnswer => &["due_on"],
            _ => &[],
        }
    }

    /// Columns that follow from others by a rule. An undo neither compares nor writes them: they are derived anew.
    pub(crate) fn derived_columns(self) -> &'static [&'static str] {
        match self {
            Table::Term => &[
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
            Table::License | Table::Contract => &[
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

impl From<crate::ids::Kind> for Table {
    fn from(kind: crate::ids::Kind) -> Table {
        use crate::ids::Kind;
        match kind {
            Kind::Vendor => Table::Vendor,
            Kind::License => Table::License,
            Kind::Contract => Table::Contract,
            Kind::Device => Table::Device,
            Kind::Credential => Table::Credential,
            Kind::Person => Table::Person,
            Kind::Location => Table::Location,
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
