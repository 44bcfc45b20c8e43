//! Rows that are one license with several holders, and imports that are stopped.

use anyhow::{Context, Result};
use holdfast_core::{Cancel, Error, import, licenses, list::ListQuery, money::Money, reminders, secrets};

use super::place::*;

/// Names of licenses with those who hold them.
async fn holders(place: &Place) -> Result<Vec<Vec<String>>> {
    let mut conn = place.db.read().await?;
    let mut all = Vec::new();
    for row in licenses::list(&mut conn, &ListQuery::default(), place.now.today).await?.rows {
        let license = licenses::get(&mut conn, &row.id, place.now.today).await?;
        all.push(license.assignments.into_iter().map(|seat| seat.holder).collect());
    }
    all.sort();
    Ok(all)
}

fn names(groups: &[&[&str]]) -> Vec<Vec<String>> {
    groups.iter().map(|group| group.iter().map(|name| (*name).to_owned()).collect()).collect()
}

async fn twice(place: &Place, file: &str, expected: &[&[&str]]) -> Result<import::ImportReport> {
    let report = place.import(file.as_bytes(), &as_licenses()).await?;
    assert_eq!(holders(place).await?, names(expected), "{file}");
    let again = place.import(file.as_bytes(), &as_licenses()).await?;
    assert_eq!((again.new, again.updated, again.unchanged, again.batch), (0, 0, report.rows, None), "{file}");
    assert_eq!(holders(place).await?, names(expected), "{file}");
    Ok(report)
}

#[tokio::test]
async fn rows_that_differ_in_the_holder_alone_are_one_license() -> Result<()> {
    let place = Place::open().await?;
    let file = "Full Name,Item name,serial number,seats,purchase cost,expiration date\n\
        Ann,Figma,KEY-0001-AAAA,5,$500.00,2026-05-31\n\
        Bo,Figma,KEY-0001-AAAA,5,$500.00,2026-05-31\n\
        Cy,Figma,KEY-0001-AAAA,5,$500.00,2026-05-31\n";
    let report = twice(&place, file, &[&["Ann", "Bo", "Cy"]]).await?;
    assert_eq!((report.new, report.updated, report.created.people), (1, 2, 3));
    let same: Vec<_> =
        report.notices.iter().filter(|notice| notice.message.contains("same license")).collect();
    assert_eq!(same.iter().map(|notice| notice.row).collect::<Vec<_>>(), [3, 4]);
    assert!(same.iter().all(|notice| notice.message.contains("row 2")), "{:?}", report.notices);
    let license = place.license_named("Figma").await?;
    assert_eq!((license.keys.len(), license.seats.used), (1, 3));
    let mut conn = place.db.read().await?;
    let due = reminders::deadlines(&mut conn, place.now.today, None).await?;
    let amounts: Vec<&Money> = due.iter().flat_map(|due| &due.amounts).collect();
    assert_eq!(amounts, [&Money::new(50_000, "USD")]);
    drop(conn);

    // One more holder in a later file joins what is there.
    let longer = format!("{file}Di,Figma,KEY-0001-AAAA,5,$500.00,2026-05-31\n");
    let later = place.import(longer.as_bytes(), &as_licenses()).await?;
    assert_eq!((later.new, later.updated, later.unchanged), (0, 1, 3));
    assert_eq!(holders(&place).await?, names(&[&["Ann", "Bo", "Cy", "Di"]]));
    Ok(())
}

