//! Files of every kind: what a person brings of vendors, people, locations, contracts and credentials; several tables in
//! one act; and files that are not what they are taken for.

use super::place::Place;
use anyhow::{Context, Result, ensure};
use holdfast_core::{
    Cancel, Error, any_list, contracts, history,
    ids::Kind,
    import::{self, ImportKind, ImportOptions, ImportReport, Part},
    list::ListQuery,
    locations, people, vendors,
};

fn options(kind: ImportKind) -> ImportOptions {
    ImportOptions { currency: Some("EUR".to_owned()), ..ImportOptions::new(kind) }
}

async fn bring(place: &Place, kind: ImportKind, file: &str) -> Result<ImportReport> {
    Ok(place.import(file.as_bytes(), &options(kind)).await?)
}

/// The only thing of a kind that a word finds.
async fn find(place: &Place, kind: Kind, word: &str) -> Result<String> {
    let query = ListQuery { filter: word.to_owned(), ..ListQuery::default() };
    let ids = any_list::ids(&mut *place.db.read().await?, kind, &query, place.now.today).await?;
    ensure!(ids.len() == 1, "{word}: {ids:?}");
    ids.into_iter().next().context("one")
}

/// New, updated, unchanged and problems.
fn figures(report: &ImportReport) -> (u32, u32, u32, usize) {
    (report.new, report.updated, report.unchanged, report.problems.len())
}

#[tokio::test]
async fn people_find_their_managers_wherever_those_stand() -> Result<()> {
    let place = Place::open().await?;
    let file = "First name,Last name,E-mail,Department,Manager,Office,Start date\n\
        Ann,Lee,ann@x.example,Design,bo@x.example,Berlin,2024-02-13\n\
        Bo,Ek,bo@x.example,Design,\"CN=Cy Roe,OU=Staff,DC=x\",Berlin,2023-02-14\n\
        Cy,Roe,cy@x.example,Board,Dee Outside,Bonn,2020-02-15\n";
    let report = bring(&place, ImportKind::People, file).await?;
    ensure!(figures(&report) == (3, 0, 0, 0), "{report:?}");
    // The chair's manager is in no row: a person, too.
    ensure!((report.created.people, report.created.locations) == (1, 2), "{:?}", report.created);
    let ann = find(&place, Kind::Person, "Ann Lee").await?;
    let ann = people::get(&mut *place.db.read().await?, &ann, place.now.today).await?;
    ensure!(ann.manager.as_deref() == Some("Bo Ek") && ann.fields.location.as_deref() == Some("Berlin"));
    let cy = find(&place, Kind::Person, "cy@x.example").await?;
    let cy = people::get(&mut *place.db.read().await?, &cy, place.now.today).await?;
    ensure!(cy.manager.as_deref() == Some("Dee Outside"), "{cy:?}");

    // Again, sorted otherwise and with a row less: nothing changes.
    let lines: Vec<&str> = file.lines().collect();
    let again = [lines[0], lines[3], lines[1]].join("\n");
    let report = bring(&place, ImportKind::People, &again).await?;
    ensure!(figures(&report) == (0, 0, 2, 0), "{report:?}");
    // The address is the person: a new name is an update.
    let married = "Name,E-mail,Department\nAnn Ray,ANN@x.example,Sales\n";
    let report = bring(&place, ImportKind::People, married).await?;
    ensure!(figures(&report) == (0, 1, 0, 0), "{report:?}");
    // Of one name with another address: another person.
    let report = bring(&place, ImportKind::People, "Name,E-mail\nBo Ek,other@x.example\n").await?;
    ensure!(figures(&report) == (1, 0, 0, 0), "{report:?}");
    // Now the bare name is a question.
    let report = bring(&place, ImportKind::People, "Name,Department\nBo Ek,Sales\n").await?;
    ensure!(report.questions.len() == 1 && report.questions[0].candidates.len() == 2, "{report:?}");
    let report = bring(&place, ImportKind::People, "Name,E-mail,Manager\nEve,eve@x.example,Bo Ek\n").await?;
    ensure!(report.problems[0].message.contains("Several people"), "{report:?}");
    Ok(())
}

