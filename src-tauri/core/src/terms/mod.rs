//! Terms of licenses and contracts: adding, changing and removing them, and keeping what is derived from them.

mod acts;
pub mod bills;
pub mod changes;
pub mod figures;
mod letter;
mod model;
pub(crate) mod oddities;
mod rolled;
pub mod rules;
mod store;

pub use acts::{cancel, check, notice_of, propose_renewal, propose_true_up, renew, true_up};
pub use letter::{Notice, Parts};
pub use model::{
    CancellationInput, Owner, PartBill, Proposal, RenewalInput, RolledTerm, Term, TermInput,
    UnconfirmedRenewal,
};
pub(crate) use rolled::{RolledNow, days_of, rolled, rolled_lists};
pub(crate) use store::{COLUMNS, entered, push_rolled};

use crate::{
    Act, Error, Result, dates, fields,
    history::{self, Entity, Row},
    ids::new_id,
    input,
    money::Money,
    row, settings, vendors,
};
use changes::Read;
use chrono::NaiveDate;
use rules::Checked;
use sqlx::SqliteConnection;

/// The name under which it is kept that renewals of unknown length are to be listed once.
const NOTICE: &str = "tell_unconfirmed_renewals";

/// The terms of all licenses as entered, oldest first, each with its license's id.
pub(crate) async fn of_licenses(conn: &mut SqliteConnection) -> Result<Vec<(String, TermInput)>> {
    store::of_licenses(conn).await
}

/// The same of all contracts.
pub(crate) async fn of_contracts(conn: &mut SqliteConnection) -> Result<Vec<(String, TermInput)>> {
    store::of_contracts(conn).await
}

/// An owner's terms, the latest end first.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read, [`Error::Field`] for a stored term that breaks the rules.
pub async fn of_owner(conn: &mut SqliteConnection, owner: Owner<'_>, today: NaiveDate) -> Result<Vec<Term>> {
    let inputs = changes::settled(&store::of_owner(conn, owner).await?)?;
    let all = changes::read(&inputs)?;
    Ok(all.iter().map(|term| shown(term, &all, today)).collect())
}

/// An owner's terms as one entered them.
pub(crate) async fn inputs(conn: &mut SqliteConnection, owner: Owner<'_>) -> Result<Vec<TermInput>> {
    store::of_owner(conn, owner).await
}

/// Open terms that renew themselves for a length that nobody said and their own does not tell, by name.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn unconfirmed_renewals(conn: &mut SqliteConnection) -> Result<Vec<UnconfirmedRenewal>> {
    store::unconfirmed(conn).await
}

/// From now on [`untold_unconfirmed`] has what to tell, until somebody says that it was seen.
pub(crate) async fn tell_unconfirmed(conn: &mut SqliteConnection) -> Result<()> {
    settings::keep(conn, NOTICE, &true).await
}

/// The renewals that an upgrade left without a known length, while nobody has said that the list was seen.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn untold_unconfirmed(conn: &mut SqliteConnection) -> Result<Vec<UnconfirmedRenewal>> {
    let tell: bool = settings::of(conn, NOTICE).await?;
    if tell { unconfirmed_renewals(conn).await } else { Ok(Vec::new()) }
}

/// The list of [`untold_unconfirmed`] was seen: it does not come again.
///
/// # Errors
/// [`Error::Database`] when nothing can be written.
pub async fn seen_unconfirmed(conn: &mut SqliteConnection) -> Result<()> {
    settings::keep(conn, NOTICE, &false).await
}

/// The license or contract that a term belongs to.
///
/// # Errors
/// [`Error::NotFound`] when there is no such term, [`Error::Database`] when the database cannot be read.
pub async fn owner_of(conn: &mut SqliteConnection, term_id: &str) -> Result<(crate::ids::Kind, String)> {
    match store::owner_of(conn, term_id).await? {
        Some((Some(license), _)) => Ok((crate::ids::Kind::License, license)),
        Some((None, Some(contract))) => Ok((crate::ids::Kind::Contract, contract)),
        _ => Err(Error::not_found("term", term_id)),
    }
}

