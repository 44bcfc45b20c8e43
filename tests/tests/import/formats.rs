//! The files people arrive with: everything in them is kept, and a second run changes nothing.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use holdfast_core::{
    hardware::DeviceStatus,
    history::{self},
    import::{self, DateOrder, ImportKind, ImportOptions, RowResult, WordMeaning},
    licenses,
    list::ListQuery,
    money::Money,
    secrets::{self, ExposeSecret, Slot},
};

use super::place::*;

#[tokio::test]
async fn fifty_licenses_with_three_unknown_words_are_all_or_nothing() -> Result<()> {
    let place = Place::open().await?;
    let report = place.import(LICENSES, &as_licenses()).await?;
    assert_eq!((report.rows, report.batch.as_deref()), (50, None));
    let named: Vec<(u32, &str, &str)> = report
        .problems
        .iter()
        .map(|problem| {
            (problem.row, problem.column.as_deref().unwrap_or(""), problem.value.as_deref().unwrap_or(""))
        })
        .collect();
    assert_eq!(
        named,
        [
            (10, "maintained", "sometimes"),
            (19, "reassignable", "sometimes"),
            (35, "reassignable", "sometimes")
        ]
    );
    assert!(place.is_empty().await?);
    Ok(())
}

#[tokio::test]
async fn the_other_forty_seven_keep_everything_and_a_second_run_changes_nothing() -> Result<()> {
    let place = Place::open().await?;
    let report = place.import(LICENSES, &skipping(ImportKind::Licenses)).await?;
    assert_eq!(
        (report.rows, report.new, report.updated, report.unchanged, report.problems.len()),
        (50, 47, 0, 0, 3)
    );
    assert_eq!((report.created.vendors, report.created.people), (4, 7));
    assert_eq!(report.left_out, ["company"]);
    assert!(
        report
            .notices
            .iter()
            .any(|notice| notice.row == 22 && notice.message.contains("before the purchase")),
        "{:?}",
        report.notices
    );
    assert_eq!(place.counts().await?, [("licenses", 47), ("devices", 0), ("people", 7), ("vendors", 4)]);

    every_cell_is_kept(&place).await?;

    let again = place.import(LICENSES, &skipping(ImportKind::Licenses)).await?;
    assert_eq!((again.new, again.updated, again.unchanged, again.batch), (0, 0, 47, None));
    assert_eq!((again.created.vendors, again.created.people), (0, 0));
    Ok(())
}

