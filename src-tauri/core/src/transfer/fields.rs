//! The fields that a column may go to, and under which headers they arrive.

use super::model::{ImportField, ImportKind};

/// How the cells of a field are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellKind {
    Text,
    /// Several columns may go here; their texts are joined by line breaks.
    Notes,
    Email,
    Date,
    Money,
    /// A whole number.
    Number,
    /// A whole number or no limit.
    Seats,
    Months,
    /// A length in months, or for life.
    Warranty,
    YesNo,
    /// One of the words of a list; each with the value it stands for.
    Choice(&'static [(&'static str, &'static [&'static str])]),
    /// Goes to the keyring.
    Secret,
}

/// A field: its name in options and files, its label on screen, how it is read, and the headers (as
/// letters and digits) that mean it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: CellKind,
    pub headers: &'static [&'static str],
}

impl Field {
    pub fn secret(&self) -> bool {
        self.kind == CellKind::Secret
    }
}

const fn field(
    name: &'static str,
    label: &'static str,
    kind: CellKind,
    headers: &'static [&'static str],
) -> Field {
    Field { name, label, kind, headers }
}

const LICENSE_KINDS: CellKind = CellKind::Choice(&[
    ("subscription", &["subscription", "saas", "abo", "abonnement", "annual", "monthly", "yearly", "term"]),
    ("perpetual", &["perpetual", "lifetime", "one-time", "one time", "permanent", "kauf"]),
    ("oem", &["oem"]),
    ("trial", &["trial", "evaluation", "demo", "test"]),
    ("open_source", &["open source", "open_source", "open-source", "oss", "free", "freeware"]),
]);
const METRICS: CellKind = CellKind::Choice(&[
    ("user", &["user", "users", "per user", "named user", "seat", "per seat", "person"]),
    ("device", &["device", "devices", "per device", "machine", "computer", "node"]),
    ("core", &["core", "cores", "per core", "cpu", "processor"]),
    ("concurrent", &["concurrent", "floating", "concurrent user", "concurrent users"]),
    ("site", &["site", "enterprise", "company", "volume"]),
]);
const STATUSES: CellKind = CellKind::Choice(&[
    ("ordered", &["ordered", "pending", "on order", "bestellt"]),
    (
        "in_stock",
        &[
            "in stock",
            "in_stock",
            "stock",
            "ready to deploy",
            "deployable",
            "available",
            "spare",
            "storage",
            "lager",
        ],
    ),
    (
        "in_use",
        &["in use", "in_use", "deployed", "active", "assigned", "checked out", "in betrieb", "production"],
    ),
    (
        "in_repair",
        &[
            "in repair",
            "in_repair",
            "repair",
            "out for repair",
            "out for diagnostics",
            "broken",
            "defective",
            "broken - not fixable",
            "defekt",
        ],
    ),
    ("retired", &["retired", "archived", "decommissioned", "end of life", "ausgemustert"]),
    ("disposed", &["disposed", "sold", "recycled", "scrapped", "donated", "entsorgt"]),
    ("lost", &["lost", "stolen", "lost/stolen", "missing", "verloren"]),
]);

