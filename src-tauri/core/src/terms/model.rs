//! Terms: what was bought from when until when, for how much, and by when it must be cancelled.

use crate::{fields::Fields, ids::Kind, money::Money};
use serde::{Deserialize, Serialize};

/// What has terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner<'a> {
    License(&'a str),
    Contract(&'a str),
}

impl<'a> Owner<'a> {
    /// The license or contract of this id; None for other kinds of things.
    pub fn of(kind: Kind, id: &'a str) -> Option<Owner<'a>> {
        match kind {
            Kind::License => Some(Owner::License(id)),
            Kind::Contract => Some(Owner::Contract(id)),
            _ => None,
        }
    }

    /// The id of the license or contract.
    pub fn id(self) -> &'a str {
        match self {
            Owner::License(id) | Owner::Contract(id) => id,
        }
    }

    /// Which of the two kinds the owner is.
    pub fn kind(self) -> Kind {
        match self {
            Owner::License(_) => Kind::License,
            Owner::Contract(_) => Kind::Contract,
        }
    }

    /// The column of a term that names its owner.
    pub(super) fn column(self) -> &'static str {
        match self {
            Owner::License(_) => "license_id",
            Owner::Contract(_) => "contract_id",
        }
    }
}

/// What one enters about a term. Dates are YYYY-MM-DD; both are days in force.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Fields)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct TermInput {
    /// None for a new one.
    #[field(part)]
    pub id: Option<String>,
    /// The term this one renews.
    #[field(part)]
    pub renews_term_id: Option<String>,
    /// A true-up: the term whose seats it adds to. Both are renewed together.
    #[field(part)]
    pub adds_to_term_id: Option<String>,
    #[field(
        Day,
        label = "Starts",
        headers = "anfangsdatum datededébut fechainicial fechadeinicio start startdate validfrom termstart \
                   beginn startdatum vertragsbeginn gültigab gültigvon laufzeitbeginn"
    )]
    pub starts_on: Option<String>,
    /// None is perpetual.
    #[field(
        Day,
        label = "Ends",
        headers = "läuftab datedexpiration datedefin fechadevencimiento vencimiento fechafin end enddate \
                   expirationdate expiration expires expireson expirydate expiry validuntil validto \
                   renewaldate termend ablauf ablaufdatum ende ablaufam läuftabam enddatum gültigbis \
                   laufzeitende vertragsende verlängerungsdatum"
    )]
    pub ends_on: Option<String>,
    #[field(
        Day,
        label = "Maintenance ends",
        headers = "maintenanceend supportends supportexpires maintenanceexpires wartungsende wartungbis"
    )]
    pub maintenance_ends_on: Option<String>,
    /// None is unlimited.
    #[field(
        Count,
        label = "Seats",
        blank = "unlimited",
        headers = "totallicenses anzahlaktivierungen nombredelicences postes númerodelicencias \
                   instalaciones quantity qty licenses users count numberofseats anzahl menge stückzahl \
                   plätze arbeitsplätze lizenzen anzahllizenzen anzahlplätze"
    )]
    pub seats: Option<u32>,
    /// For one billing period, per seat or in total, without tax.
    #[field(
        Money,
        label = "Price",
        headers = "coûtdachat prix coût preciocompra precio coste cost purchasecost amount purchaseprice \
                   total totalcost preis kosten kaufpreis anschaffungspreis einkaufspreis \
                   anschaffungskosten gesamtpreis betrag"
    )]
    pub price: Option<Money>,
    #[field(YesNo, label = "Price per seat", headers = "perseat costperseat proplatz")]
    pub price_per_seat: bool,
    /// On top of the price, in hundredths of a percent: 1900 is 19 %.
    #[field(Percent, label = "Tax (%)", headers = "tax taxrate vat vatrate mwst ust steuersatz")]
    pub tax_rate: Option<u32>,
    /// Billed every n months; None is once for the whole term.
    #[field(
        Months,
        label = "Billed every (months)",
        most = 120,
        headers = "invoiceperiod abrechnungszeitraum périodicitédefacturation periododefacturación billing \
                   billingcycle billingperiod abrechnung abrechnungsintervall zahlweise zahlungsweise \
                   zahlungsintervall"
    )]
    pub billing_months: Option<u32>,
    #[field(
        YesNo,
        label = "Renews automatically",
        headers = "autorenew autorenewal automatischeverlängerung verlängertsich renewsbyitself"
    )]
    pub auto_renews: bool,
    /// For how many months it renews; None where nobody said it.
    #[field(
        Months,
        label = "Renews for (months)",
        most = 120,
        headers = "renewsfor renewalterm renewalperiod verlängerungmonate verlängertum verlängerungum verlängertsichum"
    )]
    pub renewal_months: Option<u32>,
    #[field(
        Months,
        label = "Notice (months)",
        most = 120,
        headers = "noticeperiodmonths noticeperiodinmonths noticeinmonths kündigungsfristmonate \
                   kündigungsfristinmonaten"
    )]
    pub notice_months: Option<u32>,
    #[field(
        Count,
        label = "Notice (days)",
        most = 3650,
        headers = "noticeperioddays noticeperiodindays noticeindays kündigungsfristtage \
                   kündigungsfristintagen"
    )]
    pub notice_days: Option<u32>,
    /// The day on which notice was given.
    #[field(Day, label = "Cancelled on", headers = "canceledon cancelledat gekündigtam")]
    pub cancelled_on: Option<String>,
    /// The last day in force of a cancelled term; None is the term's end, and without one the last day of the
    /// billing period in which the notice runs out.
    #[field(Day, label = "Cancelled to", headers = "canceledto terminationdate terminateson gekündigtzum")]
    pub cancel_effective_on: Option<String>,
    #[field(
        Code,
        label = "Order number",
        headers = "numérodecommande númerodepedido nºpedido npedido order orderno bestellnummer \
                   auftragsnummer bestellnr"
    )]
    pub order_number: Option<String>,
    #[field(Code, label = "Purchase order", headers = "purchaseordernumber ponumber po")]
    pub purchase_order: Option<String>,
    #[field(
        Day,
        label = "Purchased",
        headers = "dateofpurchase datedachat datedecommande fechadecompra fechacompra fechadelpedido \
                   purchasedate boughton bought orderdate kaufdatum anschaffungsdatum bestelldatum \
                   gekauftam anschaffung"
    )]
    pub purchased_on: Option<String>,
    /// Name of the vendor it was bought from, where that is not the one of the license or contract.
    #[field(Named(Vendor), label = "Vendor")]
    pub vendor: Option<String>,
}

