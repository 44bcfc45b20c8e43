//! What filters find, as tables of cases and as properties.

use super::*;
use crate::{
    Act, any_list,
    clock::Now,
    db::Db,
    fields::custom::{self, CustomFieldInput, CustomType, CustomValue},
    hardware::{self, DeviceInput, DeviceRow, DeviceStatus},
    history::Actor,
    licenses::{self, LicenseInput},
    list::ListQuery,
    money::Money,
    people::{self, PersonInput},
    terms::TermInput,
};
use proptest::prelude::*;

const TODAY: &str = "2026-06-15";

fn now() -> Now {
    Now::as_of(TODAY.parse().unwrap())
}

fn act() -> Act {
    Act::new(now(), Actor::Window, "Test")
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

async fn names(conn: &mut SqliteConnection, kind: Kind, filter: &str) -> Result<Vec<String>> {
    let query = ListQuery { filter: filter.to_owned(), sort: "name".to_owned(), ..ListQuery::default() };
    let rows = any_list::rows(conn, kind, &query, now().today).await?;
    Ok(rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect())
}

async fn licenses_to_filter(conn: &mut SqliteConnection) {
    let act = act();
    let term = |ends: &str, seats: u32, minor: i64, currency: &str| TermInput {
        starts_on: some("2026-01-01"),
        ends_on: some(ends),
        seats: Some(seats),
        price: Some(Money::new(minor, currency)),
        ..TermInput::default()
    };
    for (name, vendor, tags, term) in [
        ("Alpha", "Acme", vec!["finance"], Some(term("2026-12-31", 5, 100_000, "EUR"))),
        ("Beta", "Acme Nord", vec!["finance", "old"], Some(term("2027-01-01", 10, 100_001, "EUR"))),
        ("Gamma", "Öffner GmbH", vec![], Some(term("2027-06-30", 1, 1_001, "JPY"))),
        ("Delta", "", vec!["build tools"], Some(term("2026-07-01", 1, 999_999, "KWD"))),
        ("Epsilon", "", vec![], None),
    ] {
        let input = LicenseInput {
            name: name.into(),
            vendor: some(vendor).filter(|vendor| !vendor.is_empty()),
            tags: tags.into_iter().map(str::to_owned).collect(),
            terms: term.into_iter().collect(),
            custom: [("cost_center".to_owned(), some(name).map(CustomValue::Text))].into(),
            ..LicenseInput::default()
        };
        licenses::create(conn, &act, input).await.unwrap();
    }
}

async fn cost_center(conn: &mut SqliteConnection) {
    let field = CustomFieldInput {
        label: "Cost center".into(),
        value_type: CustomType::Text,
        choices: Vec::new(),
        required: false,
        default: None,
        shown: true,
    };
    custom::create(conn, &act(), Kind::License, field).await.unwrap();
}

#[tokio::test]
async fn licenses_are_found_by_what_is_asked() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    cost_center(&mut tx).await;
    licenses_to_filter(&mut tx).await;
    for (filter, expected) in [
        ("", "Alpha Beta Delta Epsilon Gamma"),
        ("vendor:acme", "Alpha Beta"),
        ("vendor=acme", "Alpha"),
        ("vendor:öffner", "Gamma"),
        ("Vendor:ÖFFNER", "Gamma"),
        ("vendor:none", "Delta Epsilon"),
        ("vendor:any", "Alpha Beta Gamma"),
        ("-vendor:any", "Delta Epsilon"),
        ("-vendor:acme", "Delta Epsilon Gamma"),
        ("vendor!=acme", "Beta Delta Epsilon Gamma"),
        ("ends<2027-01", "Alpha Delta"),
        ("ends<=2027-01", "Alpha Beta Delta"),
        ("ends>2027", ""),
        ("ends>=2027", "Beta Gamma"),
        ("ends:2027", "Beta Gamma"),
        ("ends:2027-01-01", "Beta"),
        ("ends:2027-Q2", "Gamma"),
        ("ends:2026-12..2027-01", "Alpha Beta"),
        ("ends:2026-12..", "Alpha Beta Gamma"),
        ("ends<=16d", "Delta"),
        ("ends:none", "Epsilon"),
        ("-ends<2027-01", "Beta Epsilon Gamma"),
        ("tag:finance", "Alpha Beta"),
        ("tag:finance -tag:old", "Alpha"),
        ("tags=\"build tools\"", "Delta"),
        ("tag:none", "Epsilon Gamma"),
        ("tag:old,build", "Beta Delta"),
        // The number in the column, in whatever currency: 1000.00, 1000.01, 1001, 999.999.
        ("price>1000", "Beta Gamma"),
        ("price>=1000", "Alpha Beta Gamma"),
        ("price<1000", "Delta"),
        ("price>1000eur", "Beta"),
        ("price:1000", "Alpha"),
        ("price:1001", "Gamma"),
        ("price:eur", "Alpha Beta"),
        ("price:900..1000eur", "Alpha"),
        ("price:999.999", "Delta"),
        ("price:none", "Epsilon"),
        ("seats:5..10", "Alpha Beta"),
        ("seats>5", "Beta"),
        ("kind:subscription", "Alpha Beta Delta Epsilon Gamma"),
        ("kind:saas vendor:acme", "Alpha Beta"),
        ("is:oem", ""),
        ("is:ending", "Delta"),
        ("-is:ending tag:any", "Alpha Beta"),
        ("\"cost center\":gam", "Gamma"),
        ("cost_center=Beta", "Beta"),
        ("custom.cost_center:none", ""),
        // A text without an operator: search text, linked names, and what columns show.
        ("acme", "Alpha Beta"),
        ("ACME beta", "Beta"),
        ("2027", "Beta Gamma"),
        ("\"1 jan 2027\"", "Beta"),
        ("2026-12", "Alpha"),
        ("kwd", "Delta"),
        ("-finance", "Delta Epsilon Gamma"),
        ("subscription gamma", "Gamma"),
    ] {
        let found = names(&mut tx, Kind::License, filter).await.unwrap();
        assert_eq!(found.join(" "), expected, "{filter}");
    }
}

