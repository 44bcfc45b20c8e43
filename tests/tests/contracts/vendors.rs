//! Two records of one vendor become one, and two again.

use super::place::*;
use holdfast_core::{
    attachments,
    contracts::{self, ContractInput},
    credentials,
    db::Db,
    hardware::{self, DeviceInput},
    history,
    ids::Kind,
    licenses::{self, LicenseInput},
    lifecycle,
    list::ListQuery,
    search, trash,
    vendors::{self, Contact, VendorInput},
};

#[tokio::test]
async fn merging_vendors_loses_nothing_and_one_undo_brings_both_back() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let contact = |name: &str| Contact { name: name.into(), primary: true, ..Contact::default() };
    let keep = VendorInput {
        name: "Dell Inc.".into(),
        account_number: Some("A-1".into()),
        notes: Some("Ours".into()),
        contacts: vec![contact("Ada")],
        tags: vec!["hardware".into()],
        ..VendorInput::default()
    };
    let gone = VendorInput {
        name: "DELL GmbH".into(),
        account_number: Some("B-2".into()),
        website: Some("dell.example".into()),
        notes: Some("Theirs".into()),
        contacts: vec![contact("Bob"), contact("Cyd")],
        tags: vec!["hardware".into(), "germany".into()],
        ..VendorInput::default()
    };
    let into = vendors::create(&mut tx, &act("Add"), keep).await.unwrap();
    let similar = vendors::similar(&mut tx, "dell", None).await.unwrap();
    assert_eq!(similar.iter().map(|vendor| vendor.id.as_str()).collect::<Vec<_>>(), [into.as_str()]);
    assert!(vendors::similar(&mut tx, "dell", Some(&into)).await.unwrap().is_empty());
    let from = vendors::create(&mut tx, &act("Add"), gone).await.unwrap();
    let vendor = Some("DELL GmbH".to_owned());
    let license = LicenseInput { name: "Tools".into(), vendor: vendor.clone(), ..LicenseInput::default() };
    let license = licenses::create(&mut tx, &act("Add"), license).await.unwrap();
    let contract = ContractInput { vendor: vendor.clone(), ..support("Care", &[], Vec::new()) };
    let contract = contracts::create(&mut tx, &act("Add"), contract).await.unwrap();
    let trashed = LicenseInput { name: "Old".into(), vendor: vendor.clone(), ..LicenseInput::default() };
    let trashed = licenses::create(&mut tx, &act("Add"), trashed).await.unwrap();
    trash::delete(&mut tx, &act("Delete"), Kind::License, &trashed).await.unwrap();
    let input = DeviceInput { name: "Server".into(), vendor: vendor.clone(), ..DeviceInput::default() };
    let server = hardware::create(&mut tx, &act("Add"), input).await.unwrap();
    let input = credentials::CredentialInput { name: "Portal".into(), vendor, ..Default::default() };
    let login = credentials::create(&mut tx, &act("Add"), input).await.unwrap();
    attachments::add(&mut tx, &act("Attach"), Kind::Vendor, &from, "terms.pdf", b"%PDF").await.unwrap();
    let before = (vendors::get(&mut tx, &from).await.unwrap(), vendors::get(&mut tx, &into).await.unwrap());

    for (from, into) in [(&into, &into), (&from, &"nothing".to_owned())] {
        lifecycle::merge_vendors(&mut tx, &act("Merge"), from, into, &[]).await.unwrap_err();
    }
    let same = lifecycle::merge_vendors(&mut tx, &act("Merge"), &into, &into, &[]).await.unwrap_err();
    assert_eq!(same.field_name(), Some("into"));

    let merge = act("Merge vendors");
    lifecycle::merge_vendors(&mut tx, &merge, &from, &into, &[]).await.unwrap();
    let merged = vendors::get(&mut tx, &into).await.unwrap();
    assert_eq!(merged.fields.website.as_deref(), Some("dell.example"));
    assert_eq!(merged.fields.account_number.as_deref(), Some("A-1"));
    assert_eq!(
        merged.fields.notes.as_deref(),
        Some("Ours\n\nFrom “DELL GmbH”:\nAccount number: B-2\n\nTheirs")
    );
    assert_eq!(merged.fields.tags, ["germany", "hardware"]);
    let contacts: Vec<(&str, bool)> =
        merged.fields.contacts.iter().map(|contact| (contact.name.as_str(), contact.primary)).collect();
    assert_eq!(contacts, [("Ada", true), ("Bob", false), ("Cyd", false)]);
    let counts = &merged.counts;
    assert_eq!((counts.licenses, counts.contracts, counts.devices, counts.credentials), (1, 1, 1, 1));
    assert_eq!(attachments::list(&mut tx, &into).await.unwrap().len(), 1);
    assert_eq!(licenses::get(&mut tx, &trashed, day(TODAY)).await.unwrap().vendor_id.as_ref(), Some(&into));
    assert!(vendors::get(&mut tx, &from).await.unwrap().deleted);
    assert_eq!(search::find(&mut tx, "B-2", 10).await.unwrap().len(), 1);
    assert_eq!(search::find(&mut tx, "cyd", 10).await.unwrap()[0].id, into);
    assert_eq!(vendors::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().total, 1);

    history::undo(&mut tx, &act("Undo"), &merge.batch).await.unwrap();
    let after = (vendors::get(&mut tx, &from).await.unwrap(), vendors::get(&mut tx, &into).await.unwrap());
    assert_eq!((&after.0.fields, &after.1.fields), (&before.0.fields, &before.1.fields));
    assert!(!after.0.deleted);
    assert_eq!(attachments::list(&mut tx, &from).await.unwrap().len(), 1);
    for id in [
        licenses::get(&mut tx, &license, day(TODAY)).await.unwrap().vendor_id,
        contracts::get(&mut tx, &contract, day(TODAY)).await.unwrap().vendor_id,
        hardware::get(&mut tx, &server, day(TODAY)).await.unwrap().vendor_id,
        credentials::get(&mut tx, &login).await.unwrap().vendor_id,
        licenses::get(&mut tx, &trashed, day(TODAY)).await.unwrap().vendor_id,
    ] {
        assert_eq!(id.as_ref(), Some(&from));
    }

    let refused = lifecycle::merge_vendors(&mut tx, &act("Merge"), &from, &into, &["name".into()]).await;
    assert_eq!(refused.unwrap_err().field_name(), Some("take"));
    lifecycle::merge_vendors(&mut tx, &act("Merge"), &from, &into, &["account_number".into()]).await.unwrap();
    let chosen = vendors::get(&mut tx, &into).await.unwrap().fields;
    assert_eq!(chosen.account_number.as_deref(), Some("B-2"));
    assert!(chosen.notes.unwrap().contains("Replaced from “DELL GmbH”:\nAccount number: A-1"));
}
