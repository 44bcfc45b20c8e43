//! Cells as other programs and people write them: numbers, currencies, dates, wrappings, and words for nothing.

use anyhow::{Context, Result};
use holdfast_core::{
    hardware::{self, Device},
    import::{self, DecimalMark, ImportKind, ImportOptions, ImportReport},
    licenses,
    list::ListQuery,
    locations, people,
    secrets::{self, ExposeSecret, Slot},
    vendors,
};

use super::place::*;

fn as_hardware() -> ImportOptions {
    ImportOptions::new(ImportKind::Hardware)
}

/// Imports a file that has no problems, a second time without a change.
async fn twice(place: &Place, bytes: &[u8], options: &ImportOptions) -> Result<ImportReport> {
    let first = place.import(bytes, options).await?;
    assert!(first.problems.is_empty(), "{:?}", first.problems);
    let again = place.import(bytes, options).await?;
    assert_eq!((again.new, again.updated), (0, 0), "{again:?}");
    Ok(first)
}

/// Name, seats and price of every license, by name: "A 5 129.00 EUR".
async fn bought(place: &Place) -> Result<Vec<String>> {
    let mut conn = place.db.read().await?;
    let mut all = Vec::new();
    for row in licenses::list(&mut conn, &ListQuery::default(), place.now.today).await?.rows {
        let license = licenses::get(&mut conn, &row.id, place.now.today).await?;
        let [term] = license.fields.terms.as_slice() else {
            anyhow::bail!("{} has not one term", row.fields.name)
        };
        let price = term.price.as_ref().map(|price| format!("{} {}", price.minor, price.currency));
        let seats = term.seats.map(|seats| seats.to_string());
        all.push(format!("{} {} {}", row.fields.name, seats.unwrap_or_default(), price.unwrap_or_default()));
    }
    all.sort();
    Ok(all)
}

#[tokio::test]
async fn a_column_of_numbers_has_one_decimal_mark() -> Result<()> {
    let files: [(&str, &[&str]); 4] = [
        (
            "name,seats,price\nA,7.000,349.000\nB,2.000,2499.000\nC,18.000,0.750\nD,40,19.500\n",
            &["A 7 34900 EUR", "B 2 249900 EUR", "C 18 75 EUR", "D 40 1950 EUR"],
        ),
        (
            "name;seats;price\nA;7,000;3,490\nB;18,000;34,90\nC;2,000;2.499,00\n",
            &["A 7 349 EUR", "B 18 3490 EUR", "C 2 249900 EUR"],
        ),
        (
            "name;seats;price\nA;1;24,90\nB;1;2,345\nC;1;89,50\n",
            &["A 1 2490 EUR", "B 1 235 EUR", "C 1 8950 EUR"],
        ),
        ("name;seats;price\nA;\"7,000\";\"$3,490.50\"\nB;12;$90\n", &["A 7000 349050 USD", "B 12 9000 USD"]),
    ];
    for (file, expected) in files {
        let place = Place::open().await?;
        twice(&place, file.as_bytes(), &as_licenses()).await?;
        assert_eq!(bought(&place).await?, expected, "{file}");
    }
    Ok(())
}

#[tokio::test]
async fn a_number_read_against_its_look_is_named() -> Result<()> {
    let place = Place::open().await?;
    let file = "name;price\nA;24,90\nB;2,345\nC;89,50\n";
    let report = place.import(file.as_bytes(), &as_licenses()).await?;
    let named: Vec<u32> = report
        .notices
        .iter()
        .filter(|notice| notice.message.contains("2.35"))
        .map(|notice| notice.row)
        .collect();
    assert_eq!(named, [3], "{:?}", report.notices);
    Ok(())
}

