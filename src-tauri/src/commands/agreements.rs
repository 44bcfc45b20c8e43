//! Renewing, topping up and cancelling licenses and contracts.

use crate::{
    commands::{
        history::BatchRef,
        paper::{PaperTo, Written, deliver_pdf},
    },
    ipc_error::{Answer, IpcError},
    state::{Shell, batch, set},
};
use holdfast_core::{
    Error, Warning,
    clock::Now,
    contracts,
    ids::Kind,
    licenses, lifecycle, settings,
    terms::{self, CancellationInput, Notice, Owner, Proposal, RenewalInput, TermInput, UnconfirmedRenewal},
};
use holdfast_paper::{Letter, Stationery, letter};
use tauri::{AppHandle, State};

fn owner(kind: Kind, id: &str) -> Answer<Owner<'_>> {
    Owner::of(kind, id).ok_or_else(|| IpcError::from(Error::Refused(format!("A {kind} has no terms."))))
}

/// A renewal to look through; without `term_id` that of the open term with the latest end.
#[tauri::command]
#[specta::specta]
pub async fn propose_renewal(
    shell: State<'_, Shell>,
    kind: Kind,
    id: String,
    term_id: Option<String>,
) -> Answer<Proposal> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(terms::propose_renewal(&mut conn, owner(kind, &id)?, term_id.as_deref(), Now::read().today).await?)
}

/// Keeps a renewal. Fields in its errors begin with `term.`.
#[tauri::command]
#[specta::specta]
pub async fn renew(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    id: String,
    input: RenewalInput,
) -> Answer<BatchRef> {
    let title = format!("Renew {}", name_of(&shell, kind, &id).await?);
    batch!(shell, &app, title, |tx, act| lifecycle::renew(tx, act, kind, &id, input).await)
}

/// Seats to add to a term from a day on, priced for the days that are left.
#[tauri::command]
#[specta::specta]
pub async fn propose_true_up(
    shell: State<'_, Shell>,
    kind: Kind,
    id: String,
    term_id: String,
    starts_on: Option<String>,
    seats: u32,
) -> Answer<Proposal> {
    let mut conn = shell.opened()?.db.read().await?;
    let day = match starts_on {
        Some(text) => text.parse().map_err(|_| {
            Error::field("starts_on", format!("“{text}” is not a date. Enter one such as 2026-12-31."))
        })?,
        None => Now::read().today,
    };
    Ok(terms::propose_true_up(&mut conn, owner(kind, &id)?, &term_id, day, seats).await?)
}

/// Adds a term beside the others. Fields in its errors begin with `term.`.
#[tauri::command]
#[specta::specta]
pub async fn add_term(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    id: String,
    term: TermInput,
) -> Answer<BatchRef> {
    let title = format!("Add seats to {}", name_of(&shell, kind, &id).await?);
    batch!(shell, &app, title, |tx, act| lifecycle::add_term(tx, act, kind, &id, term).await)
}

/// Cancels a term.
#[tauri::command]
#[specta::specta]
pub async fn cancel_term(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    id: String,
    cancellation: CancellationInput,
) -> Answer<BatchRef> {
    let title = format!("Cancel {}", name_of(&shell, kind, &id).await?);
    batch!(shell, &app, title, |tx, act| lifecycle::cancel(tx, act, kind, &id, &cancellation).await)
}

/// The letter that cancels a term, to copy or print.
#[tauri::command]
#[specta::specta]
pub async fn notice_letter(
    shell: State<'_, Shell>,
    kind: Kind,
    id: String,
    term_id: String,
) -> Answer<Notice> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(terms::notice_of(&mut conn, owner(kind, &id)?, &term_id, Now::read().today).await?)
}

/// The letter that cancels a term, as PDF: saved where the person says, or opened to be printed. None when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn print_notice(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: Kind,
    id: String,
    term_id: String,
    to: PaperTo,
) -> Answer<Option<Written>> {
    let today = Now::read().today;
    let (notice, stationery) = {
        let mut conn = shell.opened()?.db.read().await?;
        let notice = terms::notice_of(&mut conn, owner(kind, &id)?, &term_id, today).await?;
        (notice, Stationery::of(&settings::get(&mut conn).await?, today))
    };
    let parts = notice.parts;
    let written = letter(
        &Letter {
            sender: parts.sender,
            recipient: parts.recipient,
            on: parts.on,
            references: parts.references,
            subject: notice.subject,
            paragraphs: parts.paragraphs,
            closing: parts.closing,
            signer: None,
        },
        &stationery,
    )?;
    let name = format!("Cancellation {} {today}", name_of(&shell, kind, &id).await?);
    deliver_pdf(&app, &shell, &written, &name, to).await
}

/// What is odd about terms while they are being entered: `terms` are those of the form, as they will be kept. `id` is
/// None for a license or contract that is not there yet.
#[tauri::command]
#[specta::specta]
pub async fn check_terms(
    shell: State<'_, Shell>,
    kind: Kind,
    id: Option<String>,
    terms: Vec<TermInput>,
) -> Answer<Vec<Warning>> {
    let mut conn = shell.opened()?.db.read().await?;
    let today = Now::read().today;
    let used = match (kind, &id) {
        (Kind::License, Some(id)) => Some(licenses::get(&mut conn, id, today).await?.seats.used),
        _ => None,
    };
    let owner = id.as_deref().map(|id| owner(kind, id)).transpose()?;
    Ok(terms::check(&mut conn, owner, &terms, used, today).await?)
}

/// What the act is about, for its name in the history.
async fn name_of(shell: &Shell, kind: Kind, id: &str) -> Answer<String> {
    let mut conn = shell.opened()?.db.read().await?;
    let today = Now::read().today;
    Ok(match kind {
        Kind::Contract => contracts::get(&mut conn, id, today).await?.fields.name,
        _ => licenses::get(&mut conn, id, today).await?.fields.name,
    })
}

/// Renewals that an upgrade left without a known length; empty once somebody said that the list was seen.
#[tauri::command]
#[specta::specta]
pub async fn unconfirmed_renewals(shell: State<'_, Shell>) -> Answer<Vec<UnconfirmedRenewal>> {
    let mut conn = shell.opened()?.db.read().await?;
    Ok(terms::untold_unconfirmed(&mut conn).await?)
}

/// The list of renewals without a known length was seen: it does not come again.
#[tauri::command]
#[specta::specta]
pub async fn saw_unconfirmed_renewals(shell: State<'_, Shell>) -> Answer<()> {
    set!(shell, |tx| terms::seen_unconfirmed(tx).await)
}
