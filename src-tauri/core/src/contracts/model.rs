//! A contract: what was agreed with a vendor, for which devices, until when.

use crate::{
    fields::{Choice, CustomValues, Field, FieldKind, Fields, List, Word, choice},
    money::Money,
    terms::{Term, TermInput},
};
use serde::{Deserialize, Serialize};

/// What a contract is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ContractKind {
    #[default]
    Support,
    Maintenance,
    Lease,
    Insurance,
    Telecom,
    Domain,
    Certificate,
    Other,
}

impl ContractKind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [ContractKind; 8] = [
        ContractKind::Support,
        ContractKind::Maintenance,
        ContractKind::Lease,
        ContractKind::Insurance,
        ContractKind::Telecom,
        ContractKind::Domain,
        ContractKind::Certificate,
        ContractKind::Other,
    ];

    /// Whether a device under such a contract counts as covered, as by a warranty. A lease or an insurance
    /// names devices too, and repairs none.
    pub fn covers_devices(self) -> bool {
        matches!(self, ContractKind::Support | ContractKind::Maintenance)
    }
}

impl Word for ContractKind {
    const WORDS: &'static [Choice<'static>] = &[
        choice("support", "Support", "service"),
        choice("maintenance", "Maintenance", "wartung|wartungsvertrag"),
        choice("lease", "Lease", "leasing|rental|miete"),
        choice("insurance", "Insurance", "versicherung"),
        choice("telecom", "Telecom", "internet|mobile|telefon"),
        choice("domain", "Domain", ""),
        choice("certificate", "Certificate", "ssl|tls|zertifikat"),
        choice("other", "Other", "sonstige"),
    ];
}

/// What one enters about a contract, its terms included.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Fields)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
#[fields(row = ContractFields)]
pub struct ContractInput {
    #[field(Text, label = "Name", required, key = Name, search = Title, list = Shown, width = "minmax(140px, 2.4fr)", headers = "contract contractname title vertrag bezeichnung")]
    pub name: String,
    #[field(Choice, label = "Kind", list = Shown, width = "136px", headers = "type contracttype vertragsart typ")]
    pub kind: ContractKind,
    /// Name of a vendor (the registrar of a domain, the issuer of a certificate); it is created when there is
    /// none such.
    #[field(Named(Vendor), label = "Vendor", list = Shown, headers = "supplier provider lieferant anbieter registrar issuer")]
    pub vendor: Option<String>,
    #[field(Text, label = "Category", search = Body, list = Offered, headers = "kategorie")]
    pub category: Option<String>,
    /// The vendor's number of the contract.
    #[field(Code, label = "Reference", search = Codes, list = Offered, width = "minmax(90px, 1fr)", headers = "contractnumber number vertragsnummer num")]
    pub reference: Option<String>,
    #[field(Text, label = "Service level", search = Body, headers = "servicelevelagreement")]
    pub sla: Option<String>,
    /// Whom to call when the first one does not help.
    #[field(Text, label = "Escalation", search = Body)]
    pub escalation: Option<String>,
    /// Of a domain: its name, such as example.com.
    #[field(Code, label = "Domain", single, search = Codes, list = Offered, width = "minmax(110px, 1fr)", headers = "domainname fqdn")]
    pub domain: Option<String>,
    /// Of a domain: who runs its name servers.
    #[field(Host, label = "DNS host", search = Body, headers = "nameserver")]
    pub dns_host: Option<String>,
    #[field(Notes, label = "Notes", search = Body, list = Offered, headers = "note comments comment remarks bemerkung bemerkungen notizen kommentar")]
    pub notes: Option<String>,
    /// Ids of the devices it covers: those left out are no longer covered.
    #[field(part)]
    pub device_ids: Vec<String>,
    /// All terms: those left out are removed, those without id are new.
    #[field(part)]
    pub terms: Vec<TermInput>,
    #[field(Tags, label = "Tags", search = Body, headers = "labels schlagworte")]
    pub tags: Vec<String>,
    #[field(custom)]
    pub custom: CustomValues,
}

