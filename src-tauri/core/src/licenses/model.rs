//! A license: what may be used, by how many, who uses it, until when.

use crate::{
    fields::{Choice, CustomValues, Field, FieldKind, Fields, List, Word, choice},
    money::Money,
    terms::{Term, TermInput},
};
use serde::{Deserialize, Serialize};

/// How the right to use the software was acquired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LicenseKind {
    #[default]
    Subscription,
    Perpetual,
    Oem,
    Trial,
    OpenSource,
}

/// What a seat is counted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LicenseMetric {
    #[default]
    User,
    Device,
    Core,
    Concurrent,
    Site,
}

impl Word for LicenseKind {
    const WORDS: &'static [Choice<'static>] = &[
        choice("subscription", "Subscription", "saas|abo|abonnement|annual|monthly|yearly|term"),
        choice("perpetual", "Perpetual", "lifetime|one-time|one time|permanent|kauf"),
        choice("oem", "OEM", ""),
        choice("trial", "Trial", "evaluation|demo|test"),
        choice("open_source", "Open source", "open-source|oss|free|freeware"),
    ];
}

impl Word for LicenseMetric {
    const WORDS: &'static [Choice<'static>] = &[
        choice("user", "User", "users|per user|named user|seat|per seat|person"),
        choice("device", "Device", "devices|per device|machine|computer|node"),
        choice("core", "Core", "cores|per core|cpu|processor"),
        choice("concurrent", "Concurrent", "floating|concurrent user|concurrent users"),
        choice("site", "Site", "enterprise|company|volume"),
    ];
}

/// What one enters about a license, its terms included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Fields)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
#[fields(row = LicenseFields)]
pub struct LicenseInput {
    #[field(Text, label = "Name", required, key = Name, search = Title, list = Shown, width = "minmax(160px, 2.4fr)",
        headers = "producttitle nomdulogiciel licence nom aplicación licencia nombre itemname licensename \
                   license software softwarename product productname title application bezeichnung produkt \
                   produktname lizenz lizenzname")]
    pub name: String,
    #[field(Text, label = "Publisher", search = Body, list = Offered,
        headers = "éditeur editor fabricant fabricante manufacturer maker developer hersteller herausgeber")]
    pub publisher: Option<String>,
    /// Name of a vendor; it is created when there is none such.
    #[field(Named(Vendor), label = "Vendor", list = Shown,
        headers = "purchasedfrom fournisseur proveedor supplier reseller seller lieferant händler anbieter \
                   bezugsquelle verkäufer")]
    pub vendor: Option<String>,
    #[field(Text, label = "Edition", search = Body,
        headers = "version plan ausgabe")]
    pub edition: Option<String>,
    #[field(Text, label = "Category", search = Body, list = Offered,
        headers = "type kategorie typ")]
    pub category: Option<String>,
    #[field(Choice, label = "Kind", list = Offered,
        headers = "licensetype licensekind lizenztyp lizenzart")]
    pub kind: LicenseKind,
    #[field(Choice, label = "Licensed by", headers = "countedby licensemetric")]
    pub metric: LicenseMetric,
    #[field(YesNo, label = "Reassignable", headers = "transferable übertragbar")]
    pub reassignable: bool,
    /// Warn when fewer seats than this are free.
    #[field(
        Count,
        most = 1_000_000,
        label = "Minimum free seats",
        headers = "minqty minquantity minimumquantity freeseatsatleast"
    )]
    pub min_free_seats: Option<u32>,
    /// Whether maintenance or support comes with it; None when unknown.
    #[field(YesNo, label = "Maintained", headers = "maintenance wartung")]
    pub maintained: Option<bool>,
    #[field(Text, label = "Registered name", search = Body,
        headers = "licensedtoname licensedto registeredto lizenziertfür registriertauf")]
    pub registered_name: Option<String>,
    #[field(Email, label = "Registered email", search = Body,
        headers = "licensedtoemail")]
    pub registered_email: Option<String>,
    #[field(Notes, label = "Notes", search = Body, list = Offered,
        headers = "kommentare remarques commentaires notas comentarios note comments comment remarks \
                   bemerkung notizen notiz bemerkungen kommentar anmerkung anmerkungen")]
    pub notes: Option<String>,
    /// All terms: those left out are removed, those without id are new.
    #[field(part)]
    pub terms: Vec<TermInput>,
    #[field(Tags, label = "Tags", search = Body,
        headers = "labels schlagworte étiquettes etiquetas")]
    pub tags: Vec<String>,
    #[field(custom)]
    pub custom: CustomValues,
}

impl Default for LicenseInput {
    fn default() -> Self {
        LicenseInput {
            name: String::new(),
            publisher: None,
            vendor: None,
            edition: None,
            category: None,
            kind: LicenseKind::default(),
            metric: LicenseMetric::default(),
            reassignable: true,
            min_free_seats: None,
            maintained: None,
            registered_name: None,
            registered_email: None,
            notes: None,
            terms: Vec::new(),
            tags: Vec::new(),
            custom: CustomValues::new(),
        }
    }
}

/// A license as its page shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct License {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: LicenseInput,
    pub vendor_id: Option<String>,
    /// Newest first.
    pub terms: Vec<Term>,
    pub assignments: Vec<Assignment>,
    pub keys: Vec<LicenseKey>,
    pub seats: Seats,
}