#[tokio::test]
async fn numbers_that_nothing_settles_are_asked_once() -> Result<()> {
    let place = Place::open().await?;
    let file = b"name,seats,price\nA,\"5,000\",\n".as_slice();
    let report = place.import(file, &as_licenses()).await?;
    assert!(place.is_empty().await?);
    assert!(report.problems[0].message.contains("--decimal"), "{:?}", report.problems);
    let skipped = place.import(file, &skipping(ImportKind::Licenses)).await;
    assert!(skipped.unwrap_err().to_string().contains("--decimal"), "skipping passes over no question");
    let mut conn = place.db.read().await?;
    let (preview, _) = import::preview(&mut conn, file, &as_licenses(), &place.now).await?;
    assert_eq!(preview.format.decimal_needed.as_deref(), Some("5,000"));
    drop(conn);
    for (mark, seats) in [(DecimalMark::Point, 5000), (DecimalMark::Comma, 5)] {
        let place = Place::open().await?;
        let told = ImportOptions { decimal: Some(mark), ..as_licenses() };
        twice(&place, file, &told).await?;
        assert_eq!(bought(&place).await?, [format!("A {seats} ")]);
    }
    Ok(())
}

const PRICES: &str = "name;price
BR;R$ 2.499,00
CH;Fr. 2'499.50
CH2;SFr. 49.-
CZ;2\u{a0}499,00 Kč
EU;EUR 24,99
HU;87 500 Ft
IN;₹ 2,49,900.00
NZ;NZ$ 24.99
PL;2\u{202f}499,00 zł
RO;249,90 lei
TR;₺2.499,00
US;US$ 24.99
";

#[tokio::test]
async fn signs_and_words_of_currencies_are_known() -> Result<()> {
    let place = Place::open().await?;
    let mut bought_in = Vec::new();
    for line in PRICES.lines().skip(1) {
        let place = Place::open().await?;
        let file = format!("name;price\n{line}\n");
        let report = place.import(file.as_bytes(), &as_licenses()).await?;
        assert_eq!(report.new, 1, "{line}: {:?}", report.problems);
        bought_in.extend(bought(&place).await?);
    }
    let expected = [
        "BR  249900 BRL",
        "CH  249950 CHF",
        "CH2  4900 CHF",
        "CZ  249900 CZK",
        "EU  2499 EUR",
        "HU  8750000 HUF",
        "IN  24990000 INR",
        "NZ  2499 NZD",
        "PL  249900 PLN",
        "RO  24990 RON",
        "TR  249900 TRY",
        "US  2499 USD",
    ];
    assert_eq!(bought_in, expected);
    // Together they have both marks; no cell is doubtful, so each is read by its own shape.
    twice(&place, PRICES.as_bytes(), &as_licenses()).await?;
    assert_eq!(bought(&place).await?, expected);
    Ok(())
}

#[tokio::test]
async fn a_sign_of_several_currencies_is_asked_or_told() -> Result<()> {
    let file = "name;price\nSE;2 499 kr\nSE2;kr 2.499,50\n".as_bytes();
    let place = Place::open().await?;
    let report = place.import(file, &as_licenses()).await?;
    assert_eq!(report.problems.len(), 2);
    assert!(report.problems[0].message.contains("--currency SEK"), "{:?}", report.problems);
    let skipped = place.import(file, &skipping(ImportKind::Licenses)).await;
    assert!(skipped.unwrap_err().to_string().contains("--currency"));
    let mut conn = place.db.read().await?;
    let (preview, _) = import::preview(&mut conn, file, &as_licenses(), &place.now).await?;
    let asked = preview.format.currency_needed.context("asked")?;
    assert_eq!(
        (asked.sign.as_str(), asked.currencies.as_slice()),
        ("kr", ["SEK", "NOK", "DKK", "ISK"].map(str::to_owned).as_slice())
    );
    drop(conn);
    let told = ImportOptions { currency: Some("SEK".into()), ..as_licenses() };
    twice(&place, file, &told).await?;
    assert_eq!(bought(&place).await?, ["SE  249900 SEK", "SE2  249950 SEK"]);
    // A dollar is taken for that of the United States, and said.
    let place = Place::open().await?;
    let report = place.import(b"name,price\nA,$5.00\nB,$6.00\n", &as_licenses()).await?;
    assert_eq!(bought(&place).await?, ["A  500 USD", "B  600 USD"]);
    let said: Vec<u32> = report
        .notices
        .iter()
        .filter(|notice| notice.message.contains("“$”"))
        .map(|notice| notice.row)
        .collect();
    assert_eq!(said, [2]);
    Ok(())
}

