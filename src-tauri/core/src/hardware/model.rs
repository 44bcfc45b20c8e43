//! A device and its warranties.

use super::{
    custody::CustodyEntry,
    warranties::{CoverSource, WarrantyClaim},
};
use crate::{
    fields::{
        Choice, CustomValues, Field,
        FieldKind::{Count, Day},
        Fields,
        List::{Offered, Shown},
        Word, choice,
    },
    money::Money,
};
use serde::{Deserialize, Serialize};

/// Where a device is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum DeviceStatus {
    Ordered,
    InStock,
    #[default]
    InUse,
    InRepair,
    Retired,
    Disposed,
    Lost,
}

impl DeviceStatus {
    /// Left the house: it has no deadlines, is not counted as equipment and cannot be handed out.
    pub fn gone(self) -> bool {
        matches!(self, DeviceStatus::Retired | DeviceStatus::Disposed | DeviceStatus::Lost)
    }

    /// As it stands in a sentence: "in repair".
    pub fn in_words(self) -> String {
        crate::text_enum::word(&self).replace('_', " ")
    }
}

impl Word for DeviceStatus {
    const WORDS: &'static [Choice<'static>] = &[
        choice("ordered", "Ordered", "pending|on order|bestellt|objednáno|zamówione"),
        choice(
            "in_stock",
            "In stock",
            "stock|ready to deploy|deployable|available|spare|storage|lager|skladem|na skladě|sklad|magazyn|w magazynie",
        ),
        choice(
            "in_use",
            "In use",
            "deployed|active|assigned|checked out|in betrieb|production|v provozu|používá se|přiděleno|w użyciu|w użytkowaniu|wydane",
        ),
        choice(
            "in_repair",
            "In repair",
            "repair|out for repair|out for diagnostics|broken|defective|broken - not fixable|defekt|v opravě|w naprawie",
        ),
        choice(
            "retired",
            "Retired",
            "archived|decommissioned|end of life|ausgemustert|vyřazeno|vyřazen|wycofane",
        ),
        choice(
            "disposed",
            "Disposed",
            "sold|recycled|scrapped|donated|entsorgt|zlikvidováno|prodáno|zutylizowane|sprzedane",
        ),
        choice("lost", "Lost", "stolen|lost/stolen|missing|verloren|ztraceno|zgubione"),
    ];
}

/// Whose promise a warranty is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum WarrantyKind {
    #[default]
    Manufacturer,
    Extended,
    SupportPack,
}

impl Word for WarrantyKind {
    const WORDS: &'static [Choice<'static>] = &[
        choice("manufacturer", "Manufacturer", ""),
        choice("extended", "Extended", ""),
        choice("support_pack", "Support pack", "care pack|carepack"),
    ];
}

