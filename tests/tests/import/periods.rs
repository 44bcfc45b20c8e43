//! Lengths of time as people write them: notice, renewal, billing.

use anyhow::{Context, Result};
use holdfast_core::{
    import::{ColumnMapping, ImportKind, ImportOptions},
    list::ListQuery,
    terms::TermInput,
};

use super::place::*;

/// The one term of a license.
async fn term(place: &Place, name: &str) -> Result<TermInput> {
    place.license_named(name).await?.fields.terms.into_iter().next().context("a term")
}

#[tokio::test]
async fn a_list_of_subscriptions_as_an_office_keeps_it_comes_in_whole() -> Result<()> {
    let place = Place::open().await?;
    let file = "Software;Inhaber;Beginn;Ende;Preis;Abrechnung;Automatische Verlängerung;Verlängert um;Kündigungsfrist\n\
                Lohn;Vera Lang;01.01.2025;31.12.2025;1.200,00 €;jährlich;ja;12 Monate;3 Monate zum Vertragsende\n\
                Virenschutz;;15.02.2025;14.02.2028;900,00 €;einmalig;ja;36 Monate, danach jährlich;30 Tage\n\
                Fernwartung;;01.03.2025;28.02.2026;25,00 €;monatlich;ja;1 Monat;6 Wochen\n";
    let report = place.import(file.as_bytes(), &as_licenses()).await?;
    assert!(report.problems.is_empty() && report.left_out.is_empty(), "{report:?}");
    let once = report.notices.iter().any(|notice| notice.message.contains("billed once"));
    assert!(!once, "“einmalig” says so: {:?}", report.notices);
    let lengths =
        |term: TermInput| (term.billing_months, term.renewal_months, term.notice_months, term.notice_days);
    assert_eq!(lengths(term(&place, "Lohn").await?), (Some(12), Some(12), Some(3), None));
    assert_eq!(lengths(term(&place, "Virenschutz").await?), (None, Some(12), None, Some(30)));
    assert_eq!(lengths(term(&place, "Fernwartung").await?), (Some(1), Some(1), None, Some(42)));
    let again = place.import(file.as_bytes(), &as_licenses()).await?;
    assert_eq!((again.new, again.updated, again.unchanged), (0, 0, 3), "{again:?}");
    Ok(())
}

#[tokio::test]
async fn a_bare_notice_is_asked_unless_the_column_names_its_unit() -> Result<()> {
    let place = Place::open().await?;
    let file = b"name,ends,notice period\nA,2026-01-31,30\nB,2026-01-31,90 days\n".as_slice();
    let report = place.import(file, &as_licenses()).await?;
    let [problem] = report.problems.as_slice() else { anyhow::bail!("{:?}", report.problems) };
    assert_eq!((problem.row, problem.column.as_deref()), (2, Some("notice period")));
    assert!(problem.message.contains("30 days or 30 months"), "{}", problem.message);
    assert!(place.is_empty().await?);

    let told = ImportOptions {
        mapping: vec![ColumnMapping { column: "notice period".into(), field: Some("notice_months".into()) }],
        ..as_licenses()
    };
    place.import(file, &told).await?;
    assert_eq!(term(&place, "A").await?.notice_months, Some(30));
    let of_b = term(&place, "B").await?;
    assert_eq!(
        (of_b.notice_days, of_b.notice_months),
        (Some(90), None),
        "the cell's unit goes before the column's"
    );

    let named = b"name,ends,notice period (days)\nC,2026-01-31,30\n".as_slice();
    place.import(named, &as_licenses()).await?;
    assert_eq!(term(&place, "C").await?.notice_days, Some(30));
    Ok(())
}

#[tokio::test]
async fn another_notice_takes_the_place_of_the_one_before() -> Result<()> {
    let place = Place::open().await?;
    let row = |notice: &str| format!("name,ends,notice period,billing\nA,2026-01-31,{notice}\n");
    place.import(row("3 months,yearly").as_bytes(), &as_licenses()).await?;
    let report = place.import(row("30 days,once").as_bytes(), &as_licenses()).await?;
    assert_eq!((report.new, report.updated), (0, 1), "{report:?}");
    let now = term(&place, "A").await?;
    assert_eq!((now.notice_months, now.notice_days, now.billing_months), (None, Some(30), None));
    // A blank cell takes nothing away.
    place.import(row(",").as_bytes(), &as_licenses()).await?;
    assert_eq!(term(&place, "A").await?.notice_days, Some(30));
    Ok(())
}

#[tokio::test]
async fn a_contract_has_its_notice_from_the_same_column() -> Result<()> {
    let place = Place::open().await?;
    let file = "Vertrag;Lieferant;Vertragsende;Kündigungsfrist\nKopierer;Druckwerk;31.12.2026;6 Monate\n";
    let report = place.import(file.as_bytes(), &ImportOptions::new(ImportKind::Contracts)).await?;
    assert!(report.problems.is_empty(), "{report:?}");
    let mut conn = place.db.read().await?;
    let page = holdfast_core::contracts::list(&mut conn, &ListQuery::default(), place.now.today).await?;
    let id = &page.rows.first().context("a contract")?.id;
    let contract = holdfast_core::contracts::get(&mut conn, id, place.now.today).await?;
    let notice: Vec<Option<u32>> = contract.fields.terms.iter().map(|term| term.notice_months).collect();
    assert_eq!(notice, [Some(6)]);
    Ok(())
}