/// Gives an owner exactly these terms: those left out are removed, those without an id are new. Then
/// writes what is derived from them, on the terms and on the owner.
pub(crate) async fn set(
    conn: &mut SqliteConnection,
    act: &Act,
    owner: Owner<'_>,
    terms: &[TermInput],
) -> Result<()> {
    let terms: Vec<TermInput> = terms
        .iter()
        .map(|term| TermInput { id: Some(term.id.clone().unwrap_or_else(new_id)), ..term.clone() })
        .collect();
    check_links(&terms)?;
    let terms = changes::settled(&terms)?;
    let checked = changes::read(&terms)?;
    let kept_before = store::of_owner(conn, owner).await?;
    let old: Vec<String> = kept_before.iter().filter_map(|term| term.id.clone()).collect();
    // Those that others point to first, so that each link points to a row that is there.
    let mut waiting: Vec<&Read<'_>> = checked.iter().collect();
    let mut written: Vec<&str> = old.iter().map(String::as_str).collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut later = Vec::new();
        for entry in waiting {
            let id = id_of(entry);
            let links = [&entry.input.renews_term_id, &entry.input.adds_to_term_id];
            if links.into_iter().flatten().any(|link| !written.contains(&link.as_str())) {
                later.push(entry);
                continue;
            }
            let known = old.iter().any(|old| old == id);
            let linked =
                if known { history::text_in(conn, Entity::Term, Some(id), "vendor_id").await? } else { None };
            let vendor_id = vendors::id_for(conn, act, &entry.input.vendor, linked).await?;
            let mut row = columns(owner, entry, vendor_id)?;
            if known {
                history::update(conn, act, Entity::Term, id, None, row).await?;
            } else {
                row.insert("id".into(), id.into());
                history::insert(conn, act, Entity::Term, row).await?;
            }
            written.push(id);
        }
        if later.len() == before {
            return Err(Error::field("terms", "A term renews one that is not there."));
        }
        waiting = later;
    }
    let mut gone: Vec<&TermInput> =
        kept_before.iter().filter(|old| !terms.iter().any(|kept| kept.id == old.id)).collect();
    // The other way round: what no other one points to goes first.
    while let Some(place) = gone.iter().position(|term| {
        !gone.iter().any(|other| other.renews_term_id == term.id || other.adds_to_term_id == term.id)
    }) {
        let id = gone.swap_remove(place).id.as_deref().unwrap_or_default();
        for certificate in store::certificates(conn, id).await? {
            history::remove(conn, act, Entity::Certificate, &certificate).await?;
        }
        history::remove(conn, act, Entity::Term, id).await?;
    }
    history::update(conn, act, Entity::from(owner.kind()), owner.id(), None, summary(&checked)).await?;
    Ok(())
}

/// Writes anew what is derived from all terms there are, as [`derive_again`] does.
pub(crate) async fn derive_all(conn: &mut SqliteConnection) -> Result<()> {
    for owner in store::owners(conn).await? {
        match &owner {
            (Some(license), _) => derive_again(conn, Owner::License(license)).await?,
            (None, Some(contract)) => derive_again(conn, Owner::Contract(contract)).await?,
            (None, None) => {}
        }
    }
    Ok(())
}

/// Writes anew what is derived from an owner's terms, after they were written in another way than by [`set`]: by an
/// undo, by an upgrade. It is no act of its own, so the history does not have it.
pub(crate) async fn derive_again(conn: &mut SqliteConnection, owner: Owner<'_>) -> Result<()> {
    let inputs = changes::settled(&store::of_owner(conn, owner).await?)?;
    let all = changes::read(&inputs)?;
    for term in &all {
        let mut row = derived(term);
        if term.input.adds_to_term_id.is_some() {
            row.append(&mut followed(term));
        }
        history::derive(conn, Entity::Term, id_of(term), row).await?;
    }
    history::derive(conn, Entity::from(owner.kind()), owner.id(), summary(&all)).await
}

fn id_of<'a>(term: &Read<'a>) -> &'a str {
    term.input.id.as_deref().unwrap_or_default()
}

/// Links lead to other terms of the same list; a true-up adds to a term that is none itself.
fn check_links(terms: &[TermInput]) -> Result<()> {
    let find = |id: &str| terms.iter().find(|term| term.id.as_deref() == Some(id));
    let renews = |id: &str| find(id).and_then(|term| term.renews_term_id.as_deref());
    for (index, term) in terms.iter().enumerate() {
        if term.renews_term_id.is_some() && term.renews_term_id == term.id {
            let field = format!("terms.{index}.renews_term_id");
            return Err(Error::field(&field, "A term does not renew itself."));
        }
        if let Some(link) = &term.renews_term_id
            && find(link).is_none()
        {
            return Err(Error::field(
                "terms",
                "A term renews one that is not there. One that another renews cannot be removed alone.",
            ));
        }
        // A term that, link by link, renews itself would have no open end and be missed. A chain is never
        // longer than there are terms.
        let mut link = term.renews_term_id.as_deref();
        for _ in terms {
            if link.is_some() && link == term.id.as_deref() {
                return Err(Error::field(
                    &format!("terms.{index}.renews_term_id"),
                    "These terms renew each other. Choose which came first.",
                ));
            }
            link = link.and_then(renews);
        }
        if let Some(base) = &term.adds_to_term_id
            && find(base).is_none_or(|base| base.adds_to_term_id.is_some() || base.id == term.id)
        {
            let field = format!("terms.{index}.adds_to_term_id");
            return Err(Error::field(
                &field,
                "Seats are added to a term that is there and is no addition itself.",
            ));
        }
    }
    Ok(())
}