/// What one enters about a device, its warranties included. Dates are YYYY-MM-DD.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Fields)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
#[fields(row = DeviceFields)]
pub struct DeviceInput {
    #[field(Code, label = "Asset tag", key = Name, single, search = Codes, list = Shown, width = "64px",
        headers = "assettagid barcode numérodinventaire númerodeinventario etiqueta tag assetnumber \
                   inventorynumber assetid inventarnummer inventarnr inventarkennung anlagennummer")]
    pub asset_tag: Option<String>,
    #[field(Text, label = "Name", required, key = Name, search = Title, list = Shown, width = "minmax(120px, 2.4fr)",
        headers = "computer rechner nom nomdelactif machine désignation nombre equipo dispositivo itemname \
                   assetname devicename hostname computername device title gerät gerätename bezeichnung \
                   rechnername")]
    pub name: String,
    #[field(Code, label = "Serial", key = Serial, single, search = Codes, list = Shown, width = "minmax(76px, 1fr)",
        headers = "biosseriennummer biosserialnumber numérodesérie série biosnumérodesérie númerodeserie \
                   nserie serialnumber serialno sn servicetag seriennummer seriennr")]
    pub serial: Option<String>,
    #[field(Text, label = "Category", search = Body, list = Offered,
        headers = "devicetype assettype catégorie tipo categoría type kategorie typ geräteart gerätetyp")]
    pub category: Option<String>,
    #[field(Text, label = "Manufacturer", search = Body, list = Offered,
        headers = "marke fabricant marque fabricante marca make brand maker hersteller")]
    pub manufacturer: Option<String>,
    #[field(Text, label = "Model", search = Body, list = Offered,
        headers = "modèle modelo modelname modell modellname modellbezeichnung")]
    pub model: Option<String>,
    #[field(Choice, label = "Status", list = Shown, width = "68px",
        headers = "statut état estado state statuslabel zustand")]
    pub status: DeviceStatus,
    #[field(ById(Person), label = "Holder", list = Shown, width = "minmax(80px, 1.2fr)")]
    pub holder_id: Option<String>,
    /// Name of a location; it is created when there is none such.
    #[field(Named(Location), label = "Location", list = Offered,
        headers = "building lieu emplacement ubicación sede site room office standort ort raum büro")]
    pub location: Option<String>,
    /// Name of a vendor; it is created when there is none such.
    #[field(Named(Vendor), label = "Vendor", list = Offered,
        headers = "purchasedfrom fournisseur proveedor supplier reseller seller lieferant händler anbieter \
                   bezugsquelle verkäufer")]
    pub vendor: Option<String>,
    #[field(Day, label = "Purchased", list = Offered,
        headers = "dateofpurchase datedachat datedecommande fechadecompra fechacompra fechadelpedido \
                   purchasedate boughton bought orderdate kaufdatum anschaffungsdatum bestelldatum \
                   gekauftam anschaffung")]
    pub purchased_on: Option<String>,
    #[field(Money, label = "Price", list = Offered,
        headers = "wert coûtdachat prix coût preciocompra precio coste cost purchasecost purchaseprice \
                   amount preis kaufpreis anschaffungspreis einkaufspreis anschaffungskosten gesamtpreis \
                   betrag kosten")]
    pub price: Option<Money>,
    #[field(Code, label = "Order number", search = Body,
        headers = "numérodecommande númerodepedido nºpedido npedido order orderno bestellnummer \
                   auftragsnummer bestellnr")]
    pub order_number: Option<String>,
    #[field(Text, label = "Operating system", search = Body, list = Offered,
        headers = "os betriebssystem")]
    pub operating_system: Option<String>,
    #[field(Code, label = "MAC address", single, search = Codes,
        headers = "macadresse")]
    pub mac: Option<String>,
    #[field(Host, label = "IP address", single, search = Codes,
        headers = "ipadresse")]
    pub ip: Option<String>,
    #[field(Text, label = "Processor", headers = "prozessor")]
    pub cpu: Option<String>,
    #[field(Text, label = "Memory", headers = "ram arbeitsspeicher")]
    pub memory: Option<String>,
    #[field(Text, label = "Storage", headers = "disk harddisk festplatte")]
    pub storage: Option<String>,
    /// The device it belongs to: a dock to its laptop, a server to its rack.
    #[field(
        ById(Device),
        label = "Part of",
        headers = "belongsto parent parentdevice parentasset übergeordnet"
    )]
    pub parent_id: Option<String>,
    #[field(Months, label = "Expected life (months)", headers = "expectedlife nutzungsdauer lebensdauer")]
    pub expected_life_months: Option<u32>,
    /// Months of straight-line depreciation; None takes the category's.
    #[field(
        Months,
        label = "Depreciation (months)",
        headers = "depreciation abschreibung abschreibungmonate"
    )]
    pub depreciation_months: Option<u32>,
    /// What is left at the end of depreciation, in the currency of the price; None takes the category's share.
    #[field(Money, label = "Residual value", currency_of = "price", headers = "salvagevalue restwert")]
    pub residual: Option<Money>,
    #[field(Day, label = "Disposed of", headers = "disposaldate disposed entsorgtam")]
    pub disposed_on: Option<String>,
    /// What it was sold for.
    #[field(Money, label = "Sold for", headers = "saleprice verkaufserlös")]
    pub proceeds: Option<Money>,
    /// How its data were wiped, by whom, with which certificate.
    #[field(Notes, label = "Data wiped", headers = "datawipe datenlöschung")]
    pub wipe_note: Option<String>,
    #[field(Notes, label = "Notes", search = Body,
        headers = "kommentare remarques commentaires notas comentarios note assetnotes comments comment \
                   remarks bemerkung notizen notiz bemerkungen kommentar anmerkung anmerkungen")]
    pub notes: Option<String>,
    /// All warranties: those left out are removed, those without id are new.
    #[field(part)]
    pub warranties: Vec<WarrantyInput>,
    #[field(Tags, label = "Tags", search = Body,
        headers = "labels schlagworte étiquettes etiquetas")]
    pub tags: Vec<String>,
    #[field(custom)]
    pub custom: CustomValues,
}