#[tokio::test]
async fn rows_in_a_circle_and_repeated_addresses_are_problems() -> Result<()> {
    let place = Place::open().await?;
    let circle = "Name,E-mail,Manager\nAnn,a@x.example,Bo\nBo,b@x.example,Ann\nCy,c@x.example,Cy\nDee,d@x.example,Bo\n";
    let report = bring(&place, ImportKind::People, circle).await?;
    let rows: Vec<u32> = report.problems.iter().map(|problem| problem.row).collect();
    ensure!(rows == [2, 3, 4] && place.is_empty().await?, "{report:?}");
    let twice = "Name,E-mail,Department\nAnn,a@x.example,Design\nAnna,A@x.example,Design\n";
    let report = bring(&place, ImportKind::People, twice).await?;
    ensure!(report.problems.len() == 1 && report.problems[0].message.contains("Row 2"), "{report:?}");
    let within = "Name,Within,Notes\nRoom,Hall,\nHall,Room,\n";
    let report = bring(&place, ImportKind::Locations, within).await?;
    ensure!(report.problems.len() == 2 && report.batch.is_none(), "{report:?}");
    let backwards = "Name,E-mail,First day,Last day\nAnn,a@x.example,2024-02-13,2023-02-13\n";
    let report = bring(&place, ImportKind::People, backwards).await?;
    ensure!(report.problems[0].message.contains("before the first"), "{report:?}");
    Ok(())
}

#[tokio::test]
async fn a_vendor_has_a_row_for_each_contact_and_undo_takes_all() -> Result<()> {
    let place = Place::open().await?;
    let file = "Vendor name,Website,Contact name,Contact e-mail,First contact\n\
        Acme,https://acme.example/,Ann Lee,ann@acme.example,yes\n\
        ACME,,Bo Ek,bo@acme.example,no\n\
        Zenit,https://zenit.example/,,,\n";
    let report = bring(&place, ImportKind::Vendors, file).await?;
    ensure!(figures(&report) == (2, 1, 0, 0), "{report:?}");
    let acme = find(&place, Kind::Vendor, "Acme").await?;
    let vendor = vendors::get(&mut *place.db.read().await?, &acme).await?;
    let names: Vec<(&str, bool)> =
        vendor.fields.contacts.iter().map(|contact| (contact.name.as_str(), contact.primary)).collect();
    ensure!(names == [("Ann Lee", true), ("Bo Ek", false)], "{names:?}");
    let batch = report.batch.context("a batch")?;
    let again = bring(&place, ImportKind::Vendors, file).await?;
    ensure!(figures(&again) == (0, 0, 3, 0), "{again:?}");
    // A contact more, and another number of one: the others stay.
    let more = "Name,Contact name,Contact phone\nAcme,Cy Roe,+49 30 1\nAcme,Bo Ek,+49 30 2\n";
    let report = bring(&place, ImportKind::Vendors, more).await?;
    ensure!(figures(&report) == (0, 2, 0, 0), "{report:?}");
    let vendor = vendors::get(&mut *place.db.read().await?, &acme).await?;
    ensure!(vendor.fields.contacts.len() == 3, "{vendor:?}");
    ensure!(vendor.fields.contacts[1].phone.as_deref() == Some("+49 30 2"));

    let mut tx = place.db.write().await?;
    for batch in [report.batch.context("a batch")?, batch] {
        history::undo(&mut tx, &place.act("Undo"), &batch).await?;
    }
    tx.commit().await?;
    ensure!(place.is_empty().await?);
    Ok(())
}