async fn devices(place: &Place) -> Result<Vec<Device>> {
    let mut conn = place.db.read().await?;
    let mut all = Vec::new();
    for row in hardware::list(&mut conn, &ListQuery::default(), place.now.today).await?.rows {
        all.push(hardware::get(&mut conn, &row.id, place.now.today).await?);
    }
    all.sort_by(|a, b| a.fields.name.cmp(&b.fields.name));
    Ok(all)
}

#[tokio::test]
async fn what_spreadsheets_wrap_around_digits_is_no_part_of_them() -> Result<()> {
    let place = Place::open().await?;
    let file = "Asset Tag,Name,Serial Number,Purchase Date,Purchase Cost\n\
        =\"00777\",A,=\"0091\",=\"2024-03-01\",=\"12.50\"\n\
        \"=\"\"00778\"\"\",B,\"=\"\"0092\"\"\",,\n\
        =00779,C,=0093,,\n\
        '00780,D,'0094,,\n\
        \"=T(\"\"00781\"\")\",E,0095,,\n";
    twice(&place, file.as_bytes(), &as_hardware()).await?;
    let found: Vec<(String, String)> = devices(&place)
        .await?
        .into_iter()
        .map(|device| (device.fields.asset_tag.unwrap_or_default(), device.fields.serial.unwrap_or_default()))
        .collect();
    let expected =
        [("00777", "0091"), ("00778", "0092"), ("00779", "0093"), ("00780", "0094"), ("00781", "0095")];
    assert_eq!(found, expected.map(|(tag, serial)| (tag.to_owned(), serial.to_owned())));
    let first = &devices(&place).await?[0];
    assert_eq!(first.fields.purchased_on.as_deref(), Some("2024-03-01"));
    assert_eq!(first.fields.price.as_ref().map(|price| price.minor), Some(1250));
    Ok(())
}

#[tokio::test]
async fn a_license_key_in_a_formula_is_the_key() -> Result<()> {
    let place = Place::open().await?;
    place.import(b"name,license key\nA,\"=\"\"00123-AB\"\"\"\n", &as_licenses()).await?;
    let license = place.license_named("A").await?;
    let id = &license.keys.first().context("a key")?.id;
    let value = secrets::fetch(&place.db, &place.keyring, &Slot::license_key(id)).await?;
    assert_eq!(value.expose_secret(), "00123-AB");
    Ok(())
}

#[tokio::test]
async fn words_for_nothing_name_no_person_place_or_vendor() -> Result<()> {
    let place = Place::open().await?;
    let file = "Name,Asset Tag,Serial,Supplier,Location,Assigned To,Email,Manufacturer,Warranty,Purchase Cost\n\
        PC-1,T1,N/A,n/a,--,Unassigned,N/A,unknown,36,100\n\
        PC-2,T2,-,None,Unknown,k. A.,-,N/A,TBD,-\n\
        PC-3,-,TBD,null,#N/A,not assigned,,none,none,n/a\n\
        PC-4,--,,,,,,,,\n";
    let report = twice(&place, file.as_bytes(), &as_hardware()).await?;
    assert_eq!(report.new, 4);
    let mut conn = place.db.read().await?;
    let all = ListQuery::default();
    assert_eq!(people::list(&mut conn, &all, place.now.today).await?.total, 0);
    assert_eq!(vendors::list(&mut conn, &all, place.now.today).await?.total, 0);
    assert_eq!(locations::list(&mut conn, &all, place.now.today).await?.total, 0);
    drop(conn);
    for device in devices(&place).await? {
        assert_eq!(
            (&device.fields.manufacturer, &device.fields.serial),
            (&None, &None),
            "{}",
            device.fields.name
        );
    }
    Ok(())
}