/// Compares each stored license with its own row of the file, read independently of the import.
async fn every_cell_is_kept(place: &Place) -> Result<()> {
    let rows = parse_plain(std::str::from_utf8(LICENSES)?);
    let (header, rows) = rows.split_first().context("a header")?;
    let at = |row: &[String], name: &str| -> String {
        header
            .iter()
            .position(|column| column == name)
            .and_then(|index| row.get(index))
            .cloned()
            .unwrap_or_default()
    };
    let us_date = |text: String| -> Option<String> {
        Some(NaiveDate::parse_from_str(&text, "%m/%d/%Y").ok()?.format("%Y-%m-%d").to_string())
    };
    let mut conn = place.db.read().await?;
    let stored = licenses::list(&mut conn, &ListQuery::default(), place.now.today).await?.rows;
    let mut compared = 0;
    for row in rows.iter().filter(|row| !row.contains(&"sometimes".to_owned())) {
        let order = at(row, "order number");
        let mut found = None;
        for candidate in &stored {
            let license = licenses::get(&mut conn, &candidate.id, place.now.today).await?;
            if license.fields.terms.iter().any(|term| term.order_number.as_deref() == Some(order.as_str())) {
                found = Some(license);
            }
        }
        let license = found.with_context(|| format!("no license of order {order}"))?;
        let [term] = license.fields.terms.as_slice() else { anyhow::bail!("{order} has not one term") };
        let fields = &license.fields;
        let cents: i64 =
            at(row, "purchase cost").chars().filter(char::is_ascii_digit).collect::<String>().parse()?;
        let blank_is_none = |text: String| (!text.is_empty()).then_some(text);
        assert_eq!(fields.name, at(row, "Item name"));
        assert_eq!(fields.publisher, blank_is_none(at(row, "manufacturer")));
        assert_eq!(fields.vendor, blank_is_none(at(row, "supplier")));
        assert_eq!(fields.category, blank_is_none(at(row, "Category")));
        assert_eq!(fields.notes, blank_is_none(at(row, "notes")), "{order}");
        assert_eq!(fields.registered_email, blank_is_none(at(row, "Licensed to Email")));
        assert_eq!(term.price, Some(Money::new(cents, "USD")));
        assert_eq!(term.seats, at(row, "seats").parse().ok());
        assert_eq!(term.purchased_on, us_date(at(row, "purchase date")));
        assert_eq!(term.ends_on, us_date(at(row, "expiration date")));
        assert_eq!(term.starts_on, None, "a purchase date is no start");
        assert_eq!(term.purchase_order, blank_is_none(at(row, "purchase order")));
        let yes = |text: String| ["yes", "Yes", "TRUE", "1", "y"].contains(&text.as_str());
        assert_eq!(fields.maintained, Some(yes(at(row, "maintained"))));
        assert_eq!(fields.reassignable, yes(at(row, "reassignable")));
        let holders: Vec<String> = license.assignments.iter().map(|seat| seat.holder.clone()).collect();
        assert_eq!(holders, blank_is_none(at(row, "Full Name")).into_iter().collect::<Vec<_>>());
        match blank_is_none(at(row, "serial number")) {
            None => assert!(license.keys.is_empty()),
            Some(key) => {
                let id = &license.keys.first().context("a key")?.id;
                let value = secrets::fetch(&place.db, &place.keyring, &Slot::license_key(id)).await?;
                assert_eq!(value.expose_secret(), key);
            }
        }
        compared += 1;
    }
    assert_eq!(compared, 47);
    Ok(())
}