/// The columns of the list of devices that are computed.
pub(crate) const COMPUTED: &[Field<'static>] = &[
    Field {
        name: "return_by",
        label: "Return by",
        kind: Day,
        list: Offered,
        sort: "d.loan_due",
        ..Field::BLANK
    },
    Field {
        name: "replace_on",
        label: "To be replaced",
        kind: Day,
        list: Offered,
        sort: "d.replace_due",
        ..Field::BLANK
    },
    Field {
        name: "last_seen_on",
        label: "Last seen",
        kind: Day,
        list: Offered,
        sort: "d.last_seen_on",
        ..Field::BLANK
    },
    Field {
        name: "cover_days_left",
        label: "Days covered",
        kind: Count,
        list: Offered,
        sort: "covered_now",
        ..Field::BLANK
    },
    Field {
        name: "covered_until",
        label: "Covered until",
        kind: Day,
        list: Shown,
        width: "150px",
        sort: "CASE WHEN d.covered_lifetime = 1 THEN '9999-12-31' ELSE covered_now END",
        ..Field::BLANK
    },
];

/// What one enters about a warranty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Fields)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct WarrantyInput {
    #[field(part)]
    pub id: Option<String>,
    #[field(Choice, label = "Kind")]
    pub kind: WarrantyKind,
    #[field(Text, label = "Provider")]
    pub provider: Option<String>,
    #[field(Code, label = "Reference")]
    pub reference: Option<String>,
    #[field(Day, label = "Starts", headers = "warrantystart warrantystartdate garantiebeginn")]
    pub starts_on: Option<String>,
    /// From the start; the anniversary itself is covered. Ignored where ends_on is given.
    #[field(
        Months,
        label = "Months",
        headers = "warrantyduration warrantydurationmonths duréedegarantie duracióndelagarantía warranty \
                   warrantyperiod garantie garantiemonate garantiedauer"
    )]
    pub months: Option<u32>,
    #[field(
        Day,
        label = "Ends",
        headers = "ablaufdergarantie garantieablaufdatum datedexpirationdelagarantie expirationdegarantie \
                   findegarantie fechadevencimientodelagarantía vencimientodelagarantía findegarantía \
                   warrantyexpires warrantyexpire warrantyexpiration warrantyend warrantyexpirationdate \
                   coverageuntil covereduntil garantieende garantiebis garantieablauf ablaufdatum"
    )]
    pub ends_on: Option<String>,
    #[field(YesNo, label = "Lifetime", headers = "lifetimewarranty islifetime")]
    pub lifetime: bool,
    #[field(Text, label = "Coverage")]
    pub coverage: Option<String>,
    #[field(YesNo, label = "Void")]
    pub void: bool,
}

/// A warranty as the page of its device shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Warranty {
    pub id: String,
    pub fields: WarrantyInput,
    /// Given, or start + months; None for lifetime or when neither is known.
    pub ends_on: Option<String>,
    pub covers_today: bool,
}