#[tokio::test]
async fn locations_lie_within_each_other() -> Result<()> {
    let place = Place::open().await?;
    let file = "Name,Within,Address\nRack 1,Office,\nOffice,House A,\nCellar,House A,\n";
    let report = bring(&place, ImportKind::Locations, file).await?;
    // The house is in no row.
    ensure!(figures(&report) == (3, 0, 0, 0) && report.created.locations == 1, "{report:?}");
    let rack = find(&place, Kind::Location, "Rack 1").await?;
    let rack = locations::get(&mut *place.db.read().await?, &rack).await?;
    let within: Vec<&str> = rack.within.iter().map(|link| link.name.as_str()).collect();
    ensure!(within == ["House A", "Office"], "{within:?}");
    let again = bring(&place, ImportKind::Locations, file).await?;
    ensure!(figures(&again) == (0, 0, 3, 0), "{again:?}");
    Ok(())
}

#[tokio::test]
async fn contracts_have_terms_and_devices_and_domains_are_contracts() -> Result<()> {
    let place = Place::open().await?;
    bring(&place, ImportKind::Hardware, "Asset Tag,Name,Model\nA-1,Server,R7\nA-2,Switch,S24\n").await?;
    let file = "Contract number,Name,Kind,Vendor,Starts,Ends,Price,Notice (months),Renews automatically,Renews for (months),Devices\n\
        V-1,Servers,Maintenance,Acme,2025-01-01,2025-12-31,1200.00 EUR,3,yes,12,\"A-1; A-2; A-9\"\n";
    let report = bring(&place, ImportKind::Contracts, file).await?;
    ensure!(figures(&report) == (1, 0, 0, 0), "{report:?}");
    ensure!(report.notices.iter().any(|notice| notice.message.contains("A-9")), "{report:?}");
    let id = find(&place, Kind::Contract, "V-1").await?;
    let contract = contracts::get(&mut *place.db.read().await?, &id, place.now.today).await?;
    ensure!(contract.devices.len() == 2 && contract.terms.len() == 1, "{contract:?}");
    ensure!(contract.terms[0].cancel_by.as_deref() == Some("2025-09-30"), "{contract:?}");
    let again = bring(&place, ImportKind::Contracts, file).await?;
    ensure!(figures(&again) == (0, 0, 1, 0), "{again:?}");
    // The number is the contract: what it costs now is an update of its term.
    let dearer = file.replace("Servers", "All servers").replace("1200.00", "1300.00");
    let report = bring(&place, ImportKind::Contracts, &dearer).await?;
    ensure!(figures(&report) == (0, 1, 0, 0), "{report:?}");
    let contract = contracts::get(&mut *place.db.read().await?, &id, place.now.today).await?;
    ensure!(contract.terms.len() == 1 && contract.devices.len() == 2, "{contract:?}");

    let domains = "Domain,Registrar,Expiration Date,Auto-renew\nx.example,Namely,2026-02-13,yes\n";
    let report = bring(&place, ImportKind::Contracts, domains).await?;
    ensure!(figures(&report) == (1, 0, 0, 0), "{report:?}");
    let id = find(&place, Kind::Contract, "x.example").await?;
    let domain = contracts::get(&mut *place.db.read().await?, &id, place.now.today).await?;
    ensure!(domain.fields.kind == contracts::ContractKind::Domain, "{domain:?}");
    ensure!(domain.fields.vendor.as_deref() == Some("Namely") && domain.fields.name == "x.example");
    Ok(())
}

#[tokio::test]
async fn no_value_of_a_credential_comes_by_a_table() -> Result<()> {
    let place = Place::open().await?;
    let file = "Name,User name,URL,Vendor,Password,Rotate every (days)\nPortal,ann,https://x.example/,Acme,not-to-be-kept,90\n";
    let report = bring(&place, ImportKind::Credentials, file).await?;
    ensure!(figures(&report) == (1, 0, 0, 0) && report.left_out == ["Password"], "{report:?}");
    let again = bring(&place, ImportKind::Credentials, file).await?;
    ensure!(figures(&again) == (0, 0, 1, 0), "{again:?}");
    Ok(())
}

