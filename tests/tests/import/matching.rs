//! What rows match, what they change, and what is remembered.

use anyhow::{Context, Result};
use holdfast_core::{
    Error,
    history::{self},
    import::{self, ImportOptions},
    licenses,
};

use super::place::*;

#[tokio::test]
async fn an_undo_is_refused_when_something_was_changed_since() -> Result<()> {
    let place = Place::open().await?;
    let batch = place.import(b"name,seats\nFigma,3\n", &as_licenses()).await?.batch.context("a batch")?;
    let license = place.license_named("Figma").await?;
    let mut tx = place.db.write().await?;
    let input = licenses::LicenseInput { notes: Some("Ours".into()), ..license.fields };
    licenses::update(&mut tx, &place.act("Edit"), &license.id, license.version, input).await?;
    tx.commit().await?;
    let mut tx = place.db.write().await?;
    let refused = history::undo(&mut tx, &place.act("Undo"), &batch).await;
    assert!(matches!(refused, Err(Error::UndoRefused(_))), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn a_changed_cell_is_an_update_and_a_blank_one_keeps_what_is_there() -> Result<()> {
    let place = Place::open().await?;
    place.import(b"name,seats,notes,vendor\nFigma,40,Keep me,CDW\n", &as_licenses()).await?;
    let changed = b"name,seats,notes,vendor\nfigma,50,,cdw\n";
    let mut conn = place.db.read().await?;
    let (preview, rows) = import::preview(&mut conn, changed, &as_licenses(), &place.now).await?;
    drop(conn);
    assert_eq!((preview.new, preview.updated), (0, 1));
    assert!(rows.iter().any(|row| row.changes.contains(&"Seats 40 → 50".to_owned())), "{rows:?}");
    let report = place.import(changed, &as_licenses()).await?;
    assert_eq!((report.updated, report.created.vendors), (1, 0));
    let license = place.license_named("figma").await?;
    let seats = license.fields.terms.first().and_then(|term| term.seats);
    assert_eq!(
        (seats, license.fields.notes.as_deref(), license.fields.vendor.as_deref()),
        (Some(50), Some("Keep me"), Some("CDW"))
    );
    Ok(())
}

#[tokio::test]
async fn equal_rows_stay_apart_and_match_one_each() -> Result<()> {
    let place = Place::open().await?;
    let file = b"Full Name,Item name,seats,notes\nAnn,Figma,1,one\nBo,Figma,1,two\nCy,Figma,1,three\n";
    assert_eq!(place.import(file, &as_licenses()).await?.new, 3);
    let again = place.import(file, &as_licenses()).await?;
    assert_eq!((again.new, again.updated, again.unchanged), (0, 0, 3));
    Ok(())
}

#[tokio::test]
async fn a_license_renewed_since_is_not_pulled_back_by_its_old_file() -> Result<()> {
    let place = Place::open().await?;
    let file = b"name,seats,expiration date,order number\nFigma,3,2025-06-30,A-1\n";
    place.import(file, &as_licenses()).await?;
    let license = place.license_named("Figma").await?;
    let mut input = license.fields;
    let mut renewal = input.terms.first().cloned().context("a term")?;
    renewal.renews_term_id = renewal.id.take();
    renewal.starts_on = Some("2025-07-01".into());
    renewal.ends_on = Some("2026-06-30".into());
    input.terms.push(renewal);
    let mut tx = place.db.write().await?;
    licenses::update(&mut tx, &place.act("Renew"), &license.id, license.version, input).await?;
    tx.commit().await?;
    let again = place.import(file, &as_licenses()).await?;
    assert_eq!((again.updated, again.unchanged), (0, 1));
    Ok(())
}

#[tokio::test]
async fn what_is_told_about_a_header_row_is_remembered() -> Result<()> {
    let place = Place::open().await?;
    let options = ImportOptions {
        mapping: vec![map("Was", Some("name")), map("Wieviel", Some("seats"))],
        ..as_licenses()
    };
    place.import("Was;Wieviel\nFigma;3\n".as_bytes(), &options).await?;
    let report = place.import("Was;Wieviel\nSketch;4\n".as_bytes(), &as_licenses()).await?;
    assert_eq!((report.new, report.left_out.len()), (1, 0));
    Ok(())
}
