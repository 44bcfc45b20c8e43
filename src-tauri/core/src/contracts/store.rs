//! SQL of the contracts.

use super::model::{
    COMPUTED, Certificate, ChainLink, Contract, ContractInput, ContractRow, CoveredDevice, KeptCertificate,
};
use crate::{
    Error, Result,
    fields::{self, Fields, order},
    filter::{self, Filter, Source},
    ids::Kind,
    list::{ListQuery, Page, own_sql, push_page},
    money::Money,
    terms::{self, Owner, Term, TermInput},
    text_enum,
};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

/// The next last day of notice of the leading term, that of the period that runs where it renewed itself.
const CANCEL_BY: &str = "CASE WHEN r.ends_on IS NULL THEN c.cancel_by ELSE r.cancel_by END";

/// A contract as it is stored.
pub(super) struct Stored {
    id: String,
    version: u32,
    deleted: bool,
    vendor_id: Option<String>,
    /// Without its terms, devices and tags.
    fields: ContractInput,
}

impl Stored {
    pub(super) fn into_contract(
        self,
        terms: Vec<Term>,
        devices: Vec<CoveredDevice>,
        certificates: Vec<KeptCertificate>,
        tags: Vec<String>,
    ) -> Contract {
        let inputs: Vec<TermInput> = terms.iter().map(|term| term.fields.clone()).collect();
        Contract {
            id: self.id,
            version: self.version,
            deleted: self.deleted,
            vendor_id: self.vendor_id,
            fields: ContractInput {
                device_ids: devices.iter().map(|device| device.id.clone()).collect(),
                terms: inputs,
                tags,
                ..self.fields
            },
            terms,
            devices,
            certificates,
        }
    }
}

fn push_from(
    builder: &mut QueryBuilder<Sqlite>,
    query: &ListQuery,
    filter: &Filter,
    today: NaiveDate,
    rolled: &str,
) -> Result<()> {
    builder.push(" FROM contract c LEFT JOIN vendor v ON v.id = c.vendor_id");
    terms::push_rolled(builder, rolled, "c");
    builder.push(" WHERE c.deleted_at IS NULL");
    let day = format!("'{today}'");
    let computed = |name: &str| match name {
        "devices" => Some(DEVICES.to_owned()),
        _ => terms::computed_sql(Owner::Contract(""), "c", name, &day),
    };
    let condition = |builder: &mut QueryBuilder<Sqlite>, only: &str| push_only(builder, only, today);
    filter.push(builder, &Source { alias: "c", computed: &computed, condition: &condition })?;
    if let Some(owner) = &query.belongs_to {
        builder
            .push(" AND (c.vendor_id = ")
            .push_bind(owner.clone())
            .push(" OR c.id IN (SELECT contract_id FROM covered_device WHERE device_id = ")
            .push_bind(owner.clone())
            .push("))");
    }
    push_only(builder, query.only.as_deref().unwrap_or_default(), today)
}

/// Appends ` AND …` for a condition of the list.
fn push_only(builder: &mut QueryBuilder<Sqlite>, only: &str, today: NaiveDate) -> Result<()> {
    match only {
        "" => {}
        "unconfirmed" => {
            builder.push(" AND r.id IS NOT NULL");
        }
        "ending" => {
            let until = today.checked_add_days(chrono::Days::new(90)).unwrap_or(today).to_string();
            builder
                .push(" AND (r.soonest <= ")
                .push_bind(until.clone())
                .push(format!(" OR EXISTS (SELECT 1 FROM term t WHERE t.contract_id = c.id AND (t.rolls_after IS NULL OR t.rolls_after >= '{today}') AND (t.ends_due <= "))
                .push_bind(until.clone())
                .push(" OR t.cancel_due <= ")
                .push_bind(until)
                .push(")))");
        }
        "weak" => {
            builder.push(format!(" AND {WEAK}"));
        }
        kind if super::ContractKind::ALL.iter().any(|known| text_enum::word(known) == kind) => {
            builder.push(" AND c.kind = ").push_bind(kind.to_owned());
        }
        other => return Err(Error::field("only", format!("Contracts have no condition “{other}”."))),
    }
    Ok(())
}

/// How many devices it covers.
const DEVICES: &str = "(SELECT count(*) FROM covered_device x JOIN device d ON d.id = x.device_id
   WHERE x.contract_id = c.id AND d.deleted_at IS NULL)";

/// A weak certificate is the one of an open term.
const WEAK: &str = "EXISTS (SELECT 1 FROM certificate x JOIN term t ON t.id = x.term_id
   WHERE x.contract_id = c.id AND t.renewed = 0 AND x.weaknesses IS NOT NULL)";

