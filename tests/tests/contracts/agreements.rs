//! Contracts, what they cover, renewals, cancellations.

use super::place::*;
use holdfast_core::{
    attachments,
    contracts::{self, ContractInput, ContractKind},
    db::Db,
    error::ErrorCode,
    hardware, history,
    ids::Kind,
    licenses::{self, LicenseInput},
    lifecycle,
    list::ListQuery,
    money::Money,
    overview,
    reminders::{self, DeadlineKind},
    search,
    terms::{self, CancellationInput, Owner, RenewalInput, TermInput},
    trash, vendors,
};
use sqlx::SqliteConnection;

#[tokio::test]
async fn a_contract_has_terms_deadlines_and_a_life_in_trash() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let term = TermInput {
        price_per_seat: false,
        seats: None,
        ..yearly_term("2025-12-28", "2026-12-27", 1, 50_000)
    };
    let input = ContractInput {
        name: "hv.example".into(),
        kind: ContractKind::Domain,
        vendor: Some("Bluewick".into()),
        reference: Some("K-4711".into()),
        sla: Some("4 h".into()),
        escalation: Some("Mrs Albers".into()),
        domain: Some("HV.example.".into()),
        dns_host: Some("ns1.bluewick.example".into()),
        category: Some("Web".into()),
        terms: vec![term],
        tags: vec!["web".into()],
        ..ContractInput::default()
    };
    let add = act("Add");
    let id = contracts::create(&mut tx, &add, input).await.unwrap();
    let contract = contracts::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(contract.fields.domain.as_deref(), Some("hv.example"));
    assert_eq!(contract.fields.tags, ["web"]);
    let kinds = |due: &[reminders::Deadline]| -> Vec<(DeadlineKind, String, Kind)> {
        due.iter().map(|due| (due.kind, due.due_on.clone(), due.subject.kind)).collect()
    };
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    assert_eq!(
        kinds(&due),
        [
            (DeadlineKind::ContractCancelBy, "2026-11-27".into(), Kind::Contract),
            (DeadlineKind::ContractEnds, "2026-12-27".into(), Kind::Contract),
        ]
    );
    // Past its end it has renewed itself, until somebody says otherwise.
    let due = reminders::deadlines(&mut tx, day("2027-01-10"), None).await.unwrap();
    assert_eq!(
        kinds(&due),
        [
            (DeadlineKind::RenewalConfirm, "2026-12-28".into(), Kind::Contract),
            (DeadlineKind::ContractCancelBy, "2027-11-27".into(), Kind::Contract),
            (DeadlineKind::ContractEnds, "2027-12-27".into(), Kind::Contract),
        ]
    );
    let later = day("2027-01-10");
    let row = contracts::list(&mut tx, &only("unconfirmed"), later).await.unwrap().rows.remove(0);
    assert_eq!(row.renewed_until.as_deref(), Some("2027-12-27"));
    assert_eq!(row.yearly, Some(Money::new(50_000, "EUR")));
    assert_eq!(contracts::list(&mut tx, &only("domain"), later).await.unwrap().total, 1);
    assert_eq!(contracts::list(&mut tx, &only("lease"), later).await.unwrap().total, 0);
    assert_eq!(
        contracts::sums(&mut tx, &ListQuery::default(), later).await.unwrap().yearly,
        [Money::new(50_000, "EUR")]
    );
    for text in ["4711", "hv.exa", "albers", "web"] {
        assert_eq!(search::find(&mut tx, text, 10).await.unwrap().len(), 1, "{text}");
    }
    let vendor = contract.vendor_id.clone().unwrap();
    let of_vendor = ListQuery { belongs_to: Some(vendor.clone()), ..ListQuery::default() };
    assert_eq!(contracts::list(&mut tx, &of_vendor, later).await.unwrap().total, 1);
    assert_eq!(vendors::get(&mut tx, &vendor).await.unwrap().counts.contracts, 1);
    let listed = vendors::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap();
    assert_eq!(listed.rows[0].next_due_on.as_deref(), Some("2026-11-27"));

    attachments::add(&mut tx, &act("Attach"), Kind::Contract, &id, "contract.pdf", b"%PDF").await.unwrap();
    trash::delete(&mut tx, &act("Delete"), Kind::Contract, &id).await.unwrap();
    assert_eq!(contracts::list(&mut tx, &ListQuery::default(), later).await.unwrap().total, 0);
    assert!(reminders::deadlines(&mut tx, later, None).await.unwrap().is_empty());
    trash::restore(&mut tx, &act("Restore"), Kind::Contract, &id).await.unwrap();
    let back = contracts::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(back.fields, contract.fields);

    let mut edited = back.fields.clone();
    edited.terms[0].price = Some(Money::new(60_000, "EUR"));
    let edit = act("Edit");
    contracts::update(&mut tx, &edit, &id, back.version, edited.clone()).await.unwrap();
    let conflict = contracts::update(&mut tx, &act("Edit"), &id, back.version, edited).await.unwrap_err();
    assert_eq!(conflict.code(), ErrorCode::Conflict);
    let entries = history::of_subject(&mut tx, &id, 10).await.unwrap();
    assert!(entries.iter().any(|entry| entry.entity == "term" && entry.title == "Edit"));
    history::undo(&mut tx, &act("Undo"), &edit.batch).await.unwrap();
    let back = contracts::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(back.terms[0].fields.price, Some(Money::new(50_000, "EUR")));
}