#[tokio::test]
async fn a_status_is_found_by_the_words_that_show_it() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    for (name, status, mac) in [
        ("One", DeviceStatus::InStock, Some("00:1A:2B:3C:4D:5E")),
        ("Two", DeviceStatus::Retired, None),
        ("Three", DeviceStatus::InRepair, None),
    ] {
        let input =
            DeviceInput { name: name.into(), status, mac: mac.map(str::to_owned), ..Default::default() };
        hardware::create(&mut tx, &act(), input).await.unwrap();
    }
    for (filter, expected) in [
        ("\"in stock\"", "One"),
        ("in stock", "One"),
        ("repair", "Three"),
        ("-is:retired", "One Three"),
        ("is:in-stock", "One"),
        ("is:in_stock,retired", "One Two"),
        ("status:repair", "Three"),
        ("status:stock", "One"),
        ("-status:\"in stock\"", "Three Two"),
        ("00:1a:2b", "One"),
        ("is:lent", ""),
        ("covered:none", "One Three Two"),
    ] {
        let found = names(&mut tx, Kind::Device, filter).await.unwrap();
        assert_eq!(found.join(" "), expected, "{filter}");
    }
}

#[tokio::test]
async fn every_condition_and_every_column_of_every_list_can_be_asked() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    licenses_to_filter_without_fields(&mut tx).await;
    let today = now().today;
    for kind in Kind::ALL {
        let catalog = columns::catalog(&mut tx, kind).await.unwrap();
        let mut filters: Vec<String> =
            columns::conditions(kind).iter().map(|known| format!("is:{}", known.word)).collect();
        for column in &catalog.columns {
            let name = &column.name;
            filters.push(format!("{name}:none"));
            filters.push(format!("{name}:any"));
            filters.push(match column.shape {
                Shape::Day => format!("{name}<2027-01"),
                Shape::Count => format!("{name}>2"),
                Shape::Money => format!("{name}>2eur"),
                Shape::YesNo => format!("{name}:yes"),
                Shape::Choice => format!("{name}:{}", column.words[0].word),
                Shape::Text | Shape::Link | Shape::Tags => format!("{name}:x"),
            });
        }
        filters.push("2027".into());
        filters.push("12".into());
        filters.push("\"in stock\"".into());
        for filter in filters {
            for not in ["", "-"] {
                let filter = format!("{not}{filter}");
                let query = ListQuery { filter: filter.clone(), ..ListQuery::default() };
                let found = any_list::rows(&mut tx, kind, &query, today).await;
                assert!(found.is_ok(), "{kind}: {filter}: {:?}", found.err());
            }
        }
    }
}

async fn licenses_to_filter_without_fields(conn: &mut SqliteConnection) {
    let input = LicenseInput { name: "One".into(), ..LicenseInput::default() };
    licenses::create(conn, &act(), input).await.unwrap();
    people::create(conn, &act(), PersonInput { name: "Ann".into(), ..Default::default() }).await.unwrap();
}

