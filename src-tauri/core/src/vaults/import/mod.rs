//! A vault into Holdfast: everything seen first, then all entries or none, in one act that can be undone.

mod archive;
mod draft;
mod matching;
mod model;
mod plan;
mod source;
mod store;
mod stored;
mod write;

pub(crate) use archive::{Origin, keep_origins, origins};
pub use model::{EntryResult, SkippedEntry, VaultOptions, VaultPreview, VaultReport, VaultRow};

use crate::{
    Act, Cancel, Error, Result,
    clock::Now,
    db::Db,
    history::Actor,
    import::Remark,
    secrets::{self, Keyring, KeyringState},
    text_enum,
};
use draft::{Thing, value_name};
use holdfast_vaults::VaultFile;
use plan::Planned;
use sqlx::{Connection, SqliteConnection};
use stored::Compare;
use write::Staged;

/// Everything about an import before it happens, and every entry of it. Nothing is written. With a keyring that is
/// ready the values of entries that are here already are compared with it, in memory.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read, [`Error::Keyring`] when the keyring fails while values are
/// compared.
pub async fn preview(
    db: &Db,
    keyring: Option<&Keyring>,
    file: &VaultFile,
    options: VaultOptions,
    now: &Now,
) -> Result<(VaultPreview, Vec<VaultRow>)> {
    let ready = match keyring {
        Some(keyring) if keyring.status().await == KeyringState::Ready => Some(keyring),
        _ => None,
    };
    let compare = ready.map_or(Compare::Not, |keyring| Compare::With(db, keyring));
    let plan = plan::of_file(db, compare, file, options, now.today, &Cancel::default()).await?;
    let preview = VaultPreview {
        format: file.format,
        source: file.source.clone(),
        plain_text: file.format.plain_text(),
        rows: count(plan.iter(), |_| true),
        new: results(&plan, EntryResult::New),
        updated: results(&plan, EntryResult::Update),
        unchanged: results(&plan, EntryResult::Unchanged),
        problem_rows: results(&plan, EntryResult::Problem),
        notice_rows: count(plan.iter(), |one| one.draft.skipped.is_none() && !one.draft.notices.is_empty()),
        doubtful: count(plan.iter(), |one| one.doubtful),
        skipped: results(&plan, EntryResult::Skipped),
        licenses: licenses(&plan),
        secrets: secrets_of(&plan),
        files: plan.iter().filter(|one| one.writes()).fold(0, |sum, one| sum + length(one.new_files.len())),
        compared: ready.is_some(),
        unsupported: file.unsupported.clone(),
    };
    Ok((preview, plan.iter().map(shown).collect()))
}

/// The import up to its commit, without values: everything else is written and taken back at once. It needs no
/// keyring: a value that is stored is taken for the one in the file.
///
/// # Errors
/// [`Error::Import`] for an entry that cannot be written, as the import itself would say it; [`Error::Database`] when
/// the database cannot be read or written.
pub async fn dry_run(
    conn: &mut SqliteConnection,
    file: &VaultFile,
    options: VaultOptions,
    now: &Now,
) -> Result<VaultReport> {
    let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
    let plan = plan::without_values(&mut tx, file, options, now.today).await?;
    if may_write(&plan, options) {
        let act = Act::new(*now, Actor::CommandLine, "Dry run");
        write::write(&mut tx, &act, &plan, &Staged::new(), &Cancel::default(), |_, _| {}).await?;
    }
    tx.rollback().await?;
    Ok(report(file, &plan, None))
}

/// Imports a vault: all entries or none. Values go to the keyring first, each read back; then one transaction under
/// the act's batch writes everything that points to them. With problems and without `skip_problems` nothing is
/// written, and the report names each. Dropped midway, nothing is written.
///
/// `progress` gets steps done and steps in all: a step for each value and each entry. Stopped by `cancel`, nothing is
/// written, and values that are in the keyring by then go at the next sweep.
///
/// # Errors
/// [`Error::Keyring`], before anything is written, when there are values and the keyring is not ready;
/// [`Error::Import`] when something was changed here meanwhile; [`Error::Cancelled`] when it was stopped.
pub async fn commit(
    db: &Db,
    keyring: &Keyring,
    file: &VaultFile,
    options: VaultOptions,
    act: &Act,
    cancel: &Cancel,
    mut progress: impl FnMut(u32, u32) + Send,
) -> Result<VaultReport> {
    ready(keyring).await?;
    let plan = plan::of_file(db, Compare::With(db, keyring), file, options, act.now.today, cancel).await?;
    if !may_write(&plan, options) {
        return Ok(report(file, &plan, None));
    }
    if !plan.iter().any(Planned::writes) {
        if plan.iter().any(|one| one.target.is_some() && !one.remembered) {
            let mut tx = db.write().await?;
            for one in &plan {
                write::remember(&mut tx, one).await?;
            }
            tx.commit().await?;
        }
        return Ok(report(file, &plan, None));
    }
    // A system's keyring takes a tenth of a second for a value when it holds thousands: that is the work.
    let (values, entries) = (secrets_of(&plan), length(plan.len()));
    let total = values.saturating_add(entries);
    let staged = stage(db, keyring, &plan, &act.now, cancel, |done, _| progress(done, total)).await?;
    let mut tx = db.write().await?;
    let written = |done, _| progress(values.saturating_add(done), total);
    write::write(&mut tx, act, &plan, &staged, cancel, written).await?;
    tx.commit().await?;
    Ok(report(file, &plan, Some(act.batch.clone())))
}