/// What lists show of the open (not renewed) terms: dates and price of the leading one, perpetual or
/// with the latest end. What a year costs is read from the terms, since it depends on the day.
fn summary(all: &[Read<'_>]) -> Row {
    let open: Vec<&Checked> = all.iter().filter(|term| !term.renewed).map(|term| &term.rules).collect();
    let leading = open.iter().copied().max_by_key(|rules| lead(rules));
    let price = leading.and_then(|rules| rules.price.clone());
    let currency = price.as_ref().map(|price| price.currency.as_str());
    row! {
        "starts_on": leading.and_then(|rules| input::iso(rules.starts_on)),
        "ends_on": leading.and_then(|rules| input::iso(rules.last_day())),
        "cancel_by": leading.and_then(|rules| input::iso(rules.cancel_by())),
        "price_minor": price.as_ref().map(|price| price.minor),
        "price_currency": currency,
        "price_per_seat": leading.is_some_and(|rules| rules.price_per_seat),
        "yearly_minor": None::<i64>,
    }
}

/// Of several open terms the one with the largest is shown in lists.
fn lead(rules: &Checked) -> impl Ord + use<> {
    (rules.ends_on.is_none(), rules.ends_on, rules.price.is_some(), std::cmp::Reverse(rules.starts_on))
}

/// The places of the open terms, which no other one renewed.
pub(crate) fn open_of(terms: &[TermInput]) -> Vec<usize> {
    let renewed =
        |term: &TermInput| term.id.is_some() && terms.iter().any(|other| other.renews_term_id == term.id);
    (0..terms.len()).filter(|place| terms.get(*place).is_some_and(|term| !renewed(term))).collect()
}

/// The place of the open term that lists show.
pub(crate) fn leading_of(terms: &[TermInput]) -> Option<usize> {
    let checked = |place: &usize| rules::check("terms", terms.get(*place)?).ok();
    let open = open_of(terms).into_iter().filter_map(|place| Some((place, checked(&place)?)));
    open.max_by_key(|(_, rules)| lead(rules)).map(|(place, _)| place)
}

fn columns(owner: Owner<'_>, term: &Read<'_>, vendor_id: Option<String>) -> Result<Row> {
    let input = term.input;
    let mut row = fields::written(input)?;
    row.append(&mut row! {
        "renews_term_id": input.renews_term_id, "adds_to_term_id": input.adds_to_term_id, "vendor_id": vendor_id,
    });
    row.append(&mut followed(term));
    row.append(&mut derived(term));
    row.insert(owner.column().to_owned(), owner.id().into());
    Ok(row)
}

/// What a true-up has from the term it adds to.
fn followed(term: &Read<'_>) -> Row {
    let (input, rules) = (term.input, &term.rules);
    row! {
        "ends_on": input::iso(rules.ends_on), "auto_renews": rules.auto_renews,
        "renewal_months": rules.renewal_months, "notice_months": input.notice_months,
        "notice_days": input.notice_days, "cancelled_on": input::iso(rules.cancelled_on),
        "cancel_effective_on": input::iso(rules.cancel_effective_on),
    }
}

/// What follows from a term's fields, as [`Entity::derived_columns`] names it.
fn derived(term: &Read<'_>) -> Row {
    let rules = &term.rules;
    let (due, rolling) = (rules.due(), rules.rolling());
    let anchor = rolling.map(|rolling| rolling.rhythm.parts());
    let year = figures::year_parts(rules);
    row! {
        "cost_minor": rules.cost(), "cancel_by": input::iso(rules.cancel_by()), "renewed": term.renewed,
        "ends_due": input::iso(due.ends), "cancel_due": input::iso(due.cancel),
        "maintenance_due": input::iso(due.maintenance), "last_on": input::iso(rules.goes_until()),
        "rolls_after": input::iso(rolling.and_then(|rolling| rolling.after())),
        "rolls_from": input::iso(anchor.map(|(from, _)| from)), "rolls_months": anchor.map(|(_, months)| months),
        "renews_for": rolling.map(|rolling| rolling.every),
        "renewal_assumed": rolling.is_some() && rules.renewal().assumed,
        "year_minor": year.map(|(minor, _)| minor), "year_months": year.map(|(_, months)| months),
        "next_minor": figures::next_cost(rules, None),
    }
}

fn shown(term: &Read<'_>, all: &[Read<'_>], today: NaiveDate) -> Term {
    let rules = &term.rules;
    let currency = rules.price.as_ref().map(|price| price.currency.clone());
    let earlier = term.input.renews_term_id.as_deref();
    let earlier = earlier.and_then(|id| all.iter().find(|other| id_of(other) == id));
    let renewal = rules.auto_renews.then(|| rules.renewal());
    let parts = bills::parts(rules).unwrap_or_default().into_iter().filter_map(|(period, minor)| {
        let part = period.part?;
        Some(PartBill {
            on: input::day(period.starts_on),
            days: part.days,
            of: part.of,
            amount: Money::new(minor, currency.clone()?),
        })
    });
    Term {
        id: id_of(term).to_owned(),
        fields: term.input.clone(),
        cost: Money::from_columns(rules.cost(), currency.clone()),
        cost_with_tax: Money::from_columns(rules.tax_rate.and(rules.cost_with_tax()), currency.clone()),
        last_on: input::iso(rules.last_day()),
        counted_end: input::iso(rules.counted_end()),
        cancel_by: input::iso(rules.cancel_by().filter(|_| !term.renewed)),
        renews_for: renewal.map(|renewal| renewal.months),
        renewal_assumed: renewal.is_some_and(|renewal| renewal.assumed),
        parts: parts.collect(),
        renewed: term.renewed,
        in_force: rules.in_force(today),
        rolled: rules.rolled(today).map(|rolled| RolledTerm {
            starts_on: input::day(rolled.starts_on),
            ends_on: input::day(rolled.ends_on),
            cancel_by: input::iso(dates::cancel_by(rolled.ends_on, rules.notice)),
        }),
        price_change: earlier.and_then(|earlier| rules.price_change(&earlier.rules)),
    }
}