#[tokio::test]
async fn an_error_says_where_and_proposes_the_nearest() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.read().await.unwrap();
    for (filter, offset, length, words) in [
        ("vendro:acme", 0, 6, "“vendor”"),
        ("acme vnedor:x", 5, 6, "“vendor”"),
        ("äöü edns<2027", 4, 4, "“ends”"),
        ("ends<soon", 5, 4, "2027-01-31"),
        ("ends<", 0, 5, "Say what"),
        ("price>many", 6, 4, "1000eur"),
        ("kind:blue", 5, 4, "Subscription, Perpetual"),
        ("is:ovr", 3, 3, "is:over"),
        ("vendor>acme", 7, 4, "no order"),
        ("vendor:\"acme", 7, 5, "not closed"),
        ("price>1000xyz", 6, 7, "1000eur"),
    ] {
        let query = ListQuery { filter: filter.into(), ..ListQuery::default() };
        let Err(Error::Filter(error)) = any_list::rows(&mut conn, Kind::License, &query, now().today).await
        else {
            panic!("{filter} was taken");
        };
        assert_eq!((error.offset, error.length), (offset, length), "{filter}: {}", error.message);
        assert!(error.message.contains(words), "{filter}: {}", error.message);
    }
}

#[tokio::test]
async fn a_filter_is_told_in_words() {
    let db = Db::in_memory().await.unwrap();
    let mut conn = db.read().await.unwrap();
    let text = "vendor:acme ends<2027-01 -is:over kind:oem price>1000 \"in stock\"";
    let reading = explain(&mut conn, Kind::License, text, now().today).await.unwrap();
    let words: Vec<&str> = reading.parts.iter().map(|part| part.words.as_str()).collect();
    assert_eq!(
        words,
        ["Vendor: acme", "Ends before 2027-01", "not Over-used", "Kind: OEM", "Price > 1000", "in stock"]
    );
    assert_eq!(reading.parts.iter().filter(|part| part.asks).count(), 5);
    assert_eq!(reading.error, None);
}