/// # Errors
/// [`Error::Keyring`], in the words of an import, unless values can be stored now.
pub async fn ready(keyring: &Keyring) -> Result<()> {
    match keyring.status().await {
        KeyringState::Ready => Ok(()),
        state => Err(Error::Keyring {
            state,
            message: format!(
                "What a vault holds goes to the system keyring. {} Nothing was written: try again then.",
                state.message()
            ),
        }),
    }
}

/// Puts the values of new and changed entries in the keyring. `progress` gets values done and values in all.
async fn stage(
    db: &Db,
    keyring: &Keyring,
    plan: &[Planned],
    now: &Now,
    cancel: &Cancel,
    mut progress: impl FnMut(u32, u32) + Send,
) -> Result<Staged> {
    let (mut places, mut values) = (Vec::new(), Vec::new());
    for (entry, planned) in plan.iter().enumerate().filter(|(_, planned)| planned.writes()) {
        for put in &planned.puts {
            if let Some(value) = planned.draft.values.get(put.value) {
                places.push((entry, put.value));
                values.push(value.value.clone());
            }
        }
    }
    let total = length(values.len());
    let staged = secrets::stage_watched(db, keyring, now, values, |done| {
        cancel.check()?;
        progress(length(done), total);
        Ok(())
    });
    Ok(places.into_iter().zip(staged.await?).collect())
}

fn may_write(plan: &[Planned], options: VaultOptions) -> bool {
    options.skip_problems || results(plan, EntryResult::Problem) == 0
}

fn report(file: &VaultFile, plan: &[Planned], batch: Option<String>) -> VaultReport {
    let remarks = |one: &Planned, messages: &[String]| -> Vec<Remark> {
        messages.iter().map(|message| remark(one, message)).collect()
    };
    let let_in = |one: &&Planned| !matches!(one.result, EntryResult::Problem | EntryResult::Skipped);
    VaultReport {
        source: file.source.clone(),
        rows: count(plan.iter(), |_| true),
        new: results(plan, EntryResult::New),
        updated: results(plan, EntryResult::Update),
        unchanged: results(plan, EntryResult::Unchanged),
        licenses: licenses(plan),
        secrets: secrets_of(plan),
        skipped: plan
            .iter()
            .filter_map(|one| {
                let reason = one.draft.skipped.clone()?;
                Some(SkippedEntry { row: one.draft.row, name: one.draft.name().to_owned(), reason })
            })
            .collect(),
        problems: plan.iter().flat_map(|one| remarks(one, &one.draft.problems)).collect(),
        notices: plan.iter().filter(let_in).flat_map(|one| remarks(one, &one.draft.notices)).collect(),
        unsupported: file.unsupported.clone(),
        plain_text: file.format.plain_text(),
        batch,
    }
}

fn shown(one: &Planned) -> VaultRow {
    let (kind, username, url) = match &one.draft.thing {
        Thing::Credential(input) => (text_enum::word(&input.kind), input.username.clone(), input.url.clone()),
        Thing::License(input) => ("license".to_owned(), input.registered_name.clone(), None),
    };
    let remarks = |messages: &[String]| messages.iter().map(|message| remark(one, message)).collect();
    VaultRow {
        row: one.draft.row,
        result: one.result,
        name: one.draft.name().to_owned(),
        kind,
        username,
        url,
        tags: one.draft.tags().to_vec(),
        values: one.draft.values.iter().map(|value| value_name(value.name.as_ref())).collect(),
        files: length(one.draft.files.len()),
        reason: one.draft.skipped.clone(),
        problems: remarks(&one.draft.problems),
        notices: remarks(&one.draft.notices),
        changes: one.changes.clone(),
    }
}

/// The entry's name stands in place of a cell's value: values are never shown.
fn remark(one: &Planned, message: &str) -> Remark {
    let name = one.draft.name();
    Remark {
        row: one.draft.row,
        column: None,
        value: (!name.is_empty()).then(|| name.to_owned()),
        message: message.to_owned(),
    }
}

fn results(plan: &[Planned], result: EntryResult) -> u32 {
    count(plan.iter(), |one| one.result == result)
}

fn licenses(plan: &[Planned]) -> u32 {
    let taken = |one: &Planned| !matches!(one.result, EntryResult::Problem | EntryResult::Skipped);
    count(plan.iter(), |one| taken(one) && matches!(one.draft.thing, Thing::License(_)))
}

fn secrets_of(plan: &[Planned]) -> u32 {
    plan.iter().filter(|one| one.writes()).fold(0, |sum, one| sum + length(one.puts.len()))
}

fn count<'a>(plan: impl Iterator<Item = &'a Planned>, wanted: impl Fn(&Planned) -> bool) -> u32 {
    length(plan.filter(|one| wanted(one)).count())
}

fn length(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