/// A device as its page shows it: whose, where, covered until when and by whom, what hangs on it, when it must be
/// replaced and for how much.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Device {
    pub id: String,
    pub version: u32,
    pub deleted: bool,
    pub fields: DeviceInput,
    pub vendor_id: Option<String>,
    pub location_id: Option<String>,
    pub holder: Option<String>,
    pub parent: Option<DeviceLink>,
    /// What belongs to it, by name.
    pub children: Vec<DeviceLink>,
    pub warranties: Vec<Warranty>,
    pub coverage: Coverage,
    /// Newest first.
    pub claims: Vec<WarrantyClaim>,
    /// The maker's own warranty page with the serial filled in, where one is known.
    pub warranty_page: Option<String>,
    /// Whom to call: where it was bought, and who gives its warranties.
    pub support: Vec<Support>,
    /// Licenses assigned to this device.
    pub seats: Vec<crate::people::HeldSeat>,
    /// Credentials linked to this device.
    pub logins: Vec<DeviceLogin>,
    /// Other live devices with the same serial.
    pub same_serial: Vec<String>,
    /// Newest first.
    pub custody: Vec<CustodyEntry>,
    /// Lent, and to be back by this day.
    pub return_by: Option<String>,
    /// When it was last in somebody's hands or scanned in a stock-take.
    pub last_seen_on: Option<String>,
    pub replacement: Replacement,
    pub book_value: Option<BookValue>,
}

/// Another device, as a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceLink {
    pub id: String,
    pub name: String,
    pub asset_tag: Option<String>,
    pub serial: Option<String>,
}

/// A credential on a device; never its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceLogin {
    pub id: String,
    pub name: String,
    pub username: Option<String>,
}

/// A vendor to call about a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Support {
    pub vendor_id: String,
    pub vendor: String,
    pub account_number: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub hours: Option<String>,
    pub portal_url: Option<String>,
}

/// When a device is to be replaced, and what that costs today.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Replacement {
    /// The end of its expected life, or of the quarter it was moved to.
    pub due_on: Option<String>,
    /// The quarter it was moved to by hand, such as 2027-Q3.
    pub moved_to: Option<String>,
    /// The price of its model, else what it cost itself.
    pub cost: Option<Money>,
}

/// What a device is worth on a day, by straight-line depreciation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BookValue {
    pub on: String,
    pub value: Money,
    pub months: u32,
    pub residual: Money,
    /// The day from which only the residual value is left.
    pub written_off_on: Option<String>,
    /// The value on the day of the purchase, on each anniversary, and on the day it is written off.
    pub years: Vec<ValueOn>,
}

/// What a device is worth at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ValueOn {
    pub on: String,
    pub value: Money,
}

/// What the warranties say together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Coverage {
    pub covered_today: bool,
    /// A date, "lifetime", or None.
    pub covered_until: Option<String>,
    /// Negative when past; None for lifetime and for no coverage.
    pub days_left: Option<i32>,
    /// What covers it longest.
    pub by: Option<CoverSource>,
    /// A hole before covered_until: first and last uncovered day.
    pub gap: Option<(String, String)>,
}

/// Something odd about a device that may well be right: it is shown, and kept when the user goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceWarning {
    /// The field of the input it belongs to.
    pub field: String,
    pub message: String,
}

/// A line of the Hardware list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DeviceRow {
    pub id: String,
    #[serde(flatten)]
    pub fields: DeviceFields,
    pub holder: Option<String>,
    /// A date, "lifetime", or None.
    pub covered_until: Option<String>,
    /// Negative when past; None for lifetime and for no coverage.
    pub cover_days_left: Option<i32>,
    pub replace_on: Option<String>,
    /// Lent, and to be back by this day.
    pub return_by: Option<String>,
    pub last_seen_on: Option<String>,
}