/// Seats of an owner's terms on a day: None is unlimited; and whether no term is in force.
pub(crate) fn seats_on(terms: &[Term], day: NaiveDate) -> Result<(Option<u32>, bool)> {
    let inputs: Vec<TermInput> = terms.iter().map(|term| term.fields.clone()).collect();
    let all = changes::read(&inputs)?;
    Ok(rules::seats_on(all.iter().map(|term| &term.rules), day))
}

/// The days after a day on which an owner's seats come or go, as terms are known already.
pub(crate) fn seat_changes(terms: &[Term], after: NaiveDate) -> Result<Vec<NaiveDate>> {
    let inputs: Vec<TermInput> = terms.iter().map(|term| term.fields.clone()).collect();
    Ok(figures::seat_changes(&changes::read(&inputs)?, after))
}

/// SQL for whether a term `t` counts on a day, itself an SQL expression: by its own days, or because it goes on by itself.
pub(crate) fn in_force_sql(day: &str) -> String {
    store::in_force(day)
}

/// SQL for the yearly costs in force on a day of a license `l` or contract `c`, as JSON for [`yearly_of`].
pub(crate) fn yearly_sql(owner: Owner<'static>, alias: &'static str, day: &str) -> String {
    store::yearly(owner.column(), alias, day)
}

/// SQL to sort by what a year costs: in the currency that it costs most in.
pub(crate) fn yearly_sort_sql(owner: Owner<'static>, alias: &'static str, day: &str) -> String {
    store::yearly_sort(owner.column(), alias, day)
}

/// SQL of the columns that every list of things with terms computes, for its filter; None for another name.
pub(crate) fn computed_sql(
    owner: Owner<'static>,
    alias: &'static str,
    name: &str,
    day: &str,
) -> Option<String> {
    match name {
        "yearly" => Some(format!("round({})", store::yearly_sort(owner.column(), alias, day))),
        "yearly_currency" => Some(store::yearly_currency(owner.column(), alias, day)),
        _ => None,
    }
}

/// The yearly costs that [`yearly_sql`] found: per currency, largest first.
pub(crate) fn yearly_of(json: &str) -> Vec<Money> {
    let parts: Vec<(String, i64, u32)> = serde_json::from_str(json).unwrap_or_default();
    let mut sum = figures::Yearly::default();
    for (currency, minor, months) in parts {
        sum.add(&currency, minor, months);
    }
    sum.into_vec()
}

/// SQL for a column of the leading open term of a license `l` or contract `c`.
pub(crate) fn leading_sql(owner: Owner<'static>, alias: &'static str, column: &'static str) -> String {
    store::leading(owner.column(), alias, column)
}