#[tokio::test]
async fn powershell_and_its_dates_are_read() -> Result<()> {
    let place = Place::open().await?;
    let file = "#TYPE Selected.Microsoft.ActiveDirectory.Management.ADComputer\r\n\
        \"Name\",\"Serial Number\",\"Purchase Date\",\"Warranty Expires\"\r\n\
        \"PC-1\",\"S1\",\"6/30/2024 12:00:00\u{202f}AM\",\"2027-06-30T00:00:00.0000000+02:00\"\r\n\
        \"PC-2\",\"S2\",\"1/15/2024 12:00:00 AM\",\"2027-06-30 00:00:00 UTC\"\r\n\
        \"PC-3\",\"S3\",\"\",\"01/01/0001 00:00:00\"\r\n\
        \"PC-4\",\"S4\",\"12/31/9999\",\"9999-12-31\"\r\n";
    twice(&place, file.as_bytes(), &as_hardware()).await?;
    let found: Vec<(Option<String>, Option<String>)> = devices(&place)
        .await?
        .into_iter()
        .map(|device| {
            let end = device.fields.warranties.first().and_then(|warranty| warranty.ends_on.clone());
            (device.fields.purchased_on, end)
        })
        .collect();
    let day = |text: &str| Some(text.to_owned());
    assert_eq!(
        found,
        [
            (day("2024-06-30"), day("2027-06-30")),
            (day("2024-01-15"), day("2027-06-30")),
            (None, None),
            (None, None)
        ]
    );
    Ok(())
}

#[tokio::test]
async fn dates_with_points_put_the_day_first() -> Result<()> {
    let place = Place::open().await?;
    let file = "Name;Ablaufdatum\nA;03.05.2027\nB;11.06.2027 17:09:41\nC;30.09.2027.\n";
    twice(&place, file.as_bytes(), &as_licenses()).await?;
    for (name, end) in [("A", "2027-05-03"), ("B", "2027-06-11"), ("C", "2027-09-30")] {
        let license = place.license_named(name).await?;
        assert_eq!(license.fields.terms[0].ends_on.as_deref(), Some(end));
    }
    Ok(())
}

#[tokio::test]
async fn a_cell_with_two_dates_is_refused_and_no_end_is_one() -> Result<()> {
    let place = Place::open().await?;
    let file = "name,ends_on\nA,1 Feb 2027 to 31 Jan 2028\nB,Perpetual\nC,unbefristet\nD,\nE,2027-01-31\n";
    let report = place.import(file.as_bytes(), &skipping(ImportKind::Licenses)).await?;
    assert_eq!((report.new, report.problems.len()), (4, 1));
    assert!(report.problems[0].message.contains("two dates"), "{:?}", report.problems);
    let noticed: Vec<u32> = report
        .notices
        .iter()
        .filter(|notice| notice.message.contains("perpetual"))
        .map(|notice| notice.row)
        .collect();
    assert_eq!(noticed, [5], "only where nobody said that there is no end");
    for name in ["B", "C", "D"] {
        assert_eq!(place.license_named(name).await?.fields.terms[0].ends_on, None);
    }
    Ok(())
}

#[tokio::test]
async fn homebox_comes_in_whole() -> Result<()> {
    let place = Place::open().await?;
    let file = "HB.import_ref,HB.location,HB.labels,HB.asset_id,HB.archived,HB.url,HB.name,HB.quantity,HB.description,HB.notes,HB.purchase_price,HB.purchase_from,HB.purchase_time,HB.manufacturer,HB.model_number,HB.serial_number,HB.lifetime_warranty,HB.warranty_expires\n\
        ,House / Cellar / Shelf 2,net;spare,000-017,false,https://hb.example/17,Router 4,1,four ports,,119.9,Shop Ltd,2023-10-22,Netco,R-4,SN-17,false,2026-10-21\n\
        ,House,net,000-018,true,,Battery,1,,,89,Shop Ltd,10/23/2022,Power,B-1,SN-18,true,\n";
    let report = twice(&place, file.as_bytes(), &as_hardware()).await?;
    assert!(!report.left_out.iter().any(|column| column.contains("location")), "{:?}", report.left_out);
    let router = place.device_named("Router 4").await?;
    let fields = &router.fields;
    assert_eq!((fields.asset_tag.as_deref(), fields.location.as_deref()), (Some("000-017"), Some("Shelf 2")));
    assert_eq!(
        (fields.vendor.as_deref(), fields.purchased_on.as_deref()),
        (Some("Shop Ltd"), Some("2023-10-22"))
    );
    assert_eq!((fields.model.as_deref(), fields.serial.as_deref()), (Some("R-4"), Some("SN-17")));
    assert_eq!(fields.price.as_ref().map(|price| price.minor), Some(11_990));
    assert_eq!(fields.tags, ["net", "spare"]);
    assert_eq!(fields.warranties[0].ends_on.as_deref(), Some("2026-10-21"));
    assert!(fields.notes.as_deref().unwrap_or_default().contains("https://hb.example/17"));
    let battery = place.device_named("Battery").await?;
    assert_eq!(battery.fields.purchased_on.as_deref(), Some("2022-10-23"));
    assert!(battery.fields.warranties[0].lifetime);
    assert_eq!(battery.fields.location.as_deref(), Some("House"));
    let mut conn = place.db.read().await?;
    let shelf = locations::resolve(&mut conn, "Shelf 2").await?;
    let within: Vec<String> =
        locations::get(&mut conn, &shelf.id).await?.within.into_iter().map(|link| link.name).collect();
    assert_eq!(within, ["House", "Cellar"]);
    Ok(())
}