#[tokio::test]
async fn what_is_proposed_can_be_read() {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.write().await.unwrap();
    cost_center(&mut tx).await;
    licenses_to_filter(&mut tx).await;
    let today = now().today;
    for (text, expected) in [
        ("ve", "vendor:"),
        ("vendor:ac", "Acme"),
        ("tag:bui", "\"build tools\""),
        ("is:ov", "over"),
        ("kind:o", "oem"),
        ("acme ends<", "today"),
        ("tag:old,fin", "finance"),
        ("-is:end", "ending"),
    ] {
        let at = u32::try_from(text.chars().count()).unwrap();
        let found = complete(&mut tx, Kind::License, text, at).await.unwrap();
        assert!(found.list.iter().any(|way| way.text == expected), "{text}: {:?}", found.list);
        for way in found.list.iter().filter(|way| way.whole) {
            let kept: String = text.chars().take(usize::try_from(found.from).unwrap()).collect();
            let whole = format!("{kept}{}", way.text);
            let read = read(&mut tx, Kind::License, &whole, today).await;
            assert!(read.is_ok(), "{whole}: {:?}", read.err());
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

proptest! {
    #[test]
    fn no_text_stops_the_reader(text in "[ a-zA-Z0-9\"“”:=<>!,.\\-_€$äß\\\\*?\\[\\]]{0,60}|\\PC{0,40}") {
        let read = parse::terms(&text);
        let length = u32::try_from(text.chars().count()).unwrap();
        if let Err(error) = read {
            prop_assert!(error.offset + error.length <= length, "{error:?}");
        }
        let _ = values::amount(&text);
        let _ = values::whole(&text);
        let _ = values::days(&text, now().today);
        let _ = values::month_number(&text);
    }

    #[test]
    fn quoted_words_are_read_back(text in "\\PC{1,30}") {
        let whole = parse::quoted(&text);
        let terms = parse::terms(&whole).unwrap();
        prop_assert_eq!(terms.len(), 1);
        prop_assert!(!terms[0].negative);
        match &terms[0].what {
            parse::What::Bare(said) => prop_assert_eq!(&said.text, &text),
            asked => prop_assert!(false, "{:?}", asked),
        }
    }
}

/// What a term of a filter should find, worked out from the row alone.
#[derive(Debug, Clone)]
enum Naive {
    Name(String),
    Status(&'static str),
    Bought(&'static str, i32),
    Price(&'static str, i64, Option<&'static str>),
    Life(&'static str, i64),
    Tagged(&'static str),
    NoPrice,
}

fn compares<T: PartialOrd>(a: &T, op: &str, b: &T) -> bool {
    match op {
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        ">=" => a >= b,
        _ => a == b,
    }
}

impl Naive {
    fn written(&self) -> String {
        match self {
            Naive::Name(part) => format!("name:{}", parse::quoted(part)),
            Naive::Status(word) => format!("status:{word}"),
            Naive::Bought(op, year) => format!("purchased{op}{year}"),
            Naive::Price(op, whole, currency) => format!("price{op}{whole}{}", currency.unwrap_or("")),
            Naive::Life(op, months) => format!("expected_life_months{op}{months}"),
            Naive::Tagged(tag) => format!("tag={tag}"),
            Naive::NoPrice => "price:none".into(),
        }
    }

    fn holds(&self, row: &DeviceRow, input: &DeviceInput) -> bool {
        match self {
            Naive::Name(part) => row.fields.name.to_lowercase().contains(&part.to_lowercase()),
            Naive::Status(word) => crate::text_enum::word(&row.fields.status) == *word,
            Naive::Bought(op, year) => row.fields.purchased_on.as_deref().is_some_and(|day| {
                let bought: i32 = day[..4].parse().unwrap();
                compares(&bought, op, year)
            }),
            Naive::Price(op, whole, currency) => row.fields.price.as_ref().is_some_and(|price| {
                let decimals = crate::money::Currency::parse(&price.currency).unwrap().decimals();
                let bound = whole * 10_i64.pow(decimals);
                compares(&price.minor, op, &bound) && currency.is_none_or(|code| code == price.currency)
            }),
            Naive::Life(op, months) => {
                input.expected_life_months.is_some_and(|life| compares(&i64::from(life), op, months))
            }
            Naive::Tagged(tag) => input.tags.iter().any(|known| known == tag),
            Naive::NoPrice => row.fields.price.is_none(),
        }
    }
}

const OPS: [&str; 6] = [":", "=", "<", "<=", ">", ">="];

fn naive() -> impl Strategy<Value = Naive> {
    let op = || prop::sample::select(&OPS[..]);
    prop_oneof![
        "[a-cÄä* ]{1,2}"
            .prop_filter("not blank", |text| !text.trim().is_empty() && text.trim() == text)
            .prop_map(Naive::Name),
        prop::sample::select(&["in_use", "in_stock", "retired"][..]).prop_map(Naive::Status),
        (op(), 2019_i32..2023).prop_map(|(op, year)| Naive::Bought(op, year)),
        (op(), 0_i64..4, prop::option::of(prop::sample::select(&["EUR", "JPY", "KWD"][..])))
            .prop_map(|(op, whole, currency)| Naive::Price(op, whole, currency)),
        (op(), 11_i64..15).prop_map(|(op, months)| Naive::Life(op, months)),
        prop::sample::select(&["red", "blue"][..]).prop_map(Naive::Tagged),
        Just(Naive::NoPrice),
    ]
}

fn device() -> impl Strategy<Value = DeviceInput> {
    (
        "[a-cÄä*]{1,3}",
        prop::sample::select(&[DeviceStatus::InUse, DeviceStatus::InStock, DeviceStatus::Retired][..]),
        prop::option::of((2019_i32..2023, 1_u32..13)),
        prop::option::of((0_i64..4000, prop::sample::select(&["EUR", "JPY", "KWD"][..]))),
        prop::option::of(11_u32..15),
        prop::collection::vec(prop::sample::select(&["red", "blue"][..]), 0..2),
    )
        .prop_map(|(name, status, bought, price, life, tags)| DeviceInput {
            name,
            status,
            purchased_on: bought.map(|(year, month)| format!("{year}-{month:02}-15")),
            price: price.map(|(minor, currency)| Money::new(minor, currency)),
            expected_life_months: life,
            tags: tags.into_iter().map(str::to_owned).collect(),
            ..DeviceInput::default()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_database_finds_what_the_rows_say(
        devices in prop::collection::vec(device(), 1..12),
        filters in prop::collection::vec(prop::collection::vec((any::<bool>(), naive()), 1..4), 12),
    ) {
        runtime().block_on(async {
            let db = Db::in_memory().await.unwrap();
            let mut tx = db.write().await.unwrap();
            let mut inputs = std::collections::HashMap::new();
            for input in devices {
                let id = hardware::create(&mut tx, &act(), input.clone()).await.unwrap();
                inputs.insert(id, input);
            }
            let all = hardware::list(&mut tx, &ListQuery::default(), now().today).await.unwrap().rows;
            for terms in filters {
                let written: Vec<String> = terms
                    .iter()
                    .map(|(not, term)| format!("{}{}", if *not { "-" } else { "" }, term.written()))
                    .collect();
                let query = ListQuery { filter: written.join(" "), ..ListQuery::default() };
                let found = hardware::list(&mut tx, &query, now().today).await.unwrap();
                let expected: Vec<&str> = all
                    .iter()
                    .filter(|row| terms.iter().all(|(not, term)| term.holds(row, &inputs[&row.id]) != *not))
                    .map(|row| row.id.as_str())
                    .collect();
                let ids: Vec<&str> = found.rows.iter().map(|row| row.id.as_str()).collect();
                assert_eq!(ids, expected, "{}", query.filter);
                assert_eq!(found.total as usize, expected.len(), "{}", query.filter);
            }
        });
    }
}
