//! Contracts: use cases.

pub mod certificate;
pub(crate) mod model;
mod store;

pub use model::{
    Certificate, ChainLink, Contract, ContractFields, ContractInput, ContractKind, ContractRow, ContractSums,
    CoveredDevice, KeptCertificate,
};

use crate::{
    Act, Error, Result, fields, hardware,
    history::{self, Entity, Row},
    ids::{Kind, new_id},
    input,
    list::{ListQuery, Page},
    row, tags,
    terms::{self, Owner, TermInput, changes, figures},
    text::blank_to_none,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// A page of the contracts that match, as they stand on `today`.
///
/// # Errors
/// [`Error::Filter`] for a filter that cannot be understood, [`Error::Field`] for a condition or an order that the
/// list does not have.
pub async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<ContractRow>> {
    store::list(conn, query, today).await
}

/// What a year of all rows that match costs, per currency: of what is in force today, at prices as they stand, rounded once
/// and never converted.
///
/// # Errors
/// [`Error::Filter`] for a filter that cannot be understood, [`Error::Field`] for a condition that the list does not
/// have.
pub async fn sums(conn: &mut SqliteConnection, query: &ListQuery, today: NaiveDate) -> Result<ContractSums> {
    let mut sum = figures::Yearly::default();
    for (currency, minor, months) in store::yearly(conn, query, today).await? {
        sum.add(&currency, minor, months);
    }
    Ok(ContractSums { yearly: sum.into_vec() })
}

/// A contract with its terms, devices and certificates, also one in Trash.
///
/// # Errors
/// [`Error::NotFound`] for a contract that is not there.
pub async fn get(conn: &mut SqliteConnection, id: &str, today: NaiveDate) -> Result<Contract> {
    let found = store::get(conn, id).await?.ok_or_else(|| Error::not_found(Kind::Contract, id))?;
    let terms = terms::of_owner(conn, Owner::Contract(id), today).await?;
    let devices = store::devices(conn, id).await?;
    let certificates = store::certificates(conn, id).await?;
    Ok(found.into_contract(terms, devices, certificates, tags::of(conn, id).await?))
}

/// Adds a contract with its terms and covered devices, and returns its id.
///
/// # Errors
/// [`Error::Field`] for a blank name, a domain that is none, a term that cannot be, and a device that is not there.
pub async fn create(conn: &mut SqliteConnection, act: &Act, input: ContractInput) -> Result<String> {
    let id = new_id();
    let mut row = checked(conn, act, &input, None).await?;
    row.insert("id".into(), id.clone().into());
    history::insert(conn, act, Entity::Contract, row).await?;
    terms::set(conn, act, Owner::Contract(&id), &input.terms).await?;
    let touched = set_devices(conn, act, &id, &input.device_ids).await?;
    fields::add_extras(conn, act, Kind::Contract, &id, &input).await?;
    hardware::cover_anew(conn, act, &touched).await?;
    Ok(id)
}

/// Changes a contract that still has this version, its terms and covered devices included.
///
/// # Errors
/// Those of [`create`]; [`Error::NotFound`] for a contract that is not there, [`Error::Conflict`] when it was changed
/// since.
pub async fn update(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    version: u32,
    input: ContractInput,
) -> Result<()> {
    let row = checked(conn, act, &input, Some(id)).await?;
    history::update(conn, act, Entity::Contract, id, Some(version), row).await?;
    terms::set(conn, act, Owner::Contract(id), &input.terms).await?;
    let touched = set_devices(conn, act, id, &input.device_ids).await?;
    fields::set_extras(conn, act, Kind::Contract, id, &input).await?;
    history::settle(conn, act, Entity::Contract, id, version).await?;
    hardware::cover_anew(conn, act, &touched).await
}

/// Call after a contract's terms changed, or it went to Trash or came back: what its devices know of their
/// coverage follows.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read or written.
pub async fn cover_anew(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    let devices: Vec<String> =
        store::links(conn, id).await?.into_iter().map(|(_, device_id)| device_id).collect();
    hardware::cover_anew(conn, act, &devices).await
}

/// Keeps a certificate that was read from a file, and returns whether that changed anything. The first one of a
/// contract fills its term, a later one renews it. The same file again changes nothing.
///
/// # Errors
/// `file` when it ends before the one that is kept, or the contract is not one for a certificate.
pub async fn keep_certificate(
    conn: &mut SqliteConnection,
    act: &Act,
    id: &str,
    certificate: &Certificate,
) -> Result<bool> {
    let contract = get(conn, id, act.now.today).await?;
    if contract.fields.kind != ContractKind::Certificate {
        return Err(Error::field("file", "This contract is none for a certificate. Change its kind first."));
    }
    if contract.certificates.iter().any(|kept| kept.certificate.fingerprint == certificate.fingerprint) {
        return Ok(false);
    }
    if let Some(kept) = contract.certificates.first()
        && certificate.not_after < kept.certificate.not_after
    {
        return Err(Error::field(
            "file",
            format!(
                "This certificate ends on {}, before the one that is kept ({}). Nothing was changed.",
                certificate.ends_on, kept.certificate.ends_on
            ),
        ));
    }
    let owner = Owner::Contract(id);
    let mut inputs = contract.fields.terms.clone();
    let open = contract.terms.iter().find(|term| !term.renewed);
    let has_file = |id: &str| contract.certificates.iter().any(|kept| kept.term_id == id);
    let dated = |term: TermInput| TermInput {
        starts_on: Some(certificate.starts_on.clone()),
        ends_on: Some(certificate.ends_on.clone()),
        ..term
    };
    let term_id = match open {
        // Entered by hand before, or without an end: this is its file.
        Some(term)
            if !has_file(&term.id)
                && term.fields.ends_on.as_ref().is_none_or(|end| *end == certificate.ends_on) =>
        {
            for input in inputs.iter_mut().filter(|input| input.id.as_ref() == Some(&term.id)) {
                *input = dated(std::mem::take(input));
            }
            term.id.clone()
        }
        Some(term) => {
            let new = new_id();
            let proposed = changes::propose_renewal(&inputs, &term.id, act.now.today)?.term;
            inputs.insert(0, TermInput { id: Some(new.clone()), ..dated(proposed) });
            new
        }
        None => {
            let new = new_id();
            inputs.insert(0, dated(TermInput { id: Some(new.clone()), ..TermInput::default() }));
            new
        }
    };
    terms::set(conn, act, owner, &inputs).await?;
    history::insert(conn, act, Entity::Certificate, columns(id, &term_id, certificate)?).await?;
    history::settle(conn, act, Entity::Contract, id, contract.version).await?;
    Ok(true)
}

/// A contract for a certificate, filled from its file: named after it, unless `input` has a name.
///
/// # Errors
/// Those of [`create`] and [`keep_certificate`].
pub async fn create_from_certificate(
    conn: &mut SqliteConnection,
    act: &Act,
    certificate: &Certificate,
    input: ContractInput,
) -> Result<String> {
    let named = blank_to_none(Some(input.name.clone())).or_else(|| certificate.common_name.clone());
    let input = ContractInput {
        name: named.unwrap_or_else(|| certificate.subject.clone()),
        kind: ContractKind::Certificate,
        ..input
    };
    let id = create(conn, act, input).await?;
    keep_certificate(conn, act, &id, certificate).await?;
    Ok(id)
}

fn columns(contract_id: &str, term_id: &str, certificate: &Certificate) -> Result<Row> {
    let lines = |lines: &[String]| (!lines.is_empty()).then(|| lines.join("\n"));
    let chain = match certificate.chain.as_slice() {
        [] => None,
        chain => Some(serde_json::to_string(chain).map_err(|e| Error::Internal(e.to_string()))?),
    };
    Ok(row! {
        "id": new_id(), "contract_id": contract_id, "term_id": term_id, "subject": certificate.subject,
        "names": lines(&certificate.names), "issuer": certificate.issuer, "serial": certificate.serial,
        "signature_algorithm": certificate.signature_algorithm, "key_algorithm": certificate.key_algorithm,
        "key_bits": certificate.key_bits, "not_before": certificate.not_before, "not_after": certificate.not_after,
        "fingerprint": certificate.fingerprint, "weaknesses": lines(&certificate.weaknesses), "chain": chain,
    })
}

/// Covers exactly these devices; returns all that are or were covered.
async fn set_devices(
    conn: &mut SqliteConnection,
    act: &Act,
    contract_id: &str,
    devices: &[String],
) -> Result<Vec<String>> {
    let mut touched = Vec::new();
    let old = store::links(conn, contract_id).await?;
    for (link, device_id) in &old {
        if !devices.contains(device_id) {
            history::remove(conn, act, Entity::CoveredDevice, link).await?;
        }
        touched.push(device_id.clone());
    }
    for device_id in devices {
        if touched.contains(device_id) {
            continue;
        }
        if !store::device_exists(conn, device_id).await? {
            return Err(Error::field("device_ids", "One of the devices is not there any more."));
        }
        let row = row! { "id": new_id(), "contract_id": contract_id, "device_id": device_id };
        history::insert(conn, act, Entity::CoveredDevice, row).await?;
        touched.push(device_id.clone());
    }
    Ok(touched)
}

async fn checked(
    conn: &mut SqliteConnection,
    act: &Act,
    input: &ContractInput,
    own_id: Option<&str>,
) -> Result<Row> {
    input::required("name", "the contract's name", &input.name)?;
    let mut row = fields::written(input)?;
    row.insert("domain".into(), domain(&input.domain)?.into());
    row.extend(fields::links(conn, act, Entity::Contract, input, own_id).await?);
    Ok(row)
}

/// A domain's name in lower case, without a final dot.
fn domain(text: &Option<String>) -> Result<Option<String>> {
    let Some(text) = blank_to_none(text.clone()) else { return Ok(None) };
    let name = text.trim_end_matches('.').to_lowercase();
    let label = |label: &str| {
        (1..=63).contains(&label.chars().count())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if name.len() > 253 || !name.contains('.') || !name.split('.').all(label) {
        return Err(Error::field("domain", "A domain looks like example.com, without https:// and slashes."));
    }
    Ok(Some(name))
}

#[cfg(test)]
mod tests {
    use super::domain;

    #[test]
    fn a_domain_is_a_name_and_no_address() {
        for (text, expected) in [
            ("Example.COM.", Some("example.com")),
            (" bücher.example ", Some("bücher.example")),
            ("a.b-c.de", Some("a.b-c.de")),
        ] {
            assert_eq!(domain(&Some(text.into())).unwrap().as_deref(), expected);
        }
        for text in ["https://example.com", "example", "a..de", "-a.de", "ex ample.de", "mail@example.com"] {
            let error = domain(&Some(text.into())).unwrap_err();
            assert_eq!(error.field_name(), Some("domain"), "{text}");
        }
        assert_eq!(domain(&Some("  ".into())).unwrap(), None);
    }
}
