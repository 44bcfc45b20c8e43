//! Addresses with passwords and keys in them: what is secret becomes values, and the file holds none of it.

use super::place::{Place, holds};
use anyhow::{Context, Result};
use holdfast_core::{
    contracts::{self, ContractInput},
    credentials::{self, CredentialInput, parting},
    hardware::{self, DeviceInput},
    history::{self, Actor, Entity},
    secrets::{ExposeSecret, KeyringState, Slot, fetch},
    vendors::{self, VendorInput},
};

const ADDRESS: &str = "https://kim:canary-pass-1@nas.example:5001/?token=canary-token-2&page=3";

/// Everything in the data folder, as bytes.
fn folder_bytes(place: &Place) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(place.path("data"))? {
        all.extend(std::fs::read(entry?.path())?);
    }
    Ok(all)
}

#[tokio::test]
async fn a_vaults_addresses_leave_their_secrets_in_the_keyring() -> Result<()> {
    let place = Place::open().await?;
    let table = format!("name,url,username,password\nNAS,{ADDRESS},kim,pw-1\n");
    let report = place.import(table.as_bytes()).await?;
    assert_eq!((report.new, report.problems.len()), (1, 0));
    let nas = place.credential("NAS").await?;
    assert_eq!(nas.fields.url.as_deref(), Some("https://nas.example:5001/?page=3"));
    assert_eq!(place.value(&nas, "URL password").await?, "canary-pass-1");
    assert_eq!(place.value(&nas, "URL token").await?, "canary-token-2");
    let bytes = folder_bytes(&place)?;
    assert!(holds(&bytes, "nas.example") && !holds(&bytes, "canary"));
    let again = place.import(table.as_bytes()).await?;
    assert_eq!((again.new, again.updated, again.unchanged), (0, 0, 1));
    Ok(())
}

#[tokio::test]
async fn the_form_keeps_them_as_values_and_no_write_lets_them_through() -> Result<()> {
    let place = Place::open().await?;
    let act = place.act("Add");
    let input = CredentialInput { name: "NAS".to_owned(), ..CredentialInput::default() };
    let mut tx = place.db.write().await?;
    let id = credentials::create(&mut tx, &act, input.clone()).await?;
    let with = CredentialInput { url: Some(ADDRESS.to_owned()), ..input };
    let refused = credentials::create(&mut tx, &act, with.clone()).await.unwrap_err();
    assert_eq!(refused.field_name(), Some("url"));
    assert!(!refused.to_string().contains("canary"));
    tx.commit().await?;
    let nas = credentials::edit(&place.db, &place.keyring, &act, &id, 1, with).await?;
    assert_eq!(nas.fields.url.as_deref(), Some("https://nas.example:5001/?page=3"));
    assert_eq!(place.value(&nas, "URL password").await?, "canary-pass-1");
    assert_eq!(place.value(&nas, "URL user").await?, "kim");
    assert!(!holds(&folder_bytes(&place)?, "canary"));
    Ok(())
}