/// Two hundred devices are no licenses.
#[tokio::test]
async fn what_plainly_is_another_kind_is_refused_until_somebody_says_so() -> Result<()> {
    let place = Place::open().await?;
    let rows: String = (0..200).map(|n| format!("A-{n},Laptop {n},T14,SN-{n},Berlin\n")).collect();
    let file = format!("Asset Tag,Name,Model,Serial Number,Location\n{rows}");
    for options in [options(ImportKind::Licenses), options(ImportKind::People)] {
        let refused = place.import(file.as_bytes(), &options).await;
        let Err(Error::Import(message)) = refused else { anyhow::bail!("{refused:?}") };
        ensure!(message.contains("look like hardware") && message.contains("--as hardware"), "{message}");
        let (preview, _) =
            import::preview(&mut *place.db.read().await?, file.as_bytes(), &options, &place.now).await?;
        ensure!(preview.format.other_kind == Some(ImportKind::Hardware));
    }
    ensure!(place.is_empty().await?);
    let mut sure = ImportOptions { sure: true, ..options(ImportKind::Licenses) };
    sure.mapping = vec![super::place::map("Serial Number", None)];
    let report = place.import(file.as_bytes(), &sure).await?;
    ensure!(report.new == 200, "{report:?}");
    Ok(())
}

#[tokio::test]
async fn several_tables_are_one_act() -> Result<()> {
    let place = Place::open().await?;
    let licenses = "Name,Publisher,Seats,Assigned to asset,Ends\nOS,Acme,5,A-1,2026-02-13\n";
    let hardware = "Asset Tag,Name,Model,User,Location\nA-1,Laptop,T14,Ann Lee,Berlin\n";
    let people = "Name,E-mail,Department\nAnn Lee,ann@x.example,Design\n";
    let part = |file: &str, text: &'static str, kind| Part {
        file: file.to_owned(),
        bytes: text.as_bytes(),
        options: options(kind),
    };
    let parts = [
        part("licenses.csv", licenses, ImportKind::Licenses),
        part("hardware.csv", hardware, ImportKind::Hardware),
        part("people.csv", people, ImportKind::People),
    ];
    let before = place.counts().await?;
    let tried = import::dry_run_all(&place.db, Some(&place.keyring), &parts, &place.now).await?;
    ensure!(figures(&tried) == (3, 0, 0, 0) && tried.parts.len() == 3, "{tried:?}");
    ensure!(place.counts().await? == before);
    let all = async |parts: &[Part<'_>]| {
        let (cancel, act) = (Cancel::default(), place.act("Import"));
        import::commit_all(&cancel, &place.db, Some(&place.keyring), parts, &act, |_, _| {}).await
    };
    let report = all(&parts).await?;
    let batch = report.batch.clone().context("a batch")?;
    ensure!(figures(&report) == figures(&tried) && report.parts[1].file == "hardware.csv", "{report:?}");
    // The device that the license's row names came in with it, and its holder is the one with an address.
    let os = place.license_named("OS").await?;
    ensure!(os.assignments.len() == 1 && os.assignments[0].device_id.is_some(), "{os:?}");
    let everybody =
        people::list(&mut *place.db.read().await?, &ListQuery::default(), place.now.today).await?;
    ensure!(everybody.total == 1, "{everybody:?}");
    let again = all(&parts).await?;
    ensure!(figures(&again) == (0, 0, 3, 0) && again.batch.is_none(), "{again:?}");

    // A problem in one keeps all of them out.
    let bad = part("bad.csv", "Name,E-mail\nNew,none-at-all\n", ImportKind::People);
    let good = part("good.csv", "Asset Tag,Name,Model\nA-7,New,T15\n", ImportKind::Hardware);
    let report = all(&[bad, good]).await?;
    ensure!(report.batch.is_none() && report.problems.len() == 1, "{report:?}");
    ensure!(report.parts[0].problems.len() == 1 && report.parts[1].new == 1, "{report:?}");
    ensure!(place.counts().await?.iter().map(|(_, count)| count).sum::<u32>() == 3);

    let mut tx = place.db.write().await?;
    history::undo(&mut tx, &place.act("Undo"), &batch).await?;
    tx.commit().await?;
    ensure!(place.is_empty().await?);
    Ok(())
}