/// A contract as its page shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Contract {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: ContractInput,
    pub vendor_id: Option<String>,
    /// Newest first.
    pub terms: Vec<Term>,
    /// By name.
    pub devices: Vec<CoveredDevice>,
    /// What certificate files said, the one that is valid longest first.
    pub certificates: Vec<KeptCertificate>,
}

/// A device that a contract covers.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CoveredDevice {
    pub id: String,
    pub name: String,
    pub asset_tag: Option<String>,
    pub serial: Option<String>,
    /// In Trash.
    pub deleted: bool,
}

/// A certificate as it was read from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Certificate {
    /// As in RFC 4514, the common name first.
    pub subject: String,
    /// The common name, else the first other name.
    pub common_name: Option<String>,
    /// Host names, addresses and mail addresses it is valid for.
    pub names: Vec<String>,
    pub issuer: String,
    /// Hexadecimal, in pairs.
    pub serial: String,
    pub signature_algorithm: String,
    pub key_algorithm: String,
    pub key_bits: Option<u32>,
    /// RFC 3339, UTC.
    pub not_before: String,
    pub not_after: String,
    /// Calendar dates of the two, in UTC.
    pub starts_on: String,
    pub ends_on: String,
    /// SHA-256 of the whole, hexadecimal in pairs.
    pub fingerprint: String,
    /// Why nobody should trust it any more, each a sentence; empty when there is no reason.
    pub weaknesses: Vec<String>,
    /// The certificates above it in the file, its own issuer first.
    pub chain: Vec<ChainLink>,
}

/// A certificate above another one in its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ChainLink {
    pub subject: String,
    pub issuer: String,
    /// The calendar date of its end, in UTC.
    pub ends_on: String,
    pub fingerprint: String,
    /// Whether its own algorithm or key is weak.
    pub weak: bool,
}

/// A certificate of a contract, and the term it is valid in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KeptCertificate {
    pub id: String,
    pub term_id: String,
    pub certificate: Certificate,
}

/// A line of the contract list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ContractRow {
    pub id: String,
    #[serde(flatten)]
    pub fields: ContractFields,
    pub starts_on: Option<String>,
    pub ends_on: Option<String>,
    /// The next last day of notice; of an unconfirmed renewal that of the period that runs.
    pub cancel_by: Option<String>,
    /// For an unconfirmed renewal: the end of the period that runs today.
    pub renewed_until: Option<String>,
    pub auto_renews: bool,
    pub cancelled: bool,
    /// Devices it covers that are not in Trash.
    pub devices: u32,
    /// A certificate with a weak algorithm or key is the one in force.
    pub weak: bool,
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
pub struct ContractSums {
    pub yearly: Vec<Money>,
}

/// The columns of the list of contracts that are computed.
pub(crate) const COMPUTED: &[Field<'static>] = &[
    Field {
        name: "starts_on",
        label: "Starts",
        kind: FieldKind::Day,
        list: List::Offered,
        width: "104px",
        sort: "c.starts_on",
        ..Field::BLANK
    },
    Field {
        name: "ends_on",
        label: "Ends",
        kind: FieldKind::Day,
        list: List::Shown,
        width: "148px",
        sort: "coalesce(r.ends_on, c.ends_on)",
        ..Field::BLANK
    },
    Field {
        name: "cancel_by",
        label: "Cancel by",
        kind: FieldKind::Day,
        list: List::Shown,
        width: "148px",
        sort: "CASE WHEN r.ends_on IS NULL THEN c.cancel_by ELSE r.cancel_by END",
        ..Field::BLANK
    },
    Field {
        name: "devices",
        label: "Devices",
        kind: FieldKind::Count,
        list: List::Offered,
        width: "80px",
        sort: "devices",
        ..Field::BLANK
    },
    Field {
        name: "price",
        label: "Price",
        kind: FieldKind::Money,
        list: List::Offered,
        width: "104px",
        sort: "c.price_minor",
        ..Field::BLANK
    },
    Field {
        name: "yearly",
        label: "Per year",
        kind: FieldKind::Money,
        list: List::Shown,
        width: "104px",
        sort: "yearly_sort",
        ..Field::BLANK
    },
];