#[tokio::test]
async fn equal_holders_other_keys_and_full_licenses_stay_apart() -> Result<()> {
    for (file, expected) in [
        // The same person twice is two purchases, each open to the next holder.
        (
            "Full Name,Item name,seats\nAnn,Figma,5\nAnn,Figma,5\nBo,Figma,5\nBo,Figma,5\n",
            &[&["Ann", "Bo"][..], &["Ann", "Bo"]][..],
        ),
        ("Full Name,Item name,seats\n,Figma,5\n,Figma,5\n", &[&[], &[]]),
        ("Full Name,Item name,seats\nAnn,Figma,1\nBo,Figma,1\n", &[&["Ann"], &["Bo"]]),
        ("Full Name,Item name,seats\nAnn,Figma,2\nBo,Figma,2\nCy,Figma,2\n", &[&["Ann", "Bo"], &["Cy"]]),
        (
            "Full Name,Item name,serial number\nAnn,Figma,KEY-1\nBo,Figma,KEY-2\nCy,Figma,KEY-1\n",
            &[&["Ann", "Cy"], &["Bo"]],
        ),
        ("Full Name,Item name,purchase cost\nAnn,Figma,$5\nBo,Figma,$6\n", &[&["Ann"], &["Bo"]]),
    ] {
        let place = Place::open().await?;
        twice(&place, file, expected).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_stopped_import_leaves_nothing_behind() -> Result<()> {
    let place = Place::open().await?;
    let mut file = "Full Name,Item name,serial number,supplier\n".to_owned();
    for number in 0..400 {
        file.push_str(&format!(
            "Person {number},License {number},KEY-{number:04}-QQXX,Vendor {}\n",
            number % 7
        ));
    }
    let cancel = Cancel::default();
    let stopper = cancel.clone();
    let mut seen = Vec::new();
    let stopped = import::commit_unless(
        &cancel,
        &place.db,
        Some(&place.keyring),
        file.as_bytes(),
        &as_licenses(),
        &place.act("Import"),
        |done, _| {
            seen.push(done);
            stopper.cancel();
        },
    )
    .await;
    assert!(matches!(&stopped, Err(Error::Cancelled(_))), "{stopped:?}");
    assert_eq!(seen, [100], "it went on after it was told to stop");
    assert!(place.is_empty().await?);
    let orphans = secrets::orphans(&place.db, &place.keyring).await?;
    assert!(orphans.items.is_empty(), "{:?}", orphans.items);
    assert_eq!(secrets::sweep(&place.db, &place.keyring).await?.waiting, 0);

    let report = place.import(file.as_bytes(), &as_licenses()).await?;
    assert_eq!((report.new, report.created.vendors), (400, 7));
    Ok(())
}

#[tokio::test]
async fn a_status_that_is_read_broadly_is_noticed() -> Result<()> {
    let place = Place::open().await?;
    let options = import::ImportOptions::new(import::ImportKind::Hardware);
    let report = place.import(b"name,status\nNB-1,Broken\nNB-2,In repair\n", &options).await?;
    let [notice] = report.notices.as_slice() else { anyhow::bail!("{:?}", report.notices) };
    assert_eq!((notice.row, notice.column.as_deref()), (2, Some("status")));
    let status = place.device_named("NB-1").await?.fields.status;
    assert_eq!(status, holdfast_core::hardware::DeviceStatus::InRepair);
    Ok(())
}

#[tokio::test]
async fn what_a_device_cannot_have_is_a_problem_of_its_row() -> Result<()> {
    let place = Place::open().await?;
    let options = skipping(import::ImportKind::Hardware);
    let file = b"name,expected life,warranty\nNB-1,1300,12\nNB-2,48,1300\nNB-3,48,12\n";
    let report = place.import(file, &options).await?;
    let named: Vec<(u32, Option<&str>)> =
        report.problems.iter().map(|problem| (problem.row, problem.column.as_deref())).collect();
    assert_eq!((report.new, named), (1, vec![(2, Some("expected life")), (3, Some("warranty"))]));
    Ok(())
}

#[tokio::test]
async fn german_headers_are_understood() -> Result<()> {
    let place = Place::open().await?;
    let licenses = "Bezeichnung;Hersteller;Lieferant;Anzahl;Kaufdatum;Ablaufdatum;Kaufpreis;Bemerkungen\n\
        Figma;Figma Inc.;Bechtle;5;13.01.2025;12.01.2026;1.234,56 €;alt\n";
    let report = place.import(licenses.as_bytes(), &as_licenses()).await?;
    assert_eq!((report.new, report.left_out.len()), (1, 0));
    let fields = place.license_named("Figma").await?.fields;
    let term = fields.terms.first().context("a term")?;
    assert_eq!(
        (fields.publisher.as_deref(), fields.vendor.as_deref()),
        (Some("Figma Inc."), Some("Bechtle"))
    );
    assert_eq!((term.seats, &term.price), (Some(5), &Some(Money::new(123_456, "EUR"))));
    assert_eq!(
        (term.purchased_on.as_deref(), term.ends_on.as_deref()),
        (Some("2025-01-13"), Some("2026-01-12"))
    );

    let hardware = "Gerätename;Inventarnummer;Seriennummer;Hersteller;Modell;Anschaffungsdatum;Anschaffungspreis;Garantieende;Standort;Benutzer\n\
        NB-1;IT-1;PF4GX7K2;Lenovo;T14;13.01.2025;999,00;13.01.2028;Köln;Ann Lee\n";
    let options = import::ImportOptions::new(import::ImportKind::Hardware);
    let report = place.import(hardware.as_bytes(), &options).await?;
    assert_eq!((report.new, report.left_out.len()), (1, 0));
    let device = place.device_named("NB-1").await?;
    assert_eq!(
        (device.fields.serial.as_deref(), device.holder.as_deref()),
        (Some("PF4GX7K2"), Some("Ann Lee"))
    );
    assert_eq!(device.coverage.covered_until.as_deref(), Some("2028-01-13"));
    Ok(())
}