#[tokio::test]
async fn warracker_comes_in_whole() -> Result<()> {
    let place = Place::open().await?;
    let file = "ProductName,PurchaseDate,IsLifetime,WarrantyDurationYears,WarrantyDurationMonths,WarrantyDurationDays,PurchasePrice,SerialNumber,ProductURL,Tags,Vendor\n\
        Screen,07/10/2020,FALSE,5,6,0,74.50,\"(01) 0007, (21) 1910\",https://shop.example/s,office,Shop Ltd\n\
        Hub,25/10/2020,TRUE,0,0,0,99.00,SN-9,,,Shop Ltd\n\
        Lamp,26/10/2020,FALSE,0,0,90,9.00,SN-10,,,Shop Ltd\n";
    twice(&place, file.as_bytes(), &as_hardware()).await?;
    let end = |device: &Device| device.warranties[0].ends_on.clone();
    let screen = place.device_named("Screen").await?;
    assert_eq!(screen.fields.purchased_on.as_deref(), Some("2020-10-07"));
    assert_eq!(end(&screen).as_deref(), Some("2026-04-07"));
    assert_eq!(screen.fields.price.as_ref().map(|price| price.minor), Some(7450));
    assert_eq!(
        (screen.fields.tags.as_slice(), screen.fields.vendor.as_deref()),
        (["office".to_owned()].as_slice(), Some("Shop Ltd"))
    );
    assert!(place.device_named("Hub").await?.fields.warranties[0].lifetime);
    assert_eq!(end(&place.device_named("Lamp").await?).as_deref(), Some("2021-01-24"));

    // Tags with spaces between them, and with commas: then a space is a part of one.
    for (tags, expected) in
        [("desk  loud red", vec!["desk", "loud", "red"]), ("\"desk, very loud\"", vec!["desk", "very loud"])]
    {
        let place = Place::open().await?;
        let file = format!(
            "ProductName,PurchaseDate,IsLifetime,SerialNumber,Tags\nFan,25/10/2020,TRUE,SN-1,{tags}\n"
        );
        twice(&place, file.as_bytes(), &as_hardware()).await?;
        assert_eq!(place.device_named("Fan").await?.fields.tags, expected);
    }
    Ok(())
}

/// An address of a device is no place for a password: the cell is left out, and nothing of it is shown or kept.
#[tokio::test]
async fn an_address_with_a_password_is_left_out() -> Result<()> {
    let place = Place::open().await?;
    let file = "Name,IP address\nSwitch,https://admin:canary-1@10.0.0.2/?token=canary-2\nRouter,10.0.0.3\n";
    let report = place.import(file.as_bytes(), &as_hardware()).await?;
    assert_eq!((report.new, report.problems.len(), report.notices.len()), (2, 0, 1));
    assert!(!format!("{report:?}").contains("canary"));
    assert_eq!(place.device_named("Switch").await?.fields.ip, None);
    assert_eq!(place.device_named("Router").await?.fields.ip.as_deref(), Some("10.0.0.3"));
    Ok(())
}