#[tokio::test]
async fn contracts_cover_devices_and_their_end_moves_the_coverage() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let server = device(&mut tx, "Server", Some("2027-01-15")).await;
    let printer = device(&mut tx, "Printer", None).await;
    let term = |start: &str, end: &str| TermInput {
        starts_on: Some(start.into()),
        ends_on: Some(end.into()),
        ..TermInput::default()
    };
    let input = support("Care pack", &[&server, &printer], vec![term("2027-03-01", "2029-02-28")]);
    let id = contracts::create(&mut tx, &act("Add"), input).await.unwrap();
    let coverage = hardware::get(&mut tx, &server, day(TODAY)).await.unwrap().coverage;
    assert_eq!((coverage.covered_today, coverage.covered_until.as_deref()), (true, Some("2029-02-28")));
    assert_eq!(coverage.gap, Some(("2027-01-16".into(), "2027-02-28".into())));
    let due = async |conn: &mut SqliteConnection| -> Vec<(DeadlineKind, String)> {
        let found = reminders::deadlines(conn, day(TODAY), None).await.unwrap();
        found.into_iter().map(|due| (due.kind, due.due_on)).collect()
    };
    // The contract has its own deadline; the devices under it do not repeat it. The server's gap before it is one.
    assert_eq!(
        due(&mut tx).await,
        [
            (DeadlineKind::WarrantyEnds, "2027-01-16".into()),
            (DeadlineKind::ContractEnds, "2029-02-28".into())
        ]
    );
    let covered = hardware::list(&mut tx, &only("covered"), day("2028-01-01")).await.unwrap();
    assert_eq!(covered.total, 2);
    assert_eq!(overview::get(&mut tx, day("2028-01-01")).await.unwrap().devices_covered, 2);
    assert_eq!(hardware::list(&mut tx, &only("out_of_coverage"), day(TODAY)).await.unwrap().total, 1);
    let of_server = ListQuery { belongs_to: Some(server.clone()), ..ListQuery::default() };
    assert_eq!(contracts::list(&mut tx, &of_server, day(TODAY)).await.unwrap().total, 1);

    // Saving the device's own form keeps what the contract gives.
    let seen = hardware::get(&mut tx, &server, day(TODAY)).await.unwrap();
    let mut fields = seen.fields.clone();
    fields.notes = Some("moved".into());
    hardware::update(&mut tx, &act("Edit"), &server, seen.version, fields).await.unwrap();
    assert_eq!(
        hardware::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().rows[1]
            .covered_until
            .as_deref(),
        Some("2029-02-28")
    );

    // Cancelled to an earlier day: now the devices are told themselves.
    let contract = contracts::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let cancellation = CancellationInput {
        term_id: contract.terms[0].id.clone(),
        effective_on: Some("2028-06-30".into()),
        ..CancellationInput::default()
    };
    lifecycle::cancel(&mut tx, &act("Cancel"), Kind::Contract, &id, &cancellation).await.unwrap();
    assert_eq!(
        due(&mut tx).await,
        [
            (DeadlineKind::WarrantyEnds, "2027-01-16".into()),
            (DeadlineKind::WarrantyEnds, "2028-06-30".into()),
            (DeadlineKind::WarrantyEnds, "2028-06-30".into())
        ]
    );

    // In Trash it covers nothing, and again when it is back.
    trash::delete(&mut tx, &act("Delete"), Kind::Contract, &id).await.unwrap();
    assert_eq!(due(&mut tx).await, [(DeadlineKind::WarrantyEnds, "2027-01-15".into())]);
    trash::restore(&mut tx, &act("Restore"), Kind::Contract, &id).await.unwrap();
    assert_eq!(due(&mut tx).await.len(), 3);
    // One device less.
    let contract = contracts::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let mut fields = contract.fields.clone();
    fields.device_ids = vec![server.clone()];
    contracts::update(&mut tx, &act("Edit"), &id, contract.version, fields).await.unwrap();
    assert_eq!(hardware::get(&mut tx, &printer, day(TODAY)).await.unwrap().coverage.covered_until, None);
    // An insurance repairs nothing.
    let mut fields = contracts::get(&mut tx, &id, day(TODAY)).await.unwrap().fields;
    fields.kind = ContractKind::Insurance;
    let version = contracts::get(&mut tx, &id, day(TODAY)).await.unwrap().version;
    contracts::update(&mut tx, &act("Edit"), &id, version, fields).await.unwrap();
    assert_eq!(due(&mut tx).await, [(DeadlineKind::WarrantyEnds, "2027-01-15".into())]);
    let unknown =
        contracts::create(&mut tx, &act("Add"), support("X", &["nothing"], Vec::new())).await.unwrap_err();
    assert_eq!(unknown.field_name(), Some("device_ids"));
}