/// Puts into rows, history and search index what earlier versions put there, and leaves some of it in free pages.
async fn as_before(place: &Place) -> Result<(String, String)> {
    let act = place.act("Add");
    let input = CredentialInput { name: "NAS".to_owned(), ..CredentialInput::default() };
    let mut tx = place.db.write().await?;
    let id = credentials::create(&mut tx, &act, input).await?;
    let license = serde_json::json!({ "id": "l-1", "name": "CAD", "name_key": "cad", "kind": "perpetual" });
    let license = license.as_object().context("a row")?.clone();
    history::insert(&mut tx, &act, history::Entity::License, license).await?;
    let url = serde_json::json!({ "url": ADDRESS });
    let url = url.as_object().context("a row")?.clone();
    history::update(&mut tx, &act, history::Entity::Credential, &id, None, url).await?;
    let notes = serde_json::json!({ "notes": "Bought by Kim\nhttps://shop.example/?key=canary-key-3" });
    let notes = notes.as_object().context("a row")?.clone();
    history::update(&mut tx, &act, history::Entity::License, "l-1", None, notes).await?;
    sqlx::query("INSERT INTO meta (key, value) VALUES ('addresses_to_part', 'yes')")
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    // Written and overwritten: what was there stays in free space.
    for _ in 0..20 {
        let mut tx = place.db.write().await?;
        let filler = format!("https://h.example/?token=canary-{}", "9".repeat(3_000));
        sqlx::query("UPDATE credential SET url = ? WHERE id = ?")
            .bind(filler)
            .bind(&id)
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE credential SET url = ? WHERE id = ?")
            .bind(ADDRESS)
            .bind(&id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
    }
    let copy = place.path("data").join("before-schema-10-2026-11-01.db");
    let mut conn = place.db.read().await?;
    sqlx::query("VACUUM INTO ?").bind(copy.to_string_lossy().into_owned()).execute(&mut *conn).await?;
    Ok((id, act.batch))
}

#[tokio::test]
async fn what_was_stored_before_is_moved_and_no_byte_of_it_stays() -> Result<()> {
    let place = Place::open().await?;
    let (id, batch) = as_before(&place).await?;
    assert!(holds(&folder_bytes(&place)?, "canary-pass-1"), "the search would find it");
    let status = parting::status(&place.db).await?;
    assert_eq!((status.waiting, status.uncleared, status.copies.len()), (2, false, 1));

    assert!(parting::part_stored(&place.db, &place.keyring, &place.now, Actor::Window).await?);
    let nas = place.credential("NAS").await?;
    assert_eq!(nas.fields.url.as_deref(), Some("https://nas.example:5001/?page=3"));
    assert_eq!(place.value(&nas, "URL password").await?, "canary-pass-1");
    assert_eq!(place.value(&nas, "URL user").await?, "kim");
    assert_eq!(place.value(&nas, "URL token").await?, "canary-token-2");
    let mut conn = place.db.read().await?;
    let (notes, key): (String, String) = sqlx::query_as(
        "SELECT l.notes, k.id FROM license l JOIN license_key k ON k.license_id = l.id WHERE k.label = 'URL key'",
    )
    .fetch_one(&mut *conn)
    .await?;
    assert_eq!(notes, "Bought by Kim\nhttps://shop.example/");
    drop(conn);
    let key = fetch(&place.db, &place.keyring, &Slot::license_key(key)).await?;
    assert_eq!(key.expose_secret(), "canary-key-3");

    // The copy alone still holds them, and is named until it is deleted.
    let status = parting::status(&place.db).await?;
    assert_eq!((status.waiting, status.uncleared), (0, false));
    assert_eq!(status.copies, ["before-schema-10-2026-11-01.db"]);
    assert!(!holds(&place.database_bytes()?, "canary"), "in the file or its log");
    assert_eq!(parting::delete_copies(&place.db).await?, 1);
    assert!(!holds(&folder_bytes(&place)?, "canary"), "anywhere beside it");
    assert!(parting::status(&place.db).await?.copies.is_empty());

    // What the history brings back is clean too.
    let mut conn = place.db.read().await?;
    let entries = history::of_subject(&mut conn, &id, 50).await?;
    assert!(!format!("{entries:?}").contains("canary"));
    drop(conn);
    assert!(!parting::part_stored(&place.db, &place.keyring, &place.now, Actor::Window).await?, "once");
    let _ = batch;
    assert_eq!(place.items().await?, 4);
    Ok(())
}

/// Vendors, devices and contracts have addresses too, and no place for values: a form refuses such an address, and one
/// that an earlier version kept becomes a credential of the thing.
#[tokio::test]
async fn an_address_of_another_thing_becomes_a_credential_of_it() -> Result<()> {
    let place = Place::open().await?;
    let act = place.act("Add");
    let secret = Some(ADDRESS.to_owned());
    let mut tx = place.db.write().await?;
    let vendor = VendorInput { name: "Shop".to_owned(), ..VendorInput::default() };
    let device = DeviceInput { name: "Switch".to_owned(), ..DeviceInput::default() };
    let contract = ContractInput { name: "Domain".to_owned(), ..ContractInput::default() };
    let refused = [
        vendors::create(&mut tx, &act, VendorInput { website: secret.clone(), ..vendor.clone() }).await,
        vendors::create(&mut tx, &act, VendorInput { portal_url: secret.clone(), ..vendor.clone() }).await,
        hardware::create(&mut tx, &act, DeviceInput { ip: secret.clone(), ..device.clone() }).await,
        contracts::create(&mut tx, &act, ContractInput { dns_host: secret.clone(), ..contract.clone() })
            .await,
    ];
    for (refused, field) in refused.into_iter().zip(["website", "portal_url", "ip", "dns_host"]) {
        let refused = refused.expect_err(field);
        assert_eq!(refused.field_name(), Some(field));
        assert!(!refused.to_string().contains("canary"));
    }
    let vendor = vendors::create(&mut tx, &act, vendor).await?;
    let device = hardware::create(&mut tx, &act, device).await?;
    let contract = contracts::create(&mut tx, &act, contract).await?;
    for (table, id, column) in [
        (Entity::Vendor, &vendor, "website"),
        (Entity::Vendor, &vendor, "portal_url"),
        (Entity::Device, &device, "ip"),
        (Entity::Contract, &contract, "dns_host"),
    ] {
        let row = serde_json::json!({ column: ADDRESS });
        history::update(&mut tx, &act, table, id, None, row.as_object().context("a row")?.clone()).await?;
    }
    tx.commit().await?;
    assert_eq!(parting::status(&place.db).await?.waiting, 4);
    assert!(parting::part_stored(&place.db, &place.keyring, &place.now, Actor::Window).await?);
    assert!(!holds(&place.database_bytes()?, "canary"), "in the file or its log");
    for (name, owner) in [
        ("Shop: website", &vendor),
        ("Shop: portal", &vendor),
        ("Switch: address", &device),
        ("Domain: DNS host", &contract),
    ] {
        let made = place.credential(name).await?;
        assert_eq!(made.fields.url.as_deref(), Some("https://nas.example:5001/?page=3"));
        assert_eq!(place.value(&made, "URL password").await?, "canary-pass-1");
        let links = [&made.vendor_id, &made.fields.device_id, &made.fields.contract_id];
        assert!(links.contains(&&Some(owner.clone())), "{name} is linked to its thing");
    }
    let mut conn = place.db.read().await?;
    let vendor = vendors::get(&mut conn, &vendor).await?;
    assert_eq!(vendor.fields.portal_url.as_deref(), Some("https://nas.example:5001/?page=3"));
    drop(conn);
    assert!(!parting::part_stored(&place.db, &place.keyring, &place.now, Actor::Window).await?, "once");
    Ok(())
}

#[tokio::test]
async fn without_a_keyring_it_waits_and_loses_nothing() -> Result<()> {
    let place = Place::open().await?;
    as_before(&place).await?;
    let nobody = holdfast_core::secrets::Keyring::open("app.holdfast.Holdfast.tests-without-a-session");
    if nobody.status().await == KeyringState::Ready {
        return Ok(());
    }
    assert!(!parting::part_stored(&place.db, &nobody, &place.now, Actor::Window).await?);
    assert_eq!(parting::status(&place.db).await?.waiting, 2);
    assert_eq!(place.credential("NAS").await?.fields.url.as_deref(), Some(ADDRESS));
    // Cut off after the values were moved: the clearing is begun again.
    parting::part_stored(&place.db, &place.keyring, &place.now, Actor::Window).await?;
    let mut tx = place.db.write().await?;
    sqlx::query("INSERT INTO meta (key, value) VALUES ('addresses_to_part', 'clear')")
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    assert!(parting::status(&place.db).await?.uncleared);
    parting::part_stored(&place.db, &nobody, &place.now, Actor::Window).await?;
    assert!(!parting::status(&place.db).await?.uncleared);
    Ok(())
}