pub(super) const LICENSE: &[Field] = &[
    field(
        "name",
        "Name",
        CellKind::Text,
        &[
            "name",
            "itemname",
            "licensename",
            "license",
            "software",
            "softwarename",
            "product",
            "productname",
            "title",
            "application",
        ],
    ),
    field(
        "publisher",
        "Publisher",
        CellKind::Text,
        &["publisher", "manufacturer", "maker", "developer", "hersteller"],
    ),
    field("vendor", "Vendor", CellKind::Text, &["vendor", "supplier", "reseller", "seller", "lieferant"]),
    field("edition", "Edition", CellKind::Text, &["edition", "version", "plan"]),
    field("category", "Category", CellKind::Text, &["category", "type", "kategorie"]),
    field("kind", "Kind", LICENSE_KINDS, &["kind", "licensetype", "licensekind"]),
    field("metric", "Counted by", METRICS, &["metric", "countedby", "licensemetric"]),
    field(
        "seats",
        "Seats",
        CellKind::Seats,
        &["seats", "quantity", "qty", "licenses", "users", "count", "numberofseats", "anzahl"],
    ),
    field(
        "price",
        "Price",
        CellKind::Money,
        &[
            "price",
            "cost",
            "purchasecost",
            "amount",
            "purchaseprice",
            "total",
            "totalcost",
            "preis",
            "kosten",
        ],
    ),
    field(
        "starts_on",
        "Starts",
        CellKind::Date,
        &["startson", "start", "starts", "startdate", "validfrom", "termstart", "beginn"],
    ),
    field(
        "ends_on",
        "Ends",
        CellKind::Date,
        &[
            "endson",
            "end",
            "ends",
            "enddate",
            "expirationdate",
            "expiration",
            "expires",
            "expireson",
            "expirydate",
            "expiry",
            "validuntil",
            "validto",
            "renewaldate",
            "termend",
            "ablauf",
            "ablaufdatum",
            "ende",
        ],
    ),
    field(
        "maintenance_ends_on",
        "Maintenance ends",
        CellKind::Date,
        &[
            "maintenanceendson",
            "maintenanceends",
            "maintenanceend",
            "supportends",
            "supportexpires",
            "maintenanceexpires",
        ],
    ),
    field(
        "purchased_on",
        "Purchased",
        CellKind::Date,
        &["purchasedon", "purchasedate", "purchased", "boughton", "bought", "orderdate", "kaufdatum"],
    ),
    field(
        "order_number",
        "Order number",
        CellKind::Text,
        &["ordernumber", "order", "orderno", "bestellnummer"],
    ),
    field(
        "purchase_order",
        "Purchase order",
        CellKind::Text,
        &["purchaseorder", "purchaseordernumber", "ponumber", "po"],
    ),
    field(
        "billing_months",
        "Billed every (months)",
        CellKind::Months,
        &["billingmonths", "billing", "billingcycle", "billedeverymonths", "billingperiod"],
    ),
    field(
        "auto_renews",
        "Renews by itself",
        CellKind::YesNo,
        &["autorenews", "autorenew", "autorenewal", "renewsbyitself"],
    ),
    field("notice_months", "Notice (months)", CellKind::Months, &["noticemonths"]),
    field("notice_days", "Notice (days)", CellKind::Number, &["noticedays", "noticeperioddays"]),
    field(
        "registered_name",
        "Registered name",
        CellKind::Text,
        &["registeredname", "licensedtoname", "licensedto", "registeredto"],
    ),
    field("registered_email", "Registered e-mail", CellKind::Text, &["registeredemail", "licensedtoemail"]),
    field("maintained", "Maintained", CellKind::YesNo, &["maintained", "maintenance"]),
    field("reassignable", "Reassignable", CellKind::YesNo, &["reassignable", "transferable"]),
    field(
        "key",
        "License key",
        CellKind::Secret,
        &["key", "licensekey", "productkey", "serialnumber", "serial", "activationkey", "lizenzschlüssel"],
    ),
    field(
        "holder_name",
        "Holder",
        CellKind::Text,
        &["holdername", "holder", "fullname", "assignedto", "user"],
    ),
    field(
        "holder_email",
        "Holder's e-mail",
        CellKind::Email,
        &["holderemail", "email", "useremail", "holdersemail"],
    ),
    field(
        "holder_username",
        "Holder's user name",
        CellKind::Text,
        &["holderusername", "username", "holdersusername"],
    ),
    field(
        "notes",
        "Notes",
        CellKind::Notes,
        &["notes", "note", "comments", "comment", "remarks", "bemerkung", "notizen"],
    ),
];