#[tokio::test]
async fn a_contract_that_renews_itself_covers_on() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let server = device(&mut tx, "Server", None).await;
    let term =
        TermInput { seats: None, price_per_seat: false, ..yearly_term("2025-01-01", "2025-12-31", 1, 100) };
    contracts::create(&mut tx, &act("Add"), support("Care", &[&server], vec![term])).await.unwrap();
    let coverage = hardware::get(&mut tx, &server, day(TODAY)).await.unwrap().coverage;
    assert_eq!((coverage.covered_today, coverage.covered_until.as_deref()), (true, Some("2026-12-31")));
    assert_eq!(hardware::list(&mut tx, &only("covered"), day(TODAY)).await.unwrap().total, 1);
}

#[tokio::test]
async fn a_cancellation_ends_deadlines_and_a_rolled_term_is_confirmed_first() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let input = LicenseInput {
        name: "Prism".into(),
        vendor: Some("Statcon".into()),
        terms: vec![yearly_term("2024-12-28", "2025-12-27", 5, 10_000)],
        ..LicenseInput::default()
    };
    let id = licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    let license = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(license.terms[0].rolled.as_ref().unwrap().ends_on, "2026-12-27");
    let notice =
        terms::notice_of(&mut tx, Owner::License(&id), &license.terms[0].id, day(TODAY)).await.unwrap();
    assert!(notice.subject.ends_with("effective 27 December 2026"), "{}", notice.subject);
    assert!(notice.text.contains("which ends on 27 November 2026"), "{}", notice.text);
    assert!(notice.text.contains("Would renew for: 12 months"), "{}", notice.text);
    let at = |effective: &str| CancellationInput {
        term_id: license.terms[0].id.clone(),
        cancelled_on: None,
        effective_on: (!effective.is_empty()).then(|| effective.to_owned()),
    };
    let late =
        lifecycle::cancel(&mut tx, &act("Cancel"), Kind::License, &id, &at("2027-05-01")).await.unwrap_err();
    assert_eq!(late.field_name(), Some("effective_on"));
    tx.rollback().await.unwrap();

    let mut tx = db.write().await.unwrap();
    let input = LicenseInput {
        name: "Prism".into(),
        vendor: Some("Statcon".into()),
        terms: vec![yearly_term("2024-12-28", "2025-12-27", 5, 10_000)],
        ..LicenseInput::default()
    };
    let id = licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    let license = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    let at = |effective: &str| CancellationInput {
        term_id: license.terms[0].id.clone(),
        cancelled_on: None,
        effective_on: (!effective.is_empty()).then(|| effective.to_owned()),
    };
    let cancel = act("Cancel");
    lifecycle::cancel(&mut tx, &cancel, Kind::License, &id, &at("")).await.unwrap();
    assert!(reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap().is_empty());
    let after = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(after.terms.len(), 2);
    let confirmed = &after.terms[0];
    assert_eq!(confirmed.fields.cancelled_on.as_deref(), Some(TODAY));
    assert_eq!(confirmed.last_on.as_deref(), Some("2026-12-27"));
    assert_eq!(after.seats.bought, Some(5));
    let gone = licenses::get(&mut tx, &id, day("2026-12-28")).await.unwrap().seats;
    assert_eq!((gone.bought, gone.ended), (Some(0), true));
    let listed = licenses::list(&mut tx, &ListQuery::default(), day("2027-06-01")).await.unwrap();
    assert!(listed.rows[0].cancelled && listed.rows[0].renewed_until.is_none());
    let cancelled = RenewalInput { term: TermInput::default(), vendor: None };
    let refused = lifecycle::renew(&mut tx, &act("Renew"), Kind::License, &id, cancelled).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Refused);
    history::undo(&mut tx, &act("Undo"), &cancel.batch).await.unwrap();
    let back = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!((back.terms.len(), back.terms[0].fields.cancelled_on.clone()), (1, None));
}