/// A column without a field becomes one, with the type that its values have; an undo takes the field back too.
#[tokio::test]
async fn columns_become_fields() -> Result<()> {
    use holdfast_core::{
        fields::custom::{self, CustomType},
        hardware,
        import::NewField,
    };
    let place = Place::open().await?;
    let file = "Asset Tag,Name,Model,Rack unit,Leased until,Insured,Color\n\
        A-1,Server,R7,12,2026-02-13,yes,gray\nA-2,Switch,S24,3,13.03.2026,no,\n";
    let new = |column: &str| NewField { column: column.to_owned(), value_type: None };
    let mut options = options(ImportKind::Hardware);
    options.new_fields = ["Rack unit", "Leased until", "Insured"].map(new).to_vec();
    let part = [Part { file: "a.csv".to_owned(), bytes: file.as_bytes(), options: options.clone() }];
    let (preview, rows) =
        import::preview_among(&place.db, Some(&place.keyring), &part, 0, &place.now).await?;
    ensure!(preview.columns[3].field.as_deref() == Some("custom.rack_unit"), "{:?}", preview.columns);
    ensure!(preview.new == 2 && rows.len() == 2 && place.is_empty().await?);
    let defined = async || custom::list(&mut *place.db.read().await?, None).await;
    ensure!(defined().await?.is_empty(), "a preview defines nothing");
    let tried = import::dry_run(&place.db, None, file.as_bytes(), &options, &place.now).await?;
    ensure!(tried.left_out == ["Color"] && defined().await?.is_empty(), "{tried:?}");

    let report = place.import(file.as_bytes(), &options).await?;
    ensure!(figures(&report) == (2, 0, 0, 0) && report.left_out == ["Color"], "{report:?}");
    let types: Vec<CustomType> = defined().await?.iter().map(|field| field.input.value_type).collect();
    ensure!(types == [CustomType::Number, CustomType::Day, CustomType::YesNo], "{types:?}");
    let id = find(&place, Kind::Device, "Switch").await?;
    let device = hardware::input_of(&mut *place.db.read().await?, &id).await?;
    ensure!(device.custom.len() == 3, "{:?}", device.custom);
    let again = place.import(file.as_bytes(), &options).await?;
    ensure!(figures(&again) == (0, 0, 2, 0) && defined().await?.len() == 3, "{again:?}");

    let mut tx = place.db.write().await?;
    let undone = history::undo(&mut tx, &place.act("Undo"), &report.batch.context("a batch")?).await?;
    tx.commit().await?;
    ensure!(place.is_empty().await?, "{:?}", place.counts().await?);
    ensure!(defined().await?.is_empty(), "{:?}", defined().await?);
    // Done again, fields and values are as they were.
    let mut tx = place.db.write().await?;
    history::undo(&mut tx, &place.act("Redo"), &undone.batch).await?;
    tx.commit().await?;
    ensure!(defined().await?.len() == 3);
    let device = hardware::input_of(&mut *place.db.read().await?, &id).await?;
    ensure!(device.custom.len() == 3, "{:?}", device.custom);
    let mut wrong = options;
    wrong.new_fields = vec![new("Colour")];
    let refused = place.import(file.as_bytes(), &wrong).await;
    ensure!(matches!(&refused, Err(Error::Field { .. })), "{refused:?}");
    Ok(())
}