pub(super) const HARDWARE: &[Field] = &[
    field(
        "name",
        "Name",
        CellKind::Text,
        &[
            "name",
            "itemname",
            "assetname",
            "devicename",
            "hostname",
            "computername",
            "device",
            "title",
            "gerät",
        ],
    ),
    field(
        "asset_tag",
        "Asset tag",
        CellKind::Text,
        &["assettag", "tag", "assetnumber", "inventorynumber", "assetid", "inventarnummer"],
    ),
    field("category", "Category", CellKind::Text, &["category", "type", "kategorie"]),
    field(
        "manufacturer",
        "Manufacturer",
        CellKind::Text,
        &["manufacturer", "make", "brand", "maker", "hersteller"],
    ),
    field("model", "Model", CellKind::Text, &["model", "modelname", "modell"]),
    field(
        "serial",
        "Serial",
        CellKind::Text,
        &["serial", "serialnumber", "serialno", "sn", "servicetag", "seriennummer"],
    ),
    field("status", "Status", STATUSES, &["status", "state", "statuslabel"]),
    field(
        "holder_name",
        "Holder",
        CellKind::Text,
        &["holdername", "holder", "fullname", "assignedto", "user", "checkedoutto", "owner"],
    ),
    field(
        "holder_first_name",
        "Holder's first name",
        CellKind::Text,
        &["holderfirstname", "checkedouttofirstname", "firstname", "holdersfirstname"],
    ),
    field(
        "holder_last_name",
        "Holder's last name",
        CellKind::Text,
        &["holderlastname", "checkedouttolastname", "lastname", "holderslastname"],
    ),
    field(
        "holder_email",
        "Holder's e-mail",
        CellKind::Email,
        &["holderemail", "email", "useremail", "checkedouttoemail", "holdersemail"],
    ),
    field(
        "holder_username",
        "Holder's user name",
        CellKind::Text,
        &["holderusername", "username", "checkedouttousername", "holdersusername"],
    ),
    field("location", "Location", CellKind::Text, &["location", "site", "room", "office", "standort"]),
    field("vendor", "Vendor", CellKind::Text, &["vendor", "supplier", "reseller", "seller", "lieferant"]),
    field(
        "purchased_on",
        "Purchased",
        CellKind::Date,
        &["purchasedon", "purchasedate", "purchased", "boughton", "bought", "orderdate", "kaufdatum"],
    ),
    field(
        "price",
        "Price",
        CellKind::Money,
        &["price", "cost", "purchasecost", "purchaseprice", "amount", "preis"],
    ),
    field(
        "order_number",
        "Order number",
        CellKind::Text,
        &["ordernumber", "order", "orderno", "bestellnummer"],
    ),
    field(
        "warranty_months",
        "Warranty (months)",
        CellKind::Warranty,
        &["warrantymonths", "warranty", "warrantyperiod", "garantie"],
    ),
    field(
        "warranty_ends_on",
        "Warranty ends",
        CellKind::Date,
        &[
            "warrantyendson",
            "warrantyends",
            "warrantyexpires",
            "warrantyexpire",
            "warrantyexpiration",
            "warrantyend",
            "warrantyexpirationdate",
            "coverageuntil",
            "covereduntil",
        ],
    ),
    field(
        "expected_life_months",
        "Expected life (months)",
        CellKind::Months,
        &["expectedlifemonths", "expectedlife"],
    ),
    field(
        "operating_system",
        "Operating system",
        CellKind::Text,
        &["operatingsystem", "os", "betriebssystem"],
    ),
    field("mac", "MAC address", CellKind::Text, &["mac", "macaddress"]),
    field("ip", "IP address", CellKind::Text, &["ip", "ipaddress"]),
    field(
        "notes",
        "Notes",
        CellKind::Notes,
        &["notes", "note", "assetnotes", "comments", "comment", "remarks", "bemerkung", "notizen"],
    ),
];

/// The fields of a kind of thing, in the order in which they are offered.
pub(super) fn of(kind: ImportKind) -> &'static [Field] {
    match kind {
        ImportKind::Licenses => LICENSE,
        ImportKind::Hardware => HARDWARE,
    }
}

/// A field by its name.
pub(super) fn by_name(kind: ImportKind, name: &str) -> Option<&'static Field> {
    of(kind).iter().find(|field| field.name == name)
}

/// The fields as the wizard offers them.
pub(super) fn offered(kind: ImportKind) -> Vec<ImportField> {
    of(kind)
        .iter()
        .map(|field| ImportField {
            name: field.name.to_owned(),
            label: field.label.to_owned(),
            secret: field.secret(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::headers::header_key;
    use std::collections::HashSet;

    #[test]
    fn no_two_fields_claim_one_header() {
        for kind in [ImportKind::Licenses, ImportKind::Hardware] {
            let mut seen = HashSet::new();
            for field in of(kind) {
                for header in field.headers {
                    assert_eq!(header_key(header), *header, "{} is no key", header);
                    assert!(seen.insert(*header), "{header} stands twice");
                }
                assert!(
                    field.headers.contains(&header_key(field.name).as_str()),
                    "{} does not read itself",
                    field.name
                );
            }
        }
    }
}