pub(super) async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<ContractRow>> {
    let order = order(query, "c", ContractInput::FIELDS, COMPUTED, "name")?;
    let filter = filter::read(conn, Kind::Contract, &query.filter, today).await?;
    let rolled = terms::rolled_lists(conn, Kind::Contract, today).await?;
    let mut count = QueryBuilder::new("SELECT count(*)");
    push_from(&mut count, query, &filter, today, &rolled)?;
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;

    let lead = |column: &'static str| terms::leading_sql(Owner::Contract(""), "c", column);
    let (owner, day) = (Owner::Contract(""), format!("'{today}'"));
    let mut builder = QueryBuilder::new(format!(
        "SELECT {}, v.name AS vendor, {CANCEL_BY} AS listed_cancel_by,
           r.ends_on AS renewed_until, {} AS auto_renews, {} AS cancelled, {} AS yearly,
           {DEVICES} AS devices,
           {WEAK} AS weak",
        fields::all_of("c"),
        lead("t.auto_renews"),
        lead("t.cancelled_on IS NOT NULL"),
        terms::yearly_sql(owner, "c", &day),
    ));
    if query.sort == "yearly" {
        builder.push(format!(", {} AS yearly_sort", terms::yearly_sort_sql(owner, "c", &day)));
    }
    push_from(&mut builder, query, &filter, today, &rolled)?;
    builder.push(order).push(", c.name_key, c.id");
    push_page(&mut builder, query);
    let rows = builder.build().fetch_all(conn).await?;
    let rows = rows
        .iter()
        .map(|row| {
            let yearly_amounts = terms::yearly_of(row.try_get("yearly")?);
            Ok(ContractRow {
                id: row.try_get("id")?,
                fields: fields::read(row)?,
                renewed_until: row.try_get("renewed_until")?,
                starts_on: row.try_get("starts_on")?,
                ends_on: row.try_get("ends_on")?,
                cancel_by: row.try_get("listed_cancel_by")?,
                auto_renews: row.try_get("auto_renews")?,
                cancelled: row.try_get("cancelled")?,
                devices: row.try_get("devices")?,
                weak: row.try_get("weak")?,
                price: Money::from_columns(row.try_get("price_minor")?, row.try_get("price_currency")?),
                price_per_seat: row.try_get("price_per_seat")?,
                yearly: yearly_amounts.first().cloned(),
                yearly_amounts,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Page { total, rows })
}

/// What a year of all that match costs, exact until it is rounded: bills and the months they pay for.
pub(super) async fn yearly(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Vec<(String, i64, u32)>> {
    let filter = filter::read(conn, Kind::Contract, &query.filter, today).await?;
    let rolled = terms::rolled_lists(conn, Kind::Contract, today).await?;
    let mut builder = QueryBuilder::new(format!(
        "SELECT t.price_currency, sum(t.year_minor), t.year_months FROM term t WHERE t.year_minor > 0 AND {} AND t.contract_id IN (SELECT c.id",
        terms::in_force_sql(&format!("'{today}'"))
    ));
    push_from(&mut builder, query, &filter, today, &rolled)?;
    builder.push(") GROUP BY t.price_currency, t.year_months");
    Ok(builder.build_query_as().fetch_all(conn).await?)
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    let row = sqlx::query(own_sql(format!(
        "SELECT {}, v.name AS vendor FROM contract c LEFT JOIN vendor v ON v.id = c.vendor_id WHERE c.id = ?",
        fields::all_of("c")
    )))
    .bind(id)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        deleted: row.try_get::<Option<String>, _>("deleted_at")?.is_some(),
        vendor_id: row.try_get("vendor_id")?,
        fields: fields::read(&row)?,
    }))
}

/// The devices of a contract; those in Trash too, so that saving a form does not lose them.
pub(super) async fn devices(conn: &mut SqliteConnection, contract_id: &str) -> Result<Vec<CoveredDevice>> {
    Ok(sqlx::query_as(
        "SELECT d.id, d.name, d.asset_tag, d.serial, d.deleted_at IS NOT NULL AS deleted
           FROM covered_device x JOIN device d ON d.id = x.device_id WHERE x.contract_id = ? ORDER BY d.name_key, d.id",
    )
    .bind(contract_id)
    .fetch_all(conn)
    .await?)
}

/// Row id and device id of each link.
pub(super) async fn links(conn: &mut SqliteConnection, contract_id: &str) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as("SELECT id, device_id FROM covered_device WHERE contract_id = ?")
        .bind(contract_id)
        .fetch_all(conn)
        .await?)
}

pub(super) async fn device_exists(conn: &mut SqliteConnection, id: &str) -> Result<bool> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM device WHERE id = ?)")
        .bind(id)
        .fetch_one(conn)
        .await?)
}

fn lines(text: Option<String>) -> Vec<String> {
    text.map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default()
}

pub(super) async fn certificates(
    conn: &mut SqliteConnection,
    contract_id: &str,
) -> Result<Vec<KeptCertificate>> {
    let rows =
        sqlx::query("SELECT * FROM certificate WHERE contract_id = ? ORDER BY not_after DESC, id DESC")
            .bind(contract_id)
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| {
            let date = |instant: &str| instant.get(..10).unwrap_or_default().to_owned();
            let (not_before, not_after): (String, String) =
                (row.try_get("not_before")?, row.try_get("not_after")?);
            let subject: String = row.try_get("subject")?;
            let names = lines(row.try_get("names")?);
            let chain: Option<String> = row.try_get("chain")?;
            let chain: Vec<ChainLink> =
                chain.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
            Ok(KeptCertificate {
                id: row.try_get("id")?,
                term_id: row.try_get("term_id")?,
                certificate: Certificate {
                    common_name: super::certificate::common_name(&subject, &names),
                    subject,
                    names,
                    issuer: row.try_get("issuer")?,
                    serial: row.try_get("serial")?,
                    signature_algorithm: row.try_get("signature_algorithm")?,
                    key_algorithm: row.try_get("key_algorithm")?,
                    key_bits: row.try_get("key_bits")?,
                    starts_on: date(&not_before),
                    ends_on: date(&not_after),
                    not_before,
                    not_after,
                    fingerprint: row.try_get("fingerprint")?,
                    weaknesses: lines(row.try_get("weaknesses")?),
                    chain,
                },
            })
        })
        .collect()
}