#[tokio::test]
async fn snipe_it_keeps_its_minimum_and_its_termination() -> Result<()> {
    let place = Place::open().await?;
    let file = "id,Company,Name,Product Key,Expiration Date,Termination Date,Licensed to Email,Licensed to Name,Manufacturer,Category,Min. QTY,Seats,Available,Purchase Order,Order Number,Supplier,Notes\n\
        1,Acme,DrawPro,,2026-11-30,2027-02-28,it@acme.example,Acme,Drawsoft,CAD,3,8,5,PO9,O9,Reseller,n\n";
    let report = twice(&place, file.as_bytes(), &as_licenses()).await?;
    assert_eq!(report.left_out, ["id", "Company", "Available"]);
    let license = place.license_named("DrawPro").await?;
    let term = &license.fields.terms[0];
    assert_eq!((term.seats, license.fields.min_free_seats), (Some(8), Some(3)));
    assert_eq!(license.fields.registered_name.as_deref(), Some("Acme"));
    assert_eq!(term.cancel_effective_on.as_deref(), Some("2027-02-28"));
    assert_eq!(term.ends_on.as_deref(), Some("2027-02-28"));
    assert_eq!(term.cancelled_on, Some(place.now.today.to_string()));
    let said = |part: &str| report.notices.iter().any(|notice| notice.message.contains(part));
    assert!(said("runs until 2027-02-28") && said("which day it was cancelled"), "{:?}", report.notices);
    Ok(())
}

#[tokio::test]
async fn what_is_checked_out_to_a_place_is_there() -> Result<()> {
    let place = Place::open().await?;
    let file = "Company,Name,Asset Tag,Model,Model Number,Asset Notes,Location,Checkout Type,Checked Out To: Username,Checked Out To: Location,Warranty\n\
        Acme,PC,T1,T14,20AB,ok,HQ,user,alee,,36 months\n\
        Acme,Dock,T2,D1,20AC,ok,HQ,location,,Warehouse,36 months\n";
    twice(&place, file.as_bytes(), &as_hardware()).await?;
    assert_eq!(place.device_named("PC").await?.fields.location.as_deref(), Some("HQ"));
    assert_eq!(place.device_named("Dock").await?.fields.location.as_deref(), Some("Warehouse"));
    Ok(())
}

#[tokio::test]
async fn letters_that_fit_two_encodings_are_asked_and_told() -> Result<()> {
    let place = Place::open().await?;
    let file = b"Name;Serial\r\nK\xf5szeg;S1\r\n".as_slice();
    let refused = place.import(file, &as_hardware()).await.unwrap_err().to_string();
    assert!(
        refused.contains("Kőszeg") && refused.contains("Kõszeg") && refused.contains("--encoding"),
        "{refused}"
    );
    assert!(place.is_empty().await?);
    let mut conn = place.db.read().await?;
    let (preview, _) = import::preview(&mut conn, file, &as_hardware(), &place.now).await?;
    assert!(preview.format.encoding_needed.iter().any(|choice| choice.sample == "Kőszeg"));
    drop(conn);
    let told = ImportOptions { encoding: Some("windows-1250".into()), ..as_hardware() };
    twice(&place, file, &told).await?;
    place.device_named("Kőszeg").await?;
    Ok(())
}

#[tokio::test]
async fn words_for_nothing_are_no_notes_either() -> Result<()> {
    let place = Place::open().await?;
    let file = b"Asset Tag,Name,Notes\nA1,Laptop,n/a\nA2,Screen,-\nA3,Dock,keep dry\n";
    twice(&place, file, &as_hardware()).await?;
    let mut conn = place.db.read().await?;
    let query = ListQuery { sort: "asset_tag".to_owned(), ..ListQuery::default() };
    let mut notes = Vec::new();
    for row in hardware::list(&mut conn, &query, place.now.today).await?.rows {
        notes.push(hardware::get(&mut conn, &row.id, place.now.today).await?.fields.notes);
    }
    assert_eq!(notes, [None, None, Some("keep dry".to_owned())]);
    Ok(())
}
