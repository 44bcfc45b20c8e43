//! Devices of the sample, with warranties of every kind.

use super::{Company, Dice, words};
use crate::{
    Act, Result, dates,
    hardware::{self, DeviceInput, DeviceStatus, WarrantyInput, WarrantyKind},
    money::Money,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// What a company buys again and again.
pub(super) struct Model {
    pub category: &'static str,
    pub manufacturer: &'static str,
    pub model: &'static str,
    /// Price in euro cents.
    pub cents: i64,
    /// Warranty and expected life in months.
    pub warranty: u32,
    pub life: u32,
    pub system: Option<&'static str>,
    /// Held by a person, else stands in a place.
    held: bool,
    /// How often it comes up, out of all weights.
    weight: u32,
}

const fn model(
    category: &'static str,
    maker_and_model: (&'static str, &'static str),
    cents: i64,
    months: (u32, u32),
    system: Option<&'static str>,
    held: bool,
    weight: u32,
) -> Model {
    let (manufacturer, model) = maker_and_model;
    let (warranty, life) = months;
    Model { category, manufacturer, model, cents, warranty, life, system, held, weight }
}

const WINDOWS: Option<&str> = Some("Windows 11 Pro");
const SERVER: Option<&str> = Some("Windows Server 2022");

pub(super) const MODELS: [Model; 20] = [
    model("Laptop", ("Lenovo", "ThinkPad T14 Gen 4"), 139_900, (36, 48), WINDOWS, true, 22),
    model("Laptop", ("Dell", "Latitude 7440"), 154_900, (36, 48), WINDOWS, true, 12),
    model("Laptop", ("Apple", "MacBook Pro 14"), 224_900, (12, 60), Some("macOS 26"), true, 8),
    model("Laptop", ("HP", "EliteBook 845 G10"), 128_500, (36, 48), WINDOWS, true, 8),
    model("Workstation", ("Dell", "Precision 3680"), 248_000, (36, 60), WINDOWS, true, 4),
    model("Desktop", ("Lenovo", "ThinkCentre M75q"), 74_900, (36, 60), WINDOWS, true, 4),
    model("Monitor", ("Dell", "UltraSharp U2723QE"), 52_900, (36, 84), None, true, 14),
    model("Monitor", ("EIZO", "FlexScan EV2795"), 79_900, (60, 84), None, true, 6),
    model("Phone", ("Apple", "iPhone 15"), 84_900, (12, 48), Some("iOS 26"), true, 6),
    model("Phone", ("Samsung", "Galaxy A55"), 39_900, (24, 36), Some("Android 16"), true, 5),
    model("Tablet", ("Apple", "iPad 10"), 48_900, (12, 48), Some("iPadOS 26"), true, 2),
    model("Printer", ("Brother", "HL-L6410DN"), 61_900, (36, 72), None, false, 2),
    model("Server", ("Dell", "PowerEdge R550"), 689_000, (36, 72), SERVER, false, 2),
    model("Server", ("HPE", "ProLiant DL380 Gen11"), 842_000, (36, 72), Some("Debian 13"), false, 1),
    model("Storage", ("Synology", "RS1221+"), 164_000, (36, 72), Some("DSM 7"), false, 1),
    model("Network", ("Aruba", "Instant On 1960"), 98_900, (0, 96), None, false, 3),
    model("Network", ("Ubiquiti", "U6 Enterprise"), 31_900, (24, 72), None, false, 3),
    model("Firewall", ("Fortinet", "FortiGate 80F"), 118_000, (12, 60), None, false, 1),
    model("UPS", ("Eaton", "5P 1550iR"), 72_900, (36, 72), None, false, 1),
    model("Docking station", ("Lenovo", "ThinkPad USB-C Dock Gen 2"), 19_900, (36, 72), None, true, 5),
];

/// The first devices are set: a server whose cover ends within the quarter, and laptops bought together.
const LEADING_SERVER: usize = 0;
const BOUGHT_TOGETHER: std::ops::RangeInclusive<usize> = 1..=5;

pub(super) async fn fill(
    conn: &mut SqliteConnection,
    act: &Act,
    company: &mut Company,
    count: u32,
) -> Result<()> {
    let total: u32 = MODELS.iter().map(|model| model.weight).sum();
    for index in 0..count as usize {
        let mut at = company.dice.between(0, total - 1);
        let drawn = MODELS.iter().find(|model| match at.checked_sub(model.weight) {
            Some(rest) => {
                at = rest;
                false
            }
            None => true,
        });
        let fixed = match index {
            LEADING_SERVER => MODELS.iter().find(|model| model.category == "Server"),
            index if BOUGHT_TOGETHER.contains(&index) => MODELS.first(),
            _ => None,
        };
        if let Some(model) = fixed.or(drawn) {
            let input = one(company, index, model);
            company.devices.push(hardware::create(conn, act, input).await?);
        }
    }
    Ok(())
}

fn one(company: &mut Company, index: usize, model: &Model) -> DeviceInput {
    let (purchased, warranties) = cover(&mut company.dice, index, model);
    let dice = &mut company.dice;
    let status = match dice.between(0, 99) {
        _ if index <= *BOUGHT_TOGETHER.end() => DeviceStatus::InUse,
        0..=7 => DeviceStatus::InStock,
        8..=9 => DeviceStatus::InRepair,
        10..=13 => DeviceStatus::Retired,
        14 => DeviceStatus::Lost,
        15 => DeviceStatus::Disposed,
        _ => DeviceStatus::InUse,
    };
    let in_hand = model.held && matches!(status, DeviceStatus::InUse | DeviceStatus::InRepair);
    let holder = dice.between(0, u32::MAX) as usize;
    let network = matches!(model.category, "Network" | "Firewall" | "Server" | "Storage" | "Printer");
    let place = match model.category {
        "Server" | "Storage" | "UPS" | "Firewall" => words::LOCATIONS[2],
        _ if status == DeviceStatus::InStock => words::LOCATIONS[3],
        _ => dice.word(&words::LOCATIONS),
    };
    let mark =
        if company.mark.is_empty() { String::new() } else { format!("{}-", company.mark.to_uppercase()) };
    let price = model.cents + i64::from(dice.between(0, 12)) * 500 - 3_000;
    let vendor = match model.category {
        "Phone" | "Tablet" => 5,
        "Printer" => 7,
        "Server" | "Storage" => 6,
        "Firewall" => 4,
        "Network" => 11,
        _ => 1,
    };
    let gone = (status == DeviceStatus::Disposed).then(|| dice.ago(20));
    let [cpu, memory, storage] = parts(model);
    DeviceInput {
        asset_tag: Some(format!("HV-{mark}{:04}", index + 1)),
        name: if index == LEADING_SERVER {
            format!("{} (backup)", model.model)
        } else {
            model.model.to_owned()
        },
        category: Some(model.category.to_owned()),
        manufacturer: Some(model.manufacturer.to_owned()),
        model: Some(model.model.to_owned()),
        serial: Some(dice.code(if model.manufacturer == "Dell" { 7 } else { 10 })),
        status,
        holder_id: in_hand
            .then(|| company.people.get(holder % company.people.len().max(1)).cloned())
            .flatten(),
        location: Some(place.to_owned()),
        vendor: company.vendor(vendor),
        purchased_on: Some(purchased.to_string()),
        price: Some(Money::new(price, "EUR")),
        order_number: Some(format!("PO-{}", 4000 + index / 4)),
        operating_system: model.system.map(str::to_owned),
        mac: network.then(|| mac(&mut company.dice)),
        ip: network.then(|| format!("10.20.{}.{}", index / 250 % 250, index % 250 + 2)),
        expected_life_months: Some(model.life),
        cpu,
        memory,
        storage,
        disposed_on: gone.map(|day| day.max(purchased).to_string()),
        proceeds: gone.map(|_| Money::new(price / 20, "EUR")),
        wipe_note: gone
            .map(|_| "Disk shredded by Norddata Systemhaus, certificate kept with the files".to_owned()),
        warranties,
        ..DeviceInput::default()
    }
}

/// Processor, memory and disk of a computer.
fn parts(model: &Model) -> [Option<String>; 3] {
    let parts = match (model.category, model.model) {
        ("Laptop", "MacBook Pro 14") => ["Apple M3 Pro", "18 GB", "512 GB SSD"],
        ("Laptop", "Latitude 7440") => ["Intel Core i7-1365U", "16 GB", "512 GB NVMe SSD"],
        ("Laptop", "EliteBook 845 G10") => ["AMD Ryzen 5 7540U", "16 GB", "512 GB NVMe SSD"],
        ("Laptop", _) => ["Intel Core i5-1335U", "16 GB", "512 GB NVMe SSD"],
        ("Workstation", _) => ["Intel Core i7-14700", "32 GB", "1 TB NVMe SSD"],
        ("Desktop", _) => ["AMD Ryzen 5 7500", "16 GB", "512 GB NVMe SSD"],
        ("Server", _) => ["2 x Intel Xeon Silver 4314", "128 GB", "4 x 960 GB SSD"],
        _ => return [None, None, None],
    };
    parts.map(|part| Some(part.to_owned()))
}

/// When it was bought, and what covers it. Most are covered; some by an extension or a support pack, some
/// for life, some not: void, never registered, or just run out.
fn cover(dice: &mut Dice, index: usize, model: &Model) -> (NaiveDate, Vec<WarrantyInput>) {
    let months = model.warranty;
    let bought_for = |left: u32| dates::sub_months(dice.ahead(left), months.max(1)).unwrap_or(dice.today);
    if index == LEADING_SERVER {
        let bought = bought_for(82);
        return (bought, vec![maker(model, bought)]);
    }
    if BOUGHT_TOGETHER.contains(&index) {
        let bought = bought_for(12);
        return (bought, vec![maker(model, bought)]);
    }
    if months == 0 {
        let bought = dice.between(100, 1500);
        let bought = dice.ago(bought);
        let lifetime = WarrantyInput {
            lifetime: true,
            starts_on: Some(bought.to_string()),
            provider: Some(model.manufacturer.to_owned()),
            coverage: Some("Replacement for as long as the first owner keeps it".to_owned()),
            ..WarrantyInput::default()
        };
        return (bought, vec![lifetime]);
    }
    let left = dice.between(15, months * 30);
    let bought = dates::sub_months(dice.ahead(left), months).unwrap_or(dice.today);
    let base = maker(model, bought);
    match dice.between(0, 199) {
        0 => {
            let bought = dates::sub_months(dice.ago(9), months).unwrap_or(dice.today);
            (bought, vec![maker(model, bought)])
        }
        1..=7 => (bought, Vec::new()),
        8..=12 => (
            bought,
            vec![WarrantyInput { void: true, coverage: Some("Void: opened by the user".to_owned()), ..base }],
        ),
        13..=45 => {
            // Older than its first warranty, and extended by two years.
            let since = dice.between(20, 280);
            let first_end = dice.ago(since);
            let bought = dates::sub_months(first_end, months).unwrap_or(dice.today);
            let support = dice.percent(50);
            let extension = WarrantyInput {
                kind: if support { WarrantyKind::SupportPack } else { WarrantyKind::Extended },
                provider: Some(model.manufacturer.to_owned()),
                reference: Some(dice.code(9)),
                starts_on: Some(first_end.to_string()),
                months: Some(24),
                coverage: support.then(|| "On site the next working day".to_owned()),
                ..WarrantyInput::default()
            };
            (bought, vec![maker(model, bought), extension])
        }
        _ => (bought, vec![base]),
    }
}

fn maker(model: &Model, bought: NaiveDate) -> WarrantyInput {
    WarrantyInput {
        provider: Some(model.manufacturer.to_owned()),
        starts_on: Some(bought.to_string()),
        months: Some(model.warranty),
        coverage: model.held.then(|| "Bring in".to_owned()),
        ..WarrantyInput::default()
    }
}

fn mac(dice: &mut Dice) -> String {
    let parts: Vec<String> = (0..5).map(|_| format!("{:02x}", dice.between(0, 255))).collect();
    format!("02:{}", parts.join(":"))
}
