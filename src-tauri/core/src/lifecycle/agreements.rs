//! Renewing and cancelling what has terms: licenses and contracts alike. What a contract covers follows its terms.

use crate::{
    Act, Error, Result, contracts,
    ids::Kind,
    terms::{self, CancellationInput, Owner, RenewalInput, TermInput},
};
use sqlx::SqliteConnection;

/// Renews a license or contract; returns the new term's id.
///
/// # Errors
/// As [`terms::renew`].
pub async fn renew(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    id: &str,
    input: RenewalInput,
) -> Result<String> {
    let term = terms::renew(conn, act, owner(kind, id)?, input).await?;
    follow(conn, act, kind, id).await?;
    Ok(term)
}

/// Adds a term beside the others: a true-up, or another agreement. Returns its id.
///
/// # Errors
/// A field of the term (`term.…`).
pub async fn add_term(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    id: &str,
    term: TermInput,
) -> Result<String> {
    let term = terms::true_up(conn, act, owner(kind, id)?, term).await?;
    follow(conn, act, kind, id).await?;
    Ok(term)
}

/// Cancels a term of a license or contract.
///
/// # Errors
/// As [`terms::cancel`].
pub async fn cancel(
    conn: &mut SqliteConnection,
    act: &Act,
    kind: Kind,
    id: &str,
    cancellation: &CancellationInput,
) -> Result<()> {
    terms::cancel(conn, act, owner(kind, id)?, cancellation).await?;
    follow(conn, act, kind, id).await
}

fn owner(kind: Kind, id: &str) -> Result<Owner<'_>> {
    Owner::of(kind, id).ok_or_else(|| Error::Refused(format!("A {kind} has no terms.")))
}

async fn follow(conn: &mut SqliteConnection, act: &Act, kind: Kind, id: &str) -> Result<()> {
    if kind == Kind::Contract { contracts::cover_anew(conn, act, id).await } else { Ok(()) }
}