/// Seats on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Seats {
    /// None is unlimited; 0 when no term is in force.
    pub bought: Option<u32>,
    pub used: u32,
    pub over: u32,
    /// No term is in force.
    pub ended: bool,
    /// Bought and not used; None is unlimited.
    pub free: Option<u32>,
    /// Fewer seats are free than the license's minimum.
    pub few_free: bool,
    /// The first day on which a term that begins, or the end of one, leaves more seats used than bought.
    pub over_from: Option<SeatsChange>,
}

/// Seats as they will be from a day on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SeatsChange {
    pub on: String,
    /// No term is known that is in force from then on.
    pub ended: bool,
    pub bought: u32,
    pub used: u32,
    pub over: u32,
}

/// Seats that a person or a device has or had.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Assignment {
    pub id: String,
    pub person_id: Option<String>,
    pub device_id: Option<String>,
    /// The holder's name.
    pub holder: String,
    pub department: Option<String>,
    pub quantity: u32,
    pub from_on: Option<String>,
    pub until_on: Option<String>,
    /// The holder's last day, when it is past.
    pub left_on: Option<String>,
    pub notes: Option<String>,
    /// The product key that goes with these seats.
    pub key_id: Option<String>,
    pub key_label: Option<String>,
}

/// Seats of somebody who left.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Reclaimable {
    pub assignment_id: String,
    pub license_id: String,
    pub license: String,
    /// Whether the seats may be given to somebody else.
    pub reassignable: bool,
    pub quantity: u32,
    pub person_id: String,
    pub person: String,
    /// The last day.
    pub left_on: String,
}

/// Seats to give to a person or a device: to exactly one of the two.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct AssignmentInput {
    pub license_id: String,
    pub person_id: Option<String>,
    pub device_id: Option<String>,
    pub quantity: u32,
    /// None is today.
    pub from_on: Option<String>,
    /// The last day; None is open.
    pub until_on: Option<String>,
    pub notes: Option<String>,
    /// A product key of the license that goes with these seats.
    pub key_id: Option<String>,
}

/// A product key; its value is in the OS keyring.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LicenseKey {
    pub id: String,
    pub label: Option<String>,
    /// Last characters, when the user wants them.
    pub hint: Option<String>,
    /// none, set, missing or unknown.
    pub secret_state: String,
    /// The seat it is tied to; None for a key of the whole license.
    pub assignment_id: Option<String>,
    /// Who has that seat.
    pub holder: Option<String>,
}

/// A line of the license list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LicenseRow {
    pub id: String,
    #[serde(flatten)]
    pub fields: LicenseFields,
    pub starts_on: Option<String>,
    pub ends_on: Option<String>,
    /// The next last day of notice; of an unconfirmed renewal that of the period that runs.
    pub cancel_by: Option<String>,
    /// For an unconfirmed renewal: the end of the period that runs today.
    pub renewed_until: Option<String>,
    pub auto_renews: bool,
    pub cancelled: bool,
    /// None is unlimited; 0 when no term is in force.
    pub seats: Option<u32>,
    pub used: u32,
    /// As entered.
    pub price: Option<Money>,
    pub price_per_seat: bool,
    /// What a year of the terms in force today costs, for display: in the currency that it costs most in.
    pub yearly: Option<Money>,
    /// The same per currency, largest first.
    pub yearly_amounts: Vec<Money>,
}

/// The list's foot: what a year of all rows that match costs, per currency, of the terms in force today.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LicenseSums {
    pub yearly: Vec<Money>,
}

/// The columns of the list of licenses that are computed.
pub(crate) const COMPUTED: &[Field<'static>] = &[
    Field {
        name: "starts_on",
        label: "Starts",
        kind: FieldKind::Day,
        list: List::Offered,
        width: "104px",
        sort: "l.starts_on",
        ..Field::BLANK
    },
    Field {
        name: "ends_on",
        label: "Ends",
        kind: FieldKind::Day,
        list: List::Shown,
        width: "148px",
        sort: "coalesce(r.ends_on, l.ends_on)",
        ..Field::BLANK
    },
    Field {
        name: "cancel_by",
        label: "Cancel by",
        kind: FieldKind::Day,
        list: List::Offered,
        width: "148px",
        sort: "CASE WHEN r.ends_on IS NULL THEN l.cancel_by ELSE r.cancel_by END",
        ..Field::BLANK
    },
    Field {
        name: "used",
        label: "Seats used",
        kind: FieldKind::Count,
        list: List::Shown,
        width: "108px",
        sort: "used",
        ..Field::BLANK
    },
    Field {
        name: "seats",
        label: "Seats",
        kind: FieldKind::Count,
        list: List::Offered,
        blank: "unlimited",
        sort: "seats",
        ..Field::BLANK
    },
    Field {
        name: "price",
        label: "Price",
        kind: FieldKind::Money,
        list: List::Offered,
        width: "104px",
        sort: "l.price_minor",
        ..Field::BLANK
    },
    Field {
        name: "yearly",
        label: "Per year",
        kind: FieldKind::Money,
        list: List::Shown,
        width: "96px",
        sort: "yearly_sort",
        ..Field::BLANK
    },
];