/// The day on which notice was given, the last day that was told; the last day that counts, and how many terms there are.
#[tokio::test]
async fn a_cancellation_ends_with_the_period_in_which_its_notice_runs_out() {
    for (given, told, last, terms) in [
        // It was given in time for the recorded end, and is entered only now: nothing renewed itself.
        (Some("2025-11-01"), None, Some("2025-12-27"), 1),
        // Too late for that end, and in time for the next.
        (Some("2025-12-20"), None, Some("2026-12-27"), 2),
        (None, None, Some("2026-12-27"), 2),
        // Too late for that one as well.
        (Some("2026-12-10"), None, Some("2027-12-27"), 2),
        // A day that was told stands, within the period that runs.
        (Some("2025-11-01"), Some("2026-06-30"), Some("2026-06-30"), 2),
        (Some("2025-11-01"), Some("2025-12-20"), Some("2025-12-20"), 1),
        (None, Some("2027-05-01"), None, 0),
    ] {
        let db = Db::in_memory().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let input = LicenseInput {
            name: "Prism".into(),
            terms: vec![yearly_term("2024-12-28", "2025-12-27", 5, 10_000)],
            ..LicenseInput::default()
        };
        let id = licenses::create(&mut tx, &act("Add"), input).await.unwrap();
        let license = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
        let cancellation = CancellationInput {
            term_id: license.terms[0].id.clone(),
            cancelled_on: given.map(Into::into),
            effective_on: told.map(Into::into),
        };
        let done = lifecycle::cancel(&mut tx, &act("Cancel"), Kind::License, &id, &cancellation).await;
        let Some(last) = last else {
            assert_eq!(done.unwrap_err().field_name(), Some("effective_on"));
            continue;
        };
        done.unwrap();
        let after = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
        assert_eq!(after.terms.len(), terms, "{given:?} {told:?}");
        assert_eq!(after.terms[0].last_on.as_deref(), Some(last), "{given:?} {told:?}");
        assert!(after.terms.iter().all(|term| term.rolled.is_none()), "{given:?} {told:?}");
    }
}

