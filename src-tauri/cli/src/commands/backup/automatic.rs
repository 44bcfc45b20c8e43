//! `holdfast backup --auto`, `backup list` and `backup settings`: backups that are made by themselves.

use crate::{
    Outcome,
    args::BackupSettings,
    context::Context,
    output::{self, Align, Table},
};
use anyhow::Result;
use holdfast_core::{
    Error,
    backup::scheduled::{self, BackupFile, BackupList, Occasion, Standing, size},
    clock::Now,
    db::Db,
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What of an automatic backup is printed as JSON.
#[derive(Serialize)]
struct Made {
    #[serde(flatten)]
    backup: BackupFile,
    removed: Vec<PathBuf>,
}

/// How automatic backups stand and which there are.
#[derive(Serialize)]
struct Listing {
    #[serde(flatten)]
    standing: Standing,
    #[serde(flatten)]
    list: BackupList,
}

pub async fn make(context: &Context) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    // Its name says when it was made, whatever day is asked about.
    let round = scheduled::run(&db, &Now::read(), Occasion::Asked).await?;
    db.close().await;
    if let Some(trouble) = round.trouble {
        return Err(Error::Refused(trouble).into());
    }
    let words = round.in_words();
    match round.made {
        Some(backup) if context.json => output::print_json(&Made { backup, removed: round.removed })?,
        _ => output::print(&format!("{words}\n"))?,
    }
    Ok(Outcome::Done)
}

pub async fn list(context: &Context) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let standing = standing(&db).await?;
    let list = scheduled::list(&db, true).await?;
    db.close().await;
    let spoilt = list.backups.iter().any(|listed| listed.remark().is_some());
    if context.json {
        output::print_json(&Listing { standing, list })?;
    } else {
        output::print(&table(&list))?;
        tell(&standing);
    }
    Ok(if spoilt { Outcome::Failed } else { Outcome::Done })
}

fn table(list: &BackupList) -> String {
    let folder = list.folder.display();
    if list.backups.is_empty() {
        return format!("There is no automatic backup of this database in {folder}.\n");
    }
    let mut table = Table::new()
        .column("Made", Align::Left)
        .column("Size", Align::Right)
        .leading("File")
        .column("Checked", Align::Left);
    for listed in &list.backups {
        let name = listed.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        table.row(vec![
            listed.made_at.clone(),
            size(listed.bytes),
            name,
            listed.remark().unwrap_or("whole").to_owned(),
        ]);
    }
    format!("{} in {folder}\n\n{}", list.sum_in_words(), table.render())
}

pub async fn settings(context: &Context, chosen: &BackupSettings) -> Result<Outcome> {
    let changes = chosen.on || chosen.off || chosen.folder.is_some() || chosen.limit.is_some();
    let db = if changes { context.open().await? } else { context.open_to_read().await? };
    let now = Now::read();
    let settings = scheduled::settings(&mut *db.read().await?).await?;
    if chosen.on || chosen.off || chosen.limit.is_some() {
        let limit = chosen.limit.unwrap_or(settings.limit_mb);
        scheduled::choose(&db, &now, (settings.on || chosen.on) && !chosen.off, limit).await?;
    }
    if let Some(folder) = &chosen.folder {
        let folder = Some(folder.as_path()).filter(|folder| *folder != Path::new("default"));
        scheduled::choose_folder(&db, &now, folder).await?;
    }
    let settings = scheduled::settings(&mut *db.read().await?).await?;
    let folder = scheduled::list(&db, false).await?.folder;
    db.close().await;
    if context.json {
        output::print_json(&serde_json::json!({
            "on": settings.on, "folder": folder, "limit_mb": settings.limit_mb,
        }))?;
    } else {
        let state = if settings.on { "on: each day and before an import" } else { "off" };
        output::print(&format!(
            "Automatic backups: {state}\nFolder: {}\nLimit: {}\n",
            folder.display(),
            size(settings.limit_bytes())
        ))?;
    }
    Ok(Outcome::Done)
}

/// Makes a backup before an import writes, where one is called for. That there is none is said, and hinders nothing.
pub async fn before_import(db: &Db) {
    if let Some(trouble) = scheduled::before_import(db, &Now::read()).await {
        output::message(&format!("No automatic backup was made before this import. {trouble}"));
    }
}

/// Makes the backup of the day, where it is due. Whether backups work well enough.
pub async fn in_a_round(db: &Db) -> Result<bool> {
    let now = Now::read();
    let round = scheduled::run(db, &now, Occasion::Daily).await?;
    let overdue = scheduled::standing(&mut *db.read().await?, now.today).await?.overdue;
    match (&overdue, round.trouble) {
        (Some(overdue), _) => output::message(overdue),
        (None, Some(trouble)) => output::message(&format!("No automatic backup was made. {trouble}")),
        (None, None) => {}
    }
    Ok(overdue.is_none())
}

/// How automatic backups stand today.
async fn standing(db: &Db) -> Result<Standing> {
    Ok(scheduled::standing(&mut *db.read().await?, Now::read().today).await?)
}

/// Says what is wrong with automatic backups.
pub fn tell(standing: &Standing) {
    match (&standing.overdue, &standing.trouble) {
        (Some(overdue), _) => output::message(overdue),
        (None, Some(trouble)) => output::message(&format!("The last automatic backup failed. {trouble}")),
        (None, None) => {}
    }
}
