//! One import of a table, or of several sheets and files: all rows or none, in one transaction, as one act.

use super::{
    commit as writer, keys,
    keys::Known,
    may_write,
    model::{ImportKind, ImportOptions, ImportReport, PartReport, Preview, PreviewRow, RowResult},
    new_fields, parse, plan,
    plan::Plan,
    preview, remember,
    rows::Parsed,
};
use crate::{
    Act, Cancel, Error, Result,
    clock::Now,
    db::Db,
    history::Actor,
    secrets::{self, Keyring, KeyringState, StagedSecret},
};
use sqlx::{Connection, SqliteConnection};
use std::collections::HashMap;

/// A table of an import: a file, or a sheet of one.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The file's name.
    pub file: String,
    pub bytes: &'a [u8],
    pub options: ImportOptions,
}

impl<'a> Part<'a> {
    /// A table without a name.
    fn only(bytes: &'a [u8], options: &ImportOptions) -> Part<'a> {
        Part { file: String::new(), bytes, options: options.clone() }
    }
}

/// What others name is written before those.
fn order(kind: ImportKind) -> usize {
    use ImportKind::{Contracts, Credentials, Hardware, Licenses, Locations, People, Vendors};
    let order = [Locations, Vendors, People, Hardware, Licenses, Contracts, Credentials];
    order.iter().position(|one| *one == kind).unwrap_or(order.len())
}

/// The import up to its commit: everything is written and taken back at once. License keys are compared where the
/// keyring is ready, and never put there. When the file has keys and the keyring is not ready for them, a notice says
/// that the import would stop there.
///
/// # Errors
/// Those of [`commit`](commit()), but for the keyring's.
pub async fn dry_run(
    db: &Db,
    keyring: Option<&Keyring>,
    bytes: &[u8],
    options: &ImportOptions,
    now: &Now,
) -> Result<ImportReport> {
    dry_run_all(db, keyring, &[Part::only(bytes, options)], now).await
}

/// [`dry_run`] of several tables: each sees what those before it would bring.
///
/// # Errors
/// Those of [`dry_run`].
pub async fn dry_run_all(
    db: &Db,
    keyring: Option<&Keyring>,
    parts: &[Part<'_>],
    now: &Now,
) -> Result<ImportReport> {
    let act = Act::new(*now, Actor::CommandLine, "Dry run");
    let mut prepared = Vec::with_capacity(parts.len());
    for part in parts {
        prepared.push(Prepared::of(db, keyring, part, now).await?);
    }
    let mut conn = db.read().await?;
    let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
    let mut done = Written::default();
    for place in in_order(parts) {
        let (Some(part), Some(prepared)) = (parts.get(place), prepared.get_mut(place)) else { continue };
        prepared.look_again(&mut tx, part, parts.len() > 1, &act).await?;
        let mut report = prepared.part(part);
        if may_write(&prepared.parsed, &prepared.plan, &part.options)? {
            let none = HashMap::new();
            let (parsed, plan) = (&prepared.parsed, &prepared.plan);
            writer::write(&mut tx, &act, parsed, plan, &none, &Cancel::default(), |_, _| {}).await?;
        }
        report.notices.extend(keys::not_ready(&prepared.parsed, &prepared.plan, keyring).await);
        done.add(place, report, prepared);
    }
    tx.rollback().await?;
    Ok(done.report(None))
}

/// Everything about one of several tables before they are imported, and every row of it: with what those before it would
/// bring, and with its new fields. Nothing is written.
///
/// # Errors
/// Those of [`super::preview`].
pub async fn preview_among(
    db: &Db,
    keyring: Option<&Keyring>,
    parts: &[Part<'_>],
    place: usize,
    now: &Now,
) -> Result<(Preview, Vec<PreviewRow>)> {
    let missing =
        || Error::Import("This table is no longer open. Nothing was written: choose it again.".into());
    let act = Act::new(*now, Actor::Window, "Preview");
    let mut before: Vec<usize> = in_order(parts);
    before.truncate(before.iter().position(|one| *one == place).ok_or_else(missing)?);
    let mut prepared = Vec::new();
    for one in before.iter().chain([&place]) {
        let part = parts.get(*one).ok_or_else(missing)?;
        prepared.push((part, Prepared::of(db, keyring, part, now).await?));
    }
    let (part, mut asked) = prepared.pop().ok_or_else(missing)?;
    if !prepared.is_empty() || !part.options.new_fields.is_empty() {
        let mut conn = db.read().await?;
        let mut tx = conn.begin_with("BEGIN IMMEDIATE").await?;
        for (part, mut other) in prepared {
            other.look_again(&mut tx, part, true, &act).await?;
            // One that cannot be written yet brings nothing.
            if may_write(&other.parsed, &other.plan, &part.options).unwrap_or(false) {
                let (none, cancel) = (HashMap::new(), Cancel::default());
                writer::write(&mut tx, &act, &other.parsed, &other.plan, &none, &cancel, |_, _| {}).await?;
            }
        }
        asked.look_again(&mut tx, part, true, &act).await?;
        tx.rollback().await?;
    }
    Ok(preview::of(&asked.parsed, &asked.plan))
}

/// Whether an import would come to writing: None when it would, else its report. For a folder without a database,
/// which only an import that writes something may give one: `conn` is of an empty database in memory. What an empty
/// database could refuse of a row is its problem already, and found here.
///
/// # Errors
/// Those of [`commit`](commit()).
pub async fn stands_in_the_way(
    conn: &mut SqliteConnection,
    keyring: Option<&Keyring>,
    parts: &[Part<'_>],
    now: &Now,
) -> Result<Option<ImportReport>> {
    let (mut done, mut refused, mut writes) = (Written::default(), false, false);
    let mut all = Vec::with_capacity(parts.len());
    for (place, part) in parts.iter().enumerate() {
        let parsed = parse(conn, part.bytes, &part.options, now).await?;
        let plan = plan::plan(conn, &parsed, &part.options, &Known::default(), now.today).await?;
        refused |= !may_write(&parsed, &plan, &part.options)?;
        writes |= brings(&plan);
        let prepared = Prepared { parsed, plan, known: Known::default() };
        done.add(place, prepared.part(part), &prepared);
        all.push(prepared);
    }
    for prepared in all.iter().filter(|_| writes && !refused) {
        keys::ready(&prepared.parsed, &prepared.plan, keyring).await?;
    }
    Ok((refused || !writes).then(|| done.report(None)))
}

/// Imports a file: all rows or none, in one transaction under the act's batch. With problems and without
/// `skip_problems` nothing is written, and the report names every one of them. Dropped midway, nothing is written.
///
/// `progress` gets rows done and rows in all.
///
/// # Errors
/// [`Error::Import`] for a file that cannot be read or a question that only the user can answer; [`Error::Keyring`],
/// before anything is written, when the file has license keys and the keyring is not ready.
pub async fn commit(
    db: &Db,
    keyring: Option<&Keyring>,
    bytes: &[u8],
    options: &ImportOptions,
    act: &Act,
    progress: impl FnMut(u32, u32) + Send,
) -> Result<ImportReport> {
    commit_unless(&Cancel::default(), db, keyring, bytes, options, act, progress).await
}

/// [`commit`](commit()), which `cancel` stops between two rows.
///
/// # Errors
/// Those of [`commit`](commit()); [`Error::Cancelled`] when it was stopped, with nothing written.
pub async fn commit_unless(
    cancel: &Cancel,
    db: &Db,
    keyring: Option<&Keyring>,
    bytes: &[u8],
    options: &ImportOptions,
    act: &Act,
    progress: impl FnMut(u32, u32) + Send,
) -> Result<ImportReport> {
    commit_all(cancel, db, keyring, &[Part::only(bytes, options)], act, progress).await
}

/// [`commit_unless`] of several tables, as one act: a problem in one of them keeps all of them out. Each finds what those
/// before it brought, whatever their order.
///
/// # Errors
/// Those of [`commit_unless`].
pub async fn commit_all(
    cancel: &Cancel,
    db: &Db,
    keyring: Option<&Keyring>,
    parts: &[Part<'_>],
    act: &Act,
    progress: impl FnMut(u32, u32) + Send,
) -> Result<ImportReport> {
    let mut all = Vec::with_capacity(parts.len());
    let mut refused = false;
    for part in parts {
        let prepared = Prepared::of(db, keyring, part, &act.now).await?;
        refused |= !may_write(&prepared.parsed, &prepared.plan, &part.options)?;
        all.push(prepared);
    }
    if refused {
        let mut done = Written::default();
        for (place, (part, prepared)) in parts.iter().zip(&all).enumerate() {
            done.add(place, prepared.part(part), prepared);
        }
        return Ok(done.report(None));
    }
    cancel.check()?;
    let mut staged: Vec<HashMap<u32, StagedSecret>> = Vec::with_capacity(parts.len());
    let mut with_keys = None;
    for prepared in &all {
        let keyring = keys::ready(&prepared.parsed, &prepared.plan, keyring).await?;
        with_keys = with_keys.or(keyring);
    }
    for prepared in &all {
        cancel.check()?;
        let ready = keys::ready(&prepared.parsed, &prepared.plan, keyring).await?;
        staged.push(match ready {
            Some(keyring) => keys::stage(db, &prepared.parsed, &prepared.plan, keyring, &act.now).await?,
            None => HashMap::new(),
        });
    }
    let written = write(db, parts, &mut all, act, &staged, cancel, progress).await;
    if let (Err(_), Some(keyring)) = (&written, with_keys) {
        // The values wait for rows that will not come. What cannot be deleted now goes at the next sweep.
        drop(staged);
        if let Err(error) = secrets::sweep(db, keyring).await {
            tracing::warn!(%error, "keys of an import that was not written wait for the next sweep");
        }
    }
    written
}

/// Writes all rows of all tables in one transaction. `staged` has the keys that were put in the keyring for each.
async fn write(
    db: &Db,
    parts: &[Part<'_>],
    all: &mut [Prepared],
    act: &Act,
    staged: &[HashMap<u32, StagedSecret>],
    cancel: &Cancel,
    mut progress: impl FnMut(u32, u32) + Send,
) -> Result<ImportReport> {
    let mut tx = db.write().await?;
    let total = all.iter().map(|one| rows(&one.parsed)).sum();
    let (mut before, mut writes, mut done) = (0, false, Written::default());
    let none = HashMap::new();
    for place in in_order(parts) {
        let (Some(part), Some(prepared)) = (parts.get(place), all.get_mut(place)) else { continue };
        let targets = targets(&prepared.plan);
        prepared.look_again(&mut tx, part, parts.len() > 1, act).await?;
        let staged = staged.get(place).unwrap_or(&none);
        if !staged.is_empty() && targets != self::targets(&prepared.plan) {
            return Err(Error::Import(
                "The licenses were changed while the import was prepared. Nothing was written: import again."
                    .into(),
            ));
        }
        // What one table brings may leave a row of another in doubt.
        if !may_write(&prepared.parsed, &prepared.plan, &part.options)? {
            let problem = prepared.plan.rows.iter().flat_map(|row| &row.problems).next();
            let why = problem.map(|one| format!(" Row {}: {}", one.row, one.message)).unwrap_or_default();
            return Err(Error::Import(format!(
                "“{}” has problems once the other tables are in.{why} Nothing was written: import it alone, after them.",
                part.file
            )));
        }
        if brings(&prepared.plan) {
            writes = true;
            let told = |done, _| progress(before + done, total);
            writer::write(&mut tx, act, &prepared.parsed, &prepared.plan, staged, cancel, told).await?;
        }
        before += rows(&prepared.parsed);
        remember(&mut tx, &prepared.parsed, &part.options).await?;
        done.add(place, prepared.part(part), prepared);
    }
    cancel.check()?;
    tx.commit().await?;
    Ok(done.report(writes.then(|| act.batch.clone())))
}

fn rows(parsed: &Parsed) -> u32 {
    u32::try_from(parsed.rows.len()).unwrap_or(u32::MAX)
}

fn brings(plan: &Plan) -> bool {
    plan.count(RowResult::New) + plan.count(RowResult::Update) > 0
}

/// The places of the tables, in the order in which they are written.
fn in_order(parts: &[Part<'_>]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..parts.len()).collect();
    places.sort_by_key(|place| (parts.get(*place).map(|part| order(part.options.kind)), *place));
    places
}

/// The records that rows match.
fn targets(plan: &Plan) -> Vec<Option<(String, Vec<String>)>> {
    plan.rows
        .iter()
        .map(|row| row.target.as_ref().map(|target| (target.id.clone(), target.keys.clone())))
        .collect()
}

/// A table that was read, and its plan.
struct Prepared {
    parsed: Parsed,
    plan: Plan,
    /// The keys that were read for it.
    known: Known,
}

impl Prepared {
    async fn of(db: &Db, keyring: Option<&Keyring>, part: &Part<'_>, now: &Now) -> Result<Prepared> {
        let parsed = parse(&mut *db.read().await?, part.bytes, &part.options, now).await?;
        let (plan, known) = compared(db, keyring, &parsed, &part.options, now).await?;
        Ok(Prepared { parsed, plan, known })
    }

    /// Plans it within the transaction that writes; where other tables were written before, what its cells name is looked
    /// up anew.
    async fn look_again(
        &mut self,
        tx: &mut SqliteConnection,
        part: &Part<'_>,
        anew: bool,
        act: &Act,
    ) -> Result<()> {
        let anew = anew || !part.options.new_fields.is_empty();
        if !part.options.new_fields.is_empty() {
            new_fields::define(tx, act, &part.options.sheet_of(part.bytes)?, &part.options).await?;
        }
        if anew {
            self.parsed = parse(tx, part.bytes, &part.options, &act.now).await?;
        }
        self.plan = plan::plan(tx, &self.parsed, &part.options, &self.known, act.now.today).await?;
        Ok(())
    }

    fn part(&self, part: &Part<'_>) -> PartReport {
        preview::part(&self.parsed, &self.plan, &part.file)
    }
}

/// What was done so far, by the tables' places.
#[derive(Default)]
struct Written {
    parts: Vec<(usize, PartReport)>,
    created: super::CreatedCounts,
}

impl Written {
    fn add(&mut self, place: usize, part: PartReport, prepared: &Prepared) {
        let created = &prepared.plan.created;
        self.created.vendors += created.vendors;
        self.created.people += created.people;
        self.created.locations += created.locations;
        self.parts.push((place, part));
    }

    /// The sums, and each table.
    fn report(mut self, batch: Option<String>) -> ImportReport {
        self.parts.sort_by_key(|(place, _)| *place);
        let parts: Vec<PartReport> = self.parts.into_iter().map(|(_, part)| part).collect();
        let sum = |of: fn(&PartReport) -> u32| parts.iter().map(of).sum();
        ImportReport {
            rows: sum(|part| part.rows),
            new: sum(|part| part.new),
            updated: sum(|part| part.updated),
            unchanged: sum(|part| part.unchanged),
            problems: parts.iter().flat_map(|part| part.problems.clone()).collect(),
            notices: parts.iter().flat_map(|part| part.notices.clone()).collect(),
            questions: parts.iter().flat_map(|part| part.questions.clone()).collect(),
            left_out: parts.iter().flat_map(|part| part.left_out.clone()).collect(),
            created: self.created,
            batch,
            parts,
        }
    }
}

/// The plan of an import, with its keys compared as far as the keyring is ready; and the keys that were read.
pub(super) async fn compared(
    db: &Db,
    keyring: Option<&Keyring>,
    parsed: &Parsed,
    options: &ImportOptions,
    now: &Now,
) -> Result<(Plan, Known)> {
    let mut known = Known::default();
    let ready = match keyring {
        Some(keyring) if keys::any(parsed) && keyring.status().await == KeyringState::Ready => Some(keyring),
        _ => None,
    };
    if let Some(keyring) = ready {
        known.read(db, keyring, parsed, false).await?;
    }
    let mut plan = plan::plan(&mut *db.read().await?, parsed, options, &known, now.today).await?;
    if let Some(keyring) = ready.filter(|_| keys::unplaced(parsed, &plan)) {
        // A license that is called something else by now is found by its key.
        known.read(db, keyring, parsed, true).await?;
        plan = plan::plan(&mut *db.read().await?, parsed, options, &known, now.today).await?;
    }
    Ok((plan, known))
}
