//! What one does with a term: renew it, add seats to it, cancel it, write to its vendor.

use super::{
    changes,
    letter::{self, Letter, Notice},
    model::{CancellationInput, Owner, Proposal, RenewalInput, TermInput},
    oddities, rules, set, store,
};
use crate::{
    Act, Error, Result, Warning, dates,
    history::{self, Entity},
    ids::new_id,
    input, row, settings,
    text::{blank_to_none, name_key},
    vendors,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// A renewal to look through; without `term_id` that of the open term with the latest end.
///
/// # Errors
/// [`Error::Refused`] when there is nothing to renew.
pub async fn propose_renewal(
    conn: &mut SqliteConnection,
    owner: Owner<'_>,
    term_id: Option<&str>,
    today: NaiveDate,
) -> Result<Proposal> {
    let terms = store::of_owner(conn, owner).await?;
    let id = match term_id {
        Some(id) => id.to_owned(),
        None => latest(&terms)?,
    };
    changes::propose_renewal(&terms, &id, today)
}

/// The open term that ends last: what "renew" means where no term is named.
fn latest(terms: &[TermInput]) -> Result<String> {
    let all = changes::read(terms)?;
    all.iter()
        .filter(|term| !term.renewed && term.rules.ends_on.is_some() && term.input.adds_to_term_id.is_none())
        .max_by_key(|term| term.rules.ends_on)
        .and_then(|term| term.input.id.clone())
        .ok_or_else(|| Error::Refused("There is no term that ends. Add a term first.".into()))
}

/// Adds the term that renews another, and marks the true-ups that end with it as renewed. Returns its id.
///
/// # Errors
/// A field of the term (`term.…`), or [`Error::Refused`] when the renewed term was taken over already.
pub async fn renew(
    conn: &mut SqliteConnection,
    act: &Act,
    owner: Owner<'_>,
    input: RenewalInput,
) -> Result<String> {
    let version = version(conn, owner).await?;
    let mut terms = store::of_owner(conn, owner).await?;
    let renews = match &input.term.renews_term_id {
        Some(id) => id.clone(),
        None => latest(&terms)?,
    };
    let together: Vec<String> = {
        let all = changes::read(&terms)?;
        let base = all
            .iter()
            .find(|term| term.input.id.as_deref() == Some(renews.as_str()))
            .ok_or_else(|| Error::not_found("term", &renews))?;
        if base.renewed {
            return Err(Error::Refused("This term was renewed already: renew the later one.".into()));
        }
        if base.rules.cancelled_on.is_some() {
            return Err(Error::Refused(
                "This term was cancelled. Take the cancellation back before you renew it, or add a new term."
                    .into(),
            ));
        }
        let together = changes::renewed_together(&all, base);
        together.into_iter().skip(1).filter_map(|term| term.input.id.clone()).collect()
    };
    rules::check("term", &input.term)?;
    for term in &mut terms {
        if term.id.as_ref().is_some_and(|id| together.contains(id)) {
            term.adds_to_term_id = Some(renews.clone());
        }
    }
    switch_vendor(conn, act, owner, &mut terms, &input.vendor).await?;
    let id = new_id();
    terms.insert(0, TermInput { id: Some(id.clone()), renews_term_id: Some(renews), ..input.term });
    set(conn, act, owner, &terms).await?;
    history::settle(conn, act, Entity::from(owner.kind()), owner.id(), version).await?;
    Ok(id)
}

/// From now on bought from another vendor: earlier terms keep the one they were bought from.
async fn switch_vendor(
    conn: &mut SqliteConnection,
    act: &Act,
    owner: Owner<'_>,
    terms: &mut [TermInput],
    vendor: &Option<String>,
) -> Result<()> {
    let Some(vendor) = blank_to_none(vendor.clone()) else { return Ok(()) };
    let table = Entity::from(owner.kind());
    let present = history::text_in(conn, table, Some(owner.id()), "vendor_id").await?;
    let name = history::text_in(conn, Entity::Vendor, present.as_deref(), "name").await?;
    if name.as_deref().map(name_key) == Some(name_key(&vendor)) {
        return Ok(());
    }
    for term in terms.iter_mut().filter(|term| term.vendor.is_none()) {
        term.vendor = name.clone();
    }
    let (vendor_id, made) = vendors::find_or_create(conn, act, &vendor).await?;
    tracing::trace!(made, "vendor of a renewal");
    history::update(conn, act, table, owner.id(), None, row! { "vendor_id": vendor_id }).await?;
    Ok(())
}

/// Seats to add to a term, to look through: priced for the days that are left.
///
/// # Errors
/// As [`changes::propose_true_up`].
pub async fn propose_true_up(
    conn: &mut SqliteConnection,
    owner: Owner<'_>,
    term_id: &str,
    starts_on: NaiveDate,
    seats: u32,
) -> Result<Proposal> {
    changes::propose_true_up(&store::of_owner(conn, owner).await?, term_id, starts_on, seats)
}

/// Adds a true-up (or any further term) beside the others. Returns its id.
///
/// # Errors
/// [`Error::NotFound`] when the owner is not there, a field of the term (`term.…`) as [`rules::check`] names it, and a
/// link to a term that is not there; [`Error::Database`] when nothing can be written.
pub async fn true_up(
    conn: &mut SqliteConnection,
    act: &Act,
    owner: Owner<'_>,
    term: TermInput,
) -> Result<String> {
    let version = version(conn, owner).await?;
    rules::check("term", &term)?;
    let mut terms = store::of_owner(conn, owner).await?;
    let id = new_id();
    terms.insert(0, TermInput { id: Some(id.clone()), ..term });
    set(conn, act, owner, &terms).await?;
    history::settle(conn, act, Entity::from(owner.kind()), owner.id(), version).await?;
    Ok(id)
}

/// Cancels a term and its true-ups: it does not renew itself any more, and is over after its last day. One that
/// renewed itself without being confirmed is confirmed first, up to the end of the period in which the notice runs out.
///
/// # Errors
/// A field (`effective_on`, `cancelled_on`), or [`Error::Refused`] for a term that was taken over.
pub async fn cancel(
    conn: &mut SqliteConnection,
    act: &Act,
    owner: Owner<'_>,
    cancellation: &CancellationInput,
) -> Result<()> {
    let version = version(conn, owner).await?;
    let today = act.now.today;
    let on = input::date("cancelled_on", &cancellation.cancelled_on)?.unwrap_or(today);
    let effective = input::date("effective_on", &cancellation.effective_on)?;
    let mut terms = store::of_owner(conn, owner).await?;
    let mut id = cancellation.term_id.clone();
    // A true-up is cancelled with what it adds to.
    let base =
        terms.iter().find(|term| term.id.as_ref() == Some(&id)).and_then(|term| term.adds_to_term_id.clone());
    id = base.unwrap_or(id);
    let (rolled, renewed, reached) = {
        let all = changes::read(&terms)?;
        let term = all
            .iter()
            .find(|term| term.input.id.as_deref() == Some(id.as_str()))
            .ok_or_else(|| Error::not_found("term", &id))?;
        // A notice that was in time for the recorded end leaves nothing to confirm.
        let out = dates::notice_runs_out(on, term.rules.notice).unwrap_or(on);
        let reached = effective.map_or(out, |last| last.max(on).min(out.max(today)));
        let rolled = term.rules.rolled(today).and(term.rules.rolled(reached));
        (rolled.is_some(), term.renewed, reached)
    };
    if renewed {
        return Err(Error::Refused("A later term took over from this one: cancel that.".into()));
    }
    if rolled {
        let proposal = changes::propose_renewal(&terms, &id, reached)?;
        for term in &mut terms {
            if term.id.as_ref().is_some_and(|own| *own != id && proposal.renews.contains(own)) {
                term.adds_to_term_id = Some(id.clone());
            }
        }
        id = new_id();
        terms.insert(0, TermInput { id: Some(id.clone()), ..proposal.term });
    }
    let together: Vec<String> = {
        let all = changes::read(&terms)?;
        let base = all.iter().find(|term| term.input.id.as_deref() == Some(id.as_str()));
        base.map(|base| changes::renewed_together(&all, base))
            .unwrap_or_default()
            .into_iter()
            .filter_map(|term| term.input.id.clone())
            .collect()
    };
    for term in &mut terms {
        if term.id.as_ref().is_some_and(|own| together.contains(own)) {
            term.cancelled_on = Some(on.to_string());
            term.cancel_effective_on =
                input::iso(effective.filter(|day| term.ends_on != input::iso(Some(*day))));
            rules::check("term", term).map_err(named)?;
        }
    }
    set(conn, act, owner, &terms).await?;
    history::settle(conn, act, Entity::from(owner.kind()), owner.id(), version).await
}

/// A fault of the term's own field, named as the cancellation's.
fn named(error: Error) -> Error {
    match error {
        Error::Field { field, message } if field == "term.cancel_effective_on" => {
            Error::Field { field: "effective_on".into(), message }
        }
        other => other,
    }
}

/// What is odd about terms as they are being entered; nothing is written.
///
/// # Errors
/// The first field that cannot be kept.
pub async fn check(
    conn: &mut SqliteConnection,
    owner: Option<Owner<'_>>,
    terms: &[TermInput],
    used: Option<u32>,
    today: NaiveDate,
) -> Result<Vec<Warning>> {
    // A renewal in a form of its own comes without the terms that are kept already.
    let kept = match owner {
        Some(owner) => store::of_owner(conn, owner).await?,
        None => Vec::new(),
    };
    let mut all: Vec<TermInput> = terms.to_vec();
    all.extend(kept.into_iter().filter(|kept| !terms.iter().any(|term| term.id == kept.id)));
    let mut found = oddities::warnings(&all, used, today)?;
    found.retain(|warning| {
        let index = warning.field.strip_prefix("terms.").and_then(|rest| rest.split('.').next());
        index.and_then(|index| index.parse::<usize>().ok()).is_none_or(|index| index < terms.len())
    });
    Ok(found)
}

/// The letter that cancels a term.
///
/// # Errors
/// [`Error::NotFound`] when the term is not one of this owner.
pub async fn notice_of(
    conn: &mut SqliteConnection,
    owner: Owner<'_>,
    term_id: &str,
    today: NaiveDate,
) -> Result<Notice> {
    let about =
        store::addressed(conn, owner, term_id).await?.ok_or_else(|| Error::not_found("term", term_id))?;
    let terms = store::of_owner(conn, owner).await?;
    let all = changes::read(&terms)?;
    let term = all
        .iter()
        .find(|term| term.input.id.as_deref() == Some(term_id))
        .ok_or_else(|| Error::not_found("term", term_id))?;
    let rolled = term.rules.rolled(today);
    let ends_on = rolled.map(|rolled| rolled.ends_on).or(term.rules.last_day());
    let gone_on = rolled.map(|rolled| rolled.ends_on).or(term.rules.gone_on_until());
    let counted = gone_on.or(term.rules.counted_end());
    let renewal = term.rules.renewal();
    let sender = settings::get(conn).await?.letter_sender;
    let line = |text: &Option<String>| blank_to_none(text.clone());
    let (vendor, contact, address) = (line(&about.vendor), line(&about.contact), line(&about.address));
    let (account, reference) = (line(&about.account_number), line(&about.reference));
    let (order, purchase) = (line(&term.input.order_number), line(&term.input.purchase_order));
    let email = line(&about.support_email);
    Ok(letter::write(&Letter {
        today,
        sender: sender.as_deref(),
        vendor: vendor.as_deref(),
        contact: contact.as_deref(),
        address: address.as_deref(),
        email: email.as_deref(),
        what: &about.name,
        account_number: account.as_deref(),
        reference: reference.as_deref(),
        order_number: order.as_deref(),
        purchase_order: purchase.as_deref(),
        seats: term.rules.seats,
        ends_on,
        cancel_by: counted
            .filter(|_| term.rules.auto_renews)
            .and_then(|end| dates::cancel_by(end, term.rules.notice)),
        renews_for: term.rules.auto_renews.then_some(renewal.months).filter(|_| !renewal.assumed),
        renewal_unknown: term.rules.auto_renews && renewal.assumed,
    }))
}

async fn version(conn: &mut SqliteConnection, owner: Owner<'_>) -> Result<u32> {
    store::version(conn, owner).await?.ok_or_else(|| Error::not_found(owner.kind(), owner.id()))
}
