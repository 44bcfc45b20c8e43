//! `holdfast doctor`: is the data whole, and is everything where it belongs?

use crate::{
    Outcome,
    args::Doctor,
    commands::backup,
    context::Context,
    output::{self, Align, Table},
};
use anyhow::Result;
use holdfast_core::{
    Error, archive,
    backup::scheduled::{self, Standing},
    clock::Now,
    credentials::parting::{self, AddressStatus},
    db::Db,
    error::ErrorCode,
    history::Actor,
    secrets::{self, HomeReport, HomeState, KeyringState, KeyringStatus, Orphans},
    settings,
    terms::{self, UnconfirmedRenewal},
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The documented JSON form.
#[derive(Serialize)]
struct Report {
    healthy: bool,
    data_dir: String,
    database: String,
    schema: i64,
    /// Empty when all is well.
    integrity: Vec<String>,
    /// What is stored and does not follow from the rest. Empty when all is well.
    contradictions: Vec<String>,
    /// Files or folders that others on this computer can read.
    readable_by_others: Vec<String>,
    /// Why nothing can be written, such as a full disk; None when it can.
    unwritable: Option<String>,
    keyring: KeyringStatus,
    /// Whether this database is the home of its values, or a copy.
    home: HomeReport,
    /// Items of the keyring that belong to nothing, and rows whose value is not there. None when the keyring
    /// could not be looked into.
    orphans: Option<Orphans>,
    /// Addresses from before an upgrade with passwords or keys in them.
    addresses: AddressStatus,
    last_backup_at: Option<String>,
    /// The last backup that holds the values too.
    last_full_backup_at: Option<String>,
    automatic_backups: Standing,
    /// Terms that renew themselves for a length that nobody said: it is assumed.
    unconfirmed_renewals: Vec<UnconfirmedRenewal>,
    /// Those of them that an upgrade brought to light, until somebody says in the window that the list was seen.
    #[serde(skip)]
    untold_renewals: Vec<UnconfirmedRenewal>,
}

/// When the database does not open at all, or is damaged where it would be looked at.
#[derive(Serialize)]
struct Unopened {
    healthy: bool,
    data_dir: String,
    code: ErrorCode,
    message: String,
}

pub async fn run(context: &Context, args: &Doctor) -> Result<Outcome> {
    if args.repair {
        return super::repair::run(context, args.output.as_deref()).await;
    }
    // Opening closes to others what is Holdfast's own; what stood open until now is told.
    let found_open = open_to_others(&context.folder);
    let looked = async {
        let db = context.open_to_read().await?;
        if args.adopt {
            secrets::adopt_home(&db, &context.keyring()).await?;
        }
        if args.delete_old_copies {
            let gone = parting::delete_copies(&db).await?;
            output::message(&format!(
                "{} deleted.",
                output::count(u64::from(gone), "old copy", "old copies")
            ));
        }
        let report = examine(context, &db, found_open).await;
        db.close().await;
        report
    };
    let report = match looked.await {
        Ok(report) => report,
        Err(error) => {
            if context.json {
                let code = error.downcast_ref::<Error>().map_or(ErrorCode::Internal, Error::code);
                output::print_json(&Unopened {
                    healthy: false,
                    data_dir: context.folder.display().to_string(),
                    code,
                    message: error.to_string(),
                })?;
            }
            return Err(error);
        }
    };
    if context.json {
        output::print_json(&report)?;
    } else {
        output::print(&table(&report))?;
        let wrong = report.integrity.iter().chain(&report.contradictions).chain(&report.readable_by_others);
        for finding in wrong.chain(&report.unwritable) {
            output::message(&format!("Wrong: {finding}"));
        }
        for item in report.orphans.iter().flat_map(|orphans| &orphans.items) {
            output::message(&format!("In the keyring, but belonging to nothing: {item}"));
        }
        for row in report.orphans.iter().flat_map(|orphans| &orphans.rows) {
            output::message(&format!(
                "Not in this computer's keyring: {} of {} ({}). Enter it again, or open Holdfast on the computer that has it.",
                row.field, row.name, row.subject_id
            ));
        }
        tell_addresses(&report.addresses);
        for renewal in &report.untold_renewals {
            output::message(&format!(
                "Renewal length not confirmed: {} ({} months are assumed). Say in the window for how many months it renews.",
                renewal.name, renewal.assumed_months
            ));
        }
        if report.keyring.state != KeyringState::Ready {
            output::message(&report.keyring.message);
        }
        backup::tell(&report.automatic_backups);
        if !report.contradictions.is_empty() {
            output::message(
                "Edit and save these things: what follows from the rest is computed anew. So it is when everything is exported and imported into an empty folder.",
            );
        }
        if report.home.state != HomeState::Home {
            output::message(&report.home.message);
        }
        if matches!(report.home.state, HomeState::Copy | HomeState::Unconfirmed) {
            output::message("To take the secrets over, run: holdfast doctor --adopt");
        }
        if report.keyring.unfinished > 0 {
            output::message(
                "Some writes to the keyring are not finished. Unlock it, then run doctor again: it finishes them.",
            );
        }
        if !report.integrity.is_empty() {
            output::message(
                "Save what can be read into a new database with: holdfast doctor --repair. It keeps the damaged file, and says what is gone and what the newest backup has.",
            );
        }
    }
    Ok(if report.healthy { Outcome::Done } else { Outcome::Failed })
}

fn tell_addresses(addresses: &AddressStatus) {
    if addresses.waiting > 0 {
        output::message(&format!(
            "{} still a password or a key in them. They become values in the keyring once it is ready: unlock it, then run doctor again.",
            output::count(u64::from(addresses.waiting), "address has", "addresses have")
        ));
    }
    if addresses.uncleared {
        output::message(
            "Passwords that stood in addresses are values by now, but the file is still to be cleared of them. Close Holdfast, then run doctor again.",
        );
    }
    for copy in &addresses.copies {
        output::message(&format!(
            "{copy} is a copy from before an upgrade and still holds passwords that stood in addresses. Delete it once all is well, with: holdfast doctor --delete-old-copies"
        ));
    }
}

async fn examine(context: &Context, db: &Db, found_open: Vec<OpenToOthers>) -> Result<Report> {
    let integrity = db.check().await?;
    let readable_by_others = readable_by_others(db.folder(), found_open);
    let keyring = context.keyring();
    let home = secrets::home(db, &keyring).await?;
    // What was cut off is finished first; what is counted then could not be.
    if db.unwritable().is_none()
        && let Err(error) = secrets::sweep(db, &keyring).await
    {
        output::message(&format!("What was cut off in the keyring could not be finished: {error}"));
    }
    if db.unwritable().is_none()
        && let Err(error) = parting::part_stored(db, &keyring, &context.now, Actor::CommandLine).await
    {
        output::message(&format!("Passwords in addresses could not be moved to the keyring: {error}"));
    }
    let addresses = parting::status(db).await?;
    let status = secrets::status(db, &keyring).await?;
    let orphans = match status.state {
        // What it finds is noted in the database.
        KeyringState::Ready if db.unwritable().is_none() => Some(secrets::orphans(db, &keyring).await?),
        _ => None,
    };
    let mut conn = db.read().await?;
    let last_backup_at = settings::last_backup_at(&mut conn).await?;
    let last_full_backup_at = settings::last_full_backup_at(&mut conn).await?;
    let automatic_backups = scheduled::standing(&mut conn, Now::read().today).await?;
    // What is damaged cannot be reckoned with.
    let contradictions = match integrity.is_empty() {
        true => {
            archive::doubts(&mut conn, &context.now).await.unwrap_or_else(|error| vec![error.to_string()])
        }
        false => Vec::new(),
    };
    let unconfirmed_renewals = terms::unconfirmed_renewals(&mut conn).await?;
    let untold_renewals = terms::untold_unconfirmed(&mut conn).await?;
    Ok(Report {
        healthy: integrity.is_empty()
            && contradictions.is_empty()
            && readable_by_others.is_empty()
            && db.unwritable().is_none()
            && status.unfinished == 0
            && orphans.as_ref().is_none_or(|found| found.items.is_empty() && found.rows.is_empty()),
        data_dir: db.folder().display().to_string(),
        database: db.database_id().to_owned(),
        schema: Db::schema_version(),
        integrity,
        contradictions,
        readable_by_others,
        unwritable: db.unwritable(),
        keyring: status,
        home,
        orphans,
        addresses,
        last_backup_at,
        last_full_backup_at,
        automatic_backups,
        unconfirmed_renewals,
        untold_renewals,
    })
}

/// A path that others on this computer can read, and its mode.
type OpenToOthers = (PathBuf, u32);

/// What others can read, or could until the database was opened.
fn readable_by_others(folder: &Path, found_open: Vec<OpenToOthers>) -> Vec<String> {
    let still = open_to_others(folder);
    found_open
        .into_iter()
        .map(|(path, mode)| {
            let named = path.display();
            if still.iter().any(|(open, _)| *open == path) {
                format!("{named} can be read by others (mode {mode:o})")
            } else {
                format!("{named} could be read by others until now (mode {mode:o}); it is closed to them")
            }
        })
        .collect()
}

/// The folder and the database, where others on this computer can read them.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> Vec<OpenToOthers> {
    use std::os::unix::fs::PermissionsExt;
    [folder.to_owned(), holdfast_core::db::database_file(folder)]
        .into_iter()
        .filter_map(|path| {
            let mode = std::fs::metadata(&path).ok()?.permissions().mode() & 0o777;
            (mode & 0o077 != 0).then_some((path, mode))
        })
        .collect()
}