/// A term as its license or contract shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Term {
    pub id: String,
    pub fields: TermInput,
    /// What the whole term costs, without tax.
    pub cost: Option<Money>,
    /// The same with tax; None where no rate is entered.
    pub cost_with_tax: Option<Money>,
    /// The last day in force as recorded: the end, or when a cancellation takes effect.
    pub last_on: Option<String>,
    /// The end as it counts for cancel-by, bills and renewals: the day before an end that is written as the anniversary
    /// of the start.
    pub counted_end: Option<String>,
    /// Last day on which notice counts; only for auto-renewing terms that are not cancelled.
    pub cancel_by: Option<String>,
    /// The months of each renewal, as said, or taken from the term; None where it does not renew itself.
    pub renews_for: Option<u32>,
    /// Nobody said for how long it renews, and its own length does not tell: `renews_for` is the shorter of term and
    /// billing period.
    pub renewal_assumed: bool,
    /// The bills of the recorded term that are for a part of a period.
    pub parts: Vec<PartBill>,
    /// Another term took over from this one.
    pub renewed: bool,
    pub in_force: bool,
    /// For an auto-renewing term past its end: the period that runs today, unconfirmed.
    pub rolled: Option<RolledTerm>,
    /// How the price of a year (for a seat, where it is per seat) changed against the term this one renews, in
    /// hundredths of a percent; None where the two cannot be compared.
    pub price_change: Option<i32>,
}

/// A bill for a part of a billing period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PartBill {
    pub on: String,
    /// Days that are paid for, and those of a full period.
    pub days: u32,
    pub of: u32,
    pub amount: Money,
}

/// A term that renews itself, and nobody said for how long.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UnconfirmedRenewal {
    pub kind: Kind,
    pub id: String,
    pub name: String,
    pub term_id: String,
    pub starts_on: Option<String>,
    pub ends_on: Option<String>,
    /// The shorter of term and billing period.
    pub assumed_months: u32,
}

/// Where an unconfirmed renewal stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RolledTerm {
    pub starts_on: String,
    pub ends_on: String,
    pub cancel_by: Option<String>,
}

/// A term to begin with when one renews, tops up or confirms; every field may be changed before it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Proposal {
    pub term: TermInput,
    /// The terms it takes over from: the last one and its true-ups.
    pub renews: Vec<String>,
    /// Where the days or amounts come from, in words.
    pub why: String,
}

/// A renewal as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct RenewalInput {
    /// `renews_term_id` names the term that is renewed; true-ups with the same end are renewed with it.
    pub term: TermInput,
    /// From now on bought from this vendor; None stays with the present one. Earlier terms keep theirs.
    pub vendor: Option<String>,
}

/// The end of a term that shall not go on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct CancellationInput {
    pub term_id: String,
    /// The day on which notice was given; None is today.
    pub cancelled_on: Option<String>,
    /// The last day in force; None is the end of the term or of the period that runs.
    pub effective_on: Option<String>,
}
