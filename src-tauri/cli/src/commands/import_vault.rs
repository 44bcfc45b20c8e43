//! `holdfast import --as credentials`: the vault of another program, all entries or none.

use super::credential;
use crate::{Outcome, args::Import, context::Context, output};
use anyhow::Result;
use holdfast_core::{
    Cancel, Error,
    db::Db,
    files,
    secrets::SecretString,
    vaults::{self, FILE_BYTES, KEY_FILE_BYTES, VaultFile, VaultOptions, VaultReport},
};
use std::path::Path;
use zeroize::Zeroizing;

/// How many lines of a kind are printed for a reader; JSON has all of them.
const SHOWN: usize = 20;

pub async fn run(context: &Context, args: &Import) -> Result<Outcome> {
    let bytes = read(args.file(), FILE_BYTES)?;
    let key_file = args.vault.key_file.as_deref().map(|path| read(path, KEY_FILE_BYTES)).transpose()?;
    let password = password(args, &bytes, key_file.is_some())?;
    let opening = move || vaults::open(&bytes, password.as_ref(), key_file.as_deref().map(Vec::as_slice));
    let file = tokio::task::spawn_blocking(opening).await??;
    let options = VaultOptions {
        open_notes: args.vault.open_notes,
        files: !args.vault.no_files,
        skip_problems: args.skip_problems,
        doubtful_as_new: args.vault.doubtful_as_new,
    };
    let report = import(context, args, &file, options).await?;
    if context.json {
        output::print_json(&report)?;
    } else {
        output::print(&summary(args, &report))?;
        tell(args, &report);
    }
    let kept_out = !report.problems.is_empty() && !args.skip_problems;
    if kept_out && context.json {
        output::message("Some entries have problems. Nothing was written: see “problems”.");
    }
    Ok(if kept_out { Outcome::Failed } else { Outcome::Done })
}

/// Reads a file of at most `limit` bytes. A pipe or a device, which may have no end, is not begun.
fn read(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
    Ok(Zeroizing::new(files::read(path, limit as u64)?))
}

/// The password, when one is asked for or needed. A key file may open a vault alone.
fn password(args: &Import, bytes: &[u8], with_key_file: bool) -> Result<Option<SecretString>> {
    let needed = vaults::look(bytes).is_some_and(|look| look.needs_password) && !with_key_file;
    if !args.vault.password_stdin && !needed {
        return Ok(None);
    }
    if !args.vault.password_stdin && !credential::input_is_terminal() {
        return Err(Error::Import(
            "This vault is encrypted. Nothing was written: give its password on the standard input with --password-stdin, or its key file with --key-file."
                .into(),
        )
        .into());
    }
    Ok(Some(credential::from_input("Password of the vault: ")?))
}

/// Imports into the folder's database. Where it has none yet, one is begun only once the import is known to succeed.
async fn import(
    context: &Context,
    args: &Import,
    file: &VaultFile,
    options: VaultOptions,
) -> Result<VaultReport> {
    let fresh = !context.has_database();
    if args.dry_run || fresh {
        let db = if fresh { Db::in_memory().await? } else { context.open().await? };
        let report = vaults::dry_run(&mut *db.read().await?, file, options, &context.now).await?;
        db.close().await;
        let refused = !report.problems.is_empty() && !options.skip_problems;
        if args.dry_run || refused {
            return Ok(report);
        }
    }
    let keyring = context.keyring();
    vaults::ready(&keyring).await?;
    let db = context.open_or_begin().await?;
    super::backup::before_import(&db).await;
    let name = args.file().file_name().unwrap_or(args.file().as_os_str()).to_string_lossy();
    let act = context.import_act(&name);
    let cancel = Cancel::default();
    let report = vaults::commit(&db, &keyring, file, options, &act, &cancel, |_, _| {}).await;
    context.sweep(&db).await;
    db.close().await;
    Ok(report?)
}

fn summary(args: &Import, report: &VaultReport) -> String {
    let read = format!("{} read from {}", output::count(report.rows, "entry", "entries"), report.source);
    let mut counts =
        format!("{} new, {} updated, {} unchanged", report.new, report.updated, report.unchanged);
    let skipped = report.skipped.len();
    if skipped > 0 {
        counts.push_str(&format!(", {skipped} skipped"));
    }
    let taken = report.new + report.updated + report.unchanged;
    let left_out = u64::from(report.rows.saturating_sub(taken)).saturating_sub(skipped as u64);
    if left_out > 0 {
        counts.push_str(&format!(", {left_out} left out"));
    }
    let refused = !report.problems.is_empty() && !args.skip_problems;
    if refused {
        return format!("{read}. Nothing was written.\n");
    }
    let values = output::count(report.secrets, "value", "values");
    if args.dry_run {
        return format!(
            "{read}: {counts}. {values} would go to the keyring. This was a dry run: nothing was written.\n"
        );
    }
    let mut text = format!("{read}: {counts}. {values} went to the keyring.\n");
    if report.licenses > 0 {
        text.push_str(&format!("{} among them.\n", output::count(report.licenses, "license", "licenses")));
    }
    if let Some(batch) = &report.batch {
        text.push_str(&format!("Undo it with: holdfast undo {batch}\n"));
    }
    text
}

fn tell(args: &Import, report: &VaultReport) {
    let lines = |list: Vec<String>, one: &str, many: &str| {
        if list.is_empty() {
            return;
        }
        output::message(&format!("{}:", output::count(list.len() as u64, one, many)));
        for line in list.iter().take(SHOWN) {
            output::message(&format!("  {line}"));
        }
        if list.len() > SHOWN {
            output::message(&format!("  … and {} more; --json prints all.", list.len() - SHOWN));
        }
    };
    let skipped = report.skipped.iter().map(|one| format!("{} “{}”: {}", one.row, one.name, one.reason));
    lines(skipped.collect(), "entry skipped", "entries skipped");
    let parts = report.unsupported.iter().map(|part| format!("{}: {}", part.what, part.count));
    lines(parts.collect(), "kind of part not taken over", "kinds of parts not taken over");
    let remark = |remark: &holdfast_core::import::Remark| {
        let name = remark.value.as_ref().map(|name| format!(" “{name}”")).unwrap_or_default();
        format!("{}{name}: {}", remark.row, remark.message)
    };
    lines(report.notices.iter().map(remark).collect(), "notice", "notices");
    lines(report.problems.iter().map(remark).collect(), "problem", "problems");
    if !report.problems.is_empty() {
        output::message(if args.skip_problems {
            "The entries with problems were left out."
        } else {
            "Mend them in their own program, or leave them out with --skip-problems."
        });
    }
    if report.plain_text && !args.dry_run && report.problems.is_empty() {
        output::message(&format!(
            "{} is plain text: anybody who gets it can read every password in it. Delete it now, in backups and cloud folders too.",
            args.file().display()
        ));
    }
}