/// Elsewhere the user's own folder is private by inheritance.
#[cfg(not(unix))]
fn open_to_others(_folder: &Path) -> Vec<OpenToOthers> {
    Vec::new()
}

fn table(report: &Report) -> String {
    let found = |number: usize, well: &str| match number {
        0 => well.to_owned(),
        number => format!("{number} found"),
    };
    let mut table = Table::new().column("", Align::Left).column("", Align::Left);
    let mut line = |label: &str, value: String| table.row(vec![label.to_owned(), value]);
    line("Data folder", report.data_dir.clone());
    line("Schema", report.schema.to_string());
    line("Integrity", found(report.integrity.len(), "whole, every link leads somewhere"));
    line("Contradictions", found(report.contradictions.len(), "none"));
    line("Readable by others", found(report.readable_by_others.len(), "nothing"));
    line("Keyring", output::word(&report.keyring.state));
    line(
        "This database",
        match report.home.state {
            HomeState::Home => "owns its secrets".to_owned(),
            HomeState::Copy => "a copy: it deletes no secret of the original".to_owned(),
            HomeState::Unconfirmed => "not known to the keyring yet".to_owned(),
            HomeState::Unknown => "not known: the keyring could not be asked".to_owned(),
        },
    );
    if let Some(orphans) = &report.orphans {
        line("Orphaned values", found(orphans.items.len(), "none"));
        line("Missing values", found(orphans.rows.len(), "none"));
    }
    line("Unfinished writes", report.keyring.unfinished.to_string());
    line("Last backup", report.last_backup_at.clone().unwrap_or_else(|| "never".to_owned()));
    line(
        "Last full backup",
        report
            .last_full_backup_at
            .clone()
            .unwrap_or_else(|| "never: nothing holds the secrets but this keyring".to_owned()),
    );
    line("Automatic backups", automatic(&report.automatic_backups));
    line("Result", if report.healthy { "healthy".to_owned() } else { "something is wrong".to_owned() });
    table.render()
}

fn automatic(standing: &Standing) -> String {
    let last = match (&standing.last_at, &standing.last_size) {
        (Some(at), Some(size)) => format!("last {at} ({size})"),
        _ => "none yet".to_owned(),
    };
    let failed = if standing.trouble.is_some() { ", the last try failed" } else { "" };
    if standing.on { format!("{last}{failed}") } else { format!("off, {last}") }
}