#[tokio::test]
async fn a_switch_of_vendor_leaves_earlier_terms_where_they_were_bought() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let input = LicenseInput {
        name: "Prism".into(),
        vendor: Some("Statcon".into()),
        terms: vec![yearly_term("2026-01-01", "2026-12-31", 5, 10_000)],
        ..LicenseInput::default()
    };
    let id = licenses::create(&mut tx, &act("Add"), input).await.unwrap();
    let term = terms::propose_renewal(&mut tx, Owner::License(&id), None, day(TODAY)).await.unwrap().term;
    let renew = act("Renew");
    let input = RenewalInput { term, vendor: Some("Norddata".into()) };
    lifecycle::renew(&mut tx, &renew, Kind::License, &id, input.clone()).await.unwrap();
    let license = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!(license.fields.vendor.as_deref(), Some("Norddata"));
    let vendors_of: Vec<Option<&str>> =
        license.terms.iter().map(|term| term.fields.vendor.as_deref()).collect();
    assert_eq!(vendors_of, [None, Some("Statcon")]);
    let term = TermInput { renews_term_id: Some(license.terms[1].id.clone()), ..input.term };
    let again = RenewalInput { term, vendor: None };
    let twice = lifecycle::renew(&mut tx, &act("Renew"), Kind::License, &id, again).await.unwrap_err();
    assert_eq!(twice.code(), ErrorCode::Refused);
    let letter =
        terms::notice_of(&mut tx, Owner::License(&id), &license.terms[1].id, day(TODAY)).await.unwrap();
    assert!(letter.text.starts_with("Statcon\n"), "{}", letter.text);
    history::undo(&mut tx, &act("Undo"), &renew.batch).await.unwrap();
    let back = licenses::get(&mut tx, &id, day(TODAY)).await.unwrap();
    assert_eq!((back.fields.vendor.as_deref(), back.terms[0].fields.vendor.clone()), (Some("Statcon"), None));
}

#[tokio::test]
async fn bad_input_is_named_by_its_field_and_odd_input_warns() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    let term = |change: &dyn Fn(&mut TermInput)| {
        let mut term = yearly_term("2026-01-01", "2026-12-31", 5, 10_000);
        change(&mut term);
        term
    };
    let bad: [(TermInput, &str); 9] = [
        (term(&|term| term.ends_on = Some("2025-12-31".into())), "terms.0.ends_on"),
        (term(&|term| term.price = Some(Money::new(-1, "EUR"))), "terms.0.price"),
        (term(&|term| term.price = Some(Money::new(1, "QQQ"))), "terms.0.price"),
        (term(&|term| term.price = Some(Money::new(i64::MAX, "EUR"))), "terms.0.price"),
        (term(&|term| term.seats = Some(4_000_000_000)), "terms.0.seats"),
        (term(&|term| term.notice_days = Some(100_000)), "terms.0.notice_days"),
        (term(&|term| term.tax_rate = Some(20_000)), "terms.0.tax_rate"),
        (term(&|term| term.cancel_effective_on = Some("2026-06-30".into())), "terms.0.cancelled_on"),
        (term(&|term| term.adds_to_term_id = Some("nothing".into())), "terms.0.adds_to_term_id"),
    ];
    for (term, field) in bad {
        let input = support("X", &[], vec![term]);
        let error = contracts::create(&mut tx, &act("Add"), input).await.unwrap_err();
        assert_eq!(error.field_name(), Some(field));
        tx.rollback().await.unwrap();
        tx = db.write().await.unwrap();
    }
    let none = contracts::create(&mut tx, &act("Add"), support("  ", &[], Vec::new())).await.unwrap_err();
    assert_eq!(none.field_name(), Some("name"));
    let bad_list = contracts::list(&mut tx, &only("purple"), day(TODAY)).await.unwrap_err();
    assert_eq!(bad_list.field_name(), Some("only"));

    let odd = [
        term(&|term| term.notice_months = Some(13)),
        term(&|term| term.purchased_on = Some("2027-05-01".into())),
    ];
    let warnings = terms::check(&mut tx, None, &odd, Some(12), day(TODAY)).await.unwrap();
    let fields: Vec<&str> = warnings.iter().map(|warning| warning.field.as_str()).collect();
    assert_eq!(fields, ["terms.0.notice_months", "terms.1.purchased_on", "terms.0.seats"]);
    // What warns is kept all the same.
    let input = support("Odd", &[], odd.to_vec());
    contracts::create(&mut tx, &act("Add"), input).await.unwrap();
}
