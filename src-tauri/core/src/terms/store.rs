//! SQL of the terms.

use super::model::TermInput;
use crate::{Result, money::Money};
use sqlx::SqliteConnection;

#[derive(sqlx::FromRow)]
pub(super) struct Stored {
    id: String,
    renews_term_id: Option<String>,
    starts_on: Option<String>,
    ends_on: Option<String>,
    maintenance_ends_on: Option<String>,
    seats: Option<u32>,
    price_minor: Option<i64>,
    price_currency: Option<String>,
    price_per_seat: bool,
    billing_months: Option<u32>,
    auto_renews: bool,
    notice_months: Option<u32>,
    notice_days: Option<u32>,
    cancelled_on: Option<String>,
    order_number: Option<String>,
    purchase_order: Option<String>,
    purchased_on: Option<String>,
}

impl From<Stored> for TermInput {
    fn from(row: Stored) -> TermInput {
        TermInput {
            id: Some(row.id),
            renews_term_id: row.renews_term_id,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            maintenance_ends_on: row.maintenance_ends_on,
            seats: row.seats,
            price: Money::from_columns(row.price_minor, row.price_currency),
            price_per_seat: row.price_per_seat,
            billing_months: row.billing_months,
            auto_renews: row.auto_renews,
            notice_months: row.notice_months,
            notice_days: row.notice_days,
            cancelled_on: row.cancelled_on,
            order_number: row.order_number,
            purchase_order: row.purchase_order,
            purchased_on: row.purchased_on,
        }
    }
}

/// Perpetual ones first, then the latest end first.
pub(super) async fn of_license(conn: &mut SqliteConnection, license_id: &str) -> Result<Vec<TermInput>> {
    let rows: Vec<Stored> = sqlx::query_as(
        "SELECT id, renews_term_id, starts_on, ends_on, maintenance_ends_on, seats, price_minor, price_currency,
           price_per_seat, billing_months, auto_renews, notice_months, notice_days, cancelled_on, order_number,
           purchase_order, purchased_on
         FROM term WHERE license_id = ? ORDER BY ends_on DESC NULLS FIRST, starts_on DESC NULLS LAST, id DESC",
    )
    .bind(license_id)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(TermInput::from).collect())
}