/// A plain reader of quoted CSV with CRLF, for comparing only.
fn parse_plain(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

#[tokio::test]
async fn one_answer_about_a_word_mends_all_its_rows() -> Result<()> {
    let place = Place::open().await?;
    let options = ImportOptions {
        meanings: vec![WordMeaning { word: "Sometimes".into(), yes: true }],
        ..as_licenses()
    };
    let report = place.import(LICENSES, &options).await?;
    assert_eq!((report.new, report.problems.len()), (50, 0));
    Ok(())
}

#[tokio::test]
async fn undoing_an_import_leaves_nothing() -> Result<()> {
    let place = Place::open().await?;
    let report = place.import(LICENSES, &skipping(ImportKind::Licenses)).await?;
    let batch = report.batch.context("a batch")?;
    let mut tx = place.db.write().await?;
    history::undo(&mut tx, &place.act("Undo"), &batch).await?;
    tx.commit().await?;
    assert!(place.is_empty().await?, "{:?}", place.counts().await?);
    assert!(place.db.check().await?.is_empty());
    let swept = secrets::sweep(&place.db, &place.keyring).await?;
    let orphans = secrets::orphans(&place.db, &place.keyring).await?;
    assert!(orphans.items.is_empty(), "{swept:?} {orphans:?}");
    Ok(())
}

#[tokio::test]
async fn old_assets_in_a_legacy_encoding_name_the_one_row_that_cannot_come() -> Result<()> {
    let place = Place::open().await?;
    let options = ImportOptions::new(ImportKind::Hardware);
    {
        let mut conn = place.db.read().await?;
        let (preview, rows) = import::preview(&mut conn, ASSETS, &options, &place.now).await?;
        assert_eq!(
            (preview.format.encoding.as_str(), preview.format.line_ends.as_str()),
            ("macintosh", "CR")
        );
        assert_eq!(preview.format.shape.as_deref(), Some("Snipe-IT assets (older)"));
        let columns: Vec<&str> = preview.columns.iter().map(|column| column.column.as_str()).collect();
        assert!(["Category (2)", "Company (2)"].iter().all(|name| columns.contains(name)));
        assert_eq!(columns.len(), 20, "two delimiters at the end of every line make no columns");
        assert_eq!((preview.rows, preview.new, preview.problem_rows), (8, 7, 1));
        let first = rows.first().context("a row")?;
        assert_eq!((first.name.as_str(), first.ends_on.as_deref()), ("JM-Notebook", Some("2026-03-14")));
    }
    let refused = place.import(ASSETS, &options).await?;
    let [problem] = refused.problems.as_slice() else { anyhow::bail!("{:?}", refused.problems) };
    assert_eq!((problem.row, problem.column.as_deref()), (8, Some("Purchase Date")));
    assert_eq!(problem.message, "There is no 31 February 2022.");
    assert!(place.is_empty().await?);

    let report = place.import(ASSETS, &skipping(ImportKind::Hardware)).await?;
    assert_eq!(
        (report.new, report.created.people, report.created.locations, report.created.vendors),
        (7, 3, 3, 2)
    );
    let notebook = place.device_named("JM-Notebook").await?;
    assert_eq!(notebook.holder.as_deref(), Some("Jürgen Müller"));
    assert_eq!(notebook.fields.price, Some(Money::new(124_900, "EUR")));
    assert_eq!(notebook.fields.location.as_deref(), Some("Köln"));
    assert_eq!(notebook.fields.notes.as_deref(), Some("Schlüssel im Büro"));
    assert_eq!(notebook.coverage.covered_until.as_deref(), Some("2026-03-14"));
    let monitor = place.device_named("SW-0003").await?;
    assert_eq!((monitor.fields.name.as_str(), monitor.fields.status), ("U2723QE", DeviceStatus::InStock));
    assert_eq!(monitor.fields.notes.as_deref(), Some("Für den Empfang – “groß”"));
    let switch = place.device_named("SW-0006").await?;
    assert_eq!(switch.coverage.covered_until.as_deref(), Some("lifetime"));

    let again = place.import(ASSETS, &skipping(ImportKind::Hardware)).await?;
    assert_eq!((again.new, again.updated, again.unchanged, again.batch), (0, 0, 7, None));
    Ok(())
}

#[tokio::test]
async fn left_out_rows_come_back_through_the_same_import() -> Result<()> {
    let place = Place::open().await?;
    let options = skipping(ImportKind::Hardware);
    place.import(ASSETS, &options).await?;
    let mut conn = place.db.read().await?;
    let (_, rows) = import::preview(&mut conn, ASSETS, &options, &place.now).await?;
    drop(conn);
    let rejects = import::rejects_csv(ASSETS, &options, &rows)?;
    let mended = String::from_utf8(rejects)?.replace("31/02/2022", "28/02/2022");
    assert!(mended.contains("SW-0007") && !mended.contains("SW-0001"));
    let report = place.import(mended.as_bytes(), &ImportOptions::new(ImportKind::Hardware)).await?;
    assert_eq!((report.rows, report.new, report.problems.len()), (1, 1, 0));
    assert_eq!(place.device_named("SW-0007").await?.fields.purchased_on.as_deref(), Some("2022-02-28"));
    Ok(())
}

#[tokio::test]
async fn a_preview_shows_keys_by_their_last_characters_only() -> Result<()> {
    let place = Place::open().await?;
    let mut conn = place.db.read().await?;
    let (preview, rows) = import::preview(&mut conn, LICENSES, &as_licenses(), &place.now).await?;
    let key = preview.columns.iter().find(|column| column.secret).context("a key column")?;
    assert!(
        key.samples.iter().all(|sample| sample.starts_with("•••• ") && sample.chars().count() == 9),
        "{:?}",
        key.samples
    );
    assert_eq!((preview.secrets, preview.format.date_order), (12, Some(DateOrder::Mdy)));
    assert!(!format!("{preview:?}{rows:?}").contains("HF00-"));
    assert_eq!(rows.iter().filter(|row| row.result == RowResult::Problem).count(), 3);
    Ok(())
}

#[tokio::test]
async fn a_dry_run_says_what_an_import_then_does() -> Result<()> {
    let place = Place::open().await?;
    let options = skipping(ImportKind::Licenses);
    let dry = import::dry_run(&place.db, Some(&place.keyring), LICENSES, &options, &place.now).await?;
    assert!(place.is_empty().await?);
    let wet = place.import(LICENSES, &options).await?;
    assert_eq!(
        (dry.new, dry.problems, dry.notices, dry.created, dry.batch),
        (wet.new, wet.problems, wet.notices, wet.created, None)
    );
    Ok(())
}

#[tokio::test]
async fn itflow_exports_come_with_their_meanings() -> Result<()> {
    let place = Place::open().await?;
    let software = "Name,Version,Description,Type,License Type,Seats,Key,Assets,Contacts,Purchased,Expires,Notes\n\
        Veeam,12,Nightly,Backup,Device,6,,SRV-1,Ann,2024-05-01,2026-04-30,Ask Bo\n";
    let report = place.import(software.as_bytes(), &ImportOptions::new(ImportKind::Licenses)).await?;
    assert_eq!((report.new, report.left_out), (1, vec!["Assets".to_owned(), "Contacts".to_owned()]));
    let named: Vec<(u32, Option<&str>)> =
        report.notices.iter().map(|notice| (notice.row, notice.column.as_deref())).collect();
    assert_eq!(named, [(1, Some("Assets")), (1, Some("Contacts"))]);
    let fields = place.license_named("Veeam").await?.fields;
    assert_eq!((fields.edition.as_deref(), fields.notes.as_deref()), (Some("12"), Some("Nightly\nAsk Bo")));
    assert_eq!(fields.metric, holdfast_core::licenses::LicenseMetric::Device);

    let assets = "Name,Description,Type,Make,Model,Serial Number,Operating System,Purchase Date,Warranty Expire,Install Date,Assigned To,Location,Physical Location,Notes\n\
        SRV-1,,Server,Dell,R650,ABC1234,Debian 12,2024-05-01,2029-05-01,,Ann Lee,HQ,Rack 2,\n";
    let report = place.import(assets.as_bytes(), &ImportOptions::new(ImportKind::Hardware)).await?;
    assert_eq!((report.new, report.created.people, report.created.locations), (1, 1, 1));
    let device = place.device_named("SRV-1").await?;
    assert_eq!(device.coverage.covered_until.as_deref(), Some("2029-05-01"));
    assert_eq!(
        (device.holder.as_deref(), device.fields.serial.as_deref()),
        (Some("Ann Lee"), Some("ABC1234"))
    );
    Ok(())
}

/// Addresses in free text: what is secret in them is left out with a notice, and stands nowhere in the file.
#[tokio::test]
async fn an_address_in_notes_loses_what_is_secret_in_it() -> Result<()> {
    let place = Place::open().await?;
    let hardware = ImportOptions::new(ImportKind::Hardware);
    let file = b"ProductName,PurchaseDate,IsLifetime,SerialNumber,ProductURL,Notes\n\
        Screen,25/10/2020,TRUE,SN-1,https://shop.example/s?token=canary-1&page=2,bought in a hurry\n\
        Hub,25/10/2020,TRUE,SN-2,https://shop.example/h,\"set up at https://kim:canary-2@hub.example/\"\n";
    let report = place.import(file, &hardware).await?;
    assert_eq!((report.new, report.problems.len()), (2, 0), "{:?}", report.problems);
    let told: Vec<u32> = report
        .notices
        .iter()
        .filter(|one| one.message.contains("a password or a key"))
        .map(|one| one.row)
        .collect();
    assert_eq!(told, [2, 3]);
    assert!(!format!("{report:?}").contains("canary"), "{report:?}");
    let notes = place.device_named("Screen").await?.fields.notes.unwrap_or_default();
    assert!(
        notes.contains("https://shop.example/s?page=2") && notes.contains("bought in a hurry"),
        "{notes}"
    );
    let notes = place.device_named("Hub").await?.fields.notes.unwrap_or_default();
    assert!(notes.contains("set up at https://hub.example/"), "{notes}");
    let again = place.import(file, &hardware).await?;
    assert_eq!((again.new, again.updated, again.batch), (0, 0, None));
    for entry in std::fs::read_dir(place.db.folder())? {
        let path = entry?.path();
        let bytes = if path.is_file() { std::fs::read(&path)? } else { Vec::new() };
        assert!(!bytes.windows(7).any(|window| window == b"canary-"), "{}", path.display());
    }
    Ok(())
}
