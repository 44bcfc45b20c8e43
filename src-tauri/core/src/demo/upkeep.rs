//! What happened to the sample's devices since they were bought: models and categories they are of, loans, repairs,
//! claims, hand-overs from one person to the next, and the kit that new colleagues get.

use super::{Company, hardware::MODELS};
use crate::{
    Act, Result,
    hardware::{
        self, Device, DeviceStatus,
        custody::{self, CustodyAct, CustodyInput},
        templates::{self, CategoryInput, ModelInput},
        warranties::{self, ClaimInput, ClaimOutcome},
    },
    licenses,
    lifecycle::starting::{self, KitInput, KitItemInput, KitItemKind},
    list::ListQuery,
    money::Money,
    people,
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// As many devices as are looked through for something to happen to: enough for the screens, however large the sample.
const LOOKED_AT: usize = 120;

pub(super) async fn fill(conn: &mut SqliteConnection, act: &Act, company: &Company) -> Result<()> {
    let today = company.dice.today;
    let models = categories_and_models(conn, act).await?;
    kit(conn, act, &models, today).await?;
    let mut devices = Vec::new();
    for id in company.devices.iter().take(LOOKED_AT) {
        devices.push(hardware::get(conn, id, today).await?);
    }
    let people = colleagues(conn, company).await?;
    lend(conn, act, company, &devices, &people).await?;
    repair_and_pass_on(conn, act, company, &devices, &people).await?;
    parts(conn, act, &devices).await
}

/// Those who are there, and were there a year ago.
async fn colleagues(conn: &mut SqliteConnection, company: &Company) -> Result<Vec<String>> {
    let mut there = Vec::new();
    let year_ago = company.dice.ago(365).to_string();
    for id in company.people.iter().take(40) {
        let fields = people::get(conn, id, company.dice.today).await?.fields;
        if fields.leaves_on.is_none() && fields.starts_on.is_none_or(|since| since < year_ago) {
            there.push(id.clone());
        }
    }
    Ok(there)
}

/// The ids of the models, in the order of [`MODELS`].
async fn categories_and_models(conn: &mut SqliteConnection, act: &Act) -> Result<Vec<String>> {
    let mut known: Vec<String> =
        templates::categories(conn).await?.into_iter().map(|category| category.fields.name).collect();
    let kept = templates::models(conn).await?;
    let mut ids = Vec::new();
    for model in &MODELS {
        if !known.iter().any(|name| name == model.category) {
            let (months, percent) = if model.life > 60 { (60, 5) } else { (36, 10) };
            let input = CategoryInput {
                name: model.category.to_owned(),
                expected_life_months: Some(model.life),
                warranty_months: Some(model.warranty).filter(|months| *months > 0),
                depreciation_months: Some(months),
                residual_percent: Some(percent),
            };
            templates::save_category(conn, act, None, &input).await?;
            known.push(input.name);
        }
        let input = ModelInput {
            name: model.model.to_owned(),
            manufacturer: Some(model.manufacturer.to_owned()),
            category: Some(model.category.to_owned()),
            expected_life_months: Some(model.life),
            warranty_months: Some(model.warranty).filter(|months| *months > 0),
            price: Some(Money::new(model.cents, "EUR")),
            operating_system: model.system.map(str::to_owned),
            notes: None,
        };
        let same = kept
            .iter()
            .find(|other| other.fields.name == input.name && other.fields.manufacturer == input.manufacturer);
        ids.push(match same {
            Some(same) => same.id.clone(),
            None => templates::save_model(conn, act, None, &input).await?,
        });
    }
    Ok(ids)
}

/// What everybody gets on the first day.
async fn kit(conn: &mut SqliteConnection, act: &Act, models: &[String], today: NaiveDate) -> Result<()> {
    let name = "Office workplace";
    if starting::kits(conn).await?.iter().any(|kit| kit.fields.name == name) {
        return Ok(());
    }
    let of = |wanted: &str| {
        let place = MODELS.iter().position(|model| model.model == wanted)?;
        Some(KitItemInput {
            kind: KitItemKind::Model,
            model_id: models.get(place).cloned(),
            quantity: 1,
            ..KitItemInput::default()
        })
    };
    let access = |label: &str| KitItemInput {
        kind: KitItemKind::Access,
        label: Some(label.to_owned()),
        quantity: 1,
        ..KitItemInput::default()
    };
    let mut items: Vec<KitItemInput> =
        ["ThinkPad T14 Gen 4", "UltraSharp U2723QE"].into_iter().filter_map(of).collect();
    let query = ListQuery { limit: Some(2), sort: "name".into(), ..ListQuery::default() };
    items.extend(licenses::list(conn, &query, today).await?.rows.into_iter().map(|license| KitItemInput {
        kind: KitItemKind::License,
        license_id: Some(license.id),
        quantity: 1,
        ..KitItemInput::default()
    }));
    items.push(access("Directory account and mailbox"));
    items.push(access("Key card for the building"));
    let input = KitInput {
        name: name.to_owned(),
        notes: Some("For all who work at a desk. Designers get a MacBook Pro instead.".to_owned()),
        items,
    };
    starting::save_kit(conn, act, None, &input).await?;
    Ok(())
}

/// Three loans: one that should be back, one for this month, one for longer.
async fn lend(
    conn: &mut SqliteConnection,
    act: &Act,
    company: &Company,
    devices: &[Device],
    people: &[String],
) -> Result<()> {
    let dice = &company.dice;
    let spare = devices.iter().filter(|device| {
        device.fields.status == DeviceStatus::InStock
            && device.fields.holder_id.is_none()
            && matches!(
                device.fields.category.as_deref(),
                Some("Laptop" | "Tablet" | "Monitor" | "Phone" | "Docking station" | "Desktop")
            )
    });
    let loans = [
        (24, dice.ago(3), "For the fair in Rotterdam"),
        (6, dice.ahead(8), "While the own one is in repair"),
        (30, dice.ahead(45), "For the trainee"),
    ];
    for ((device, (days, return_by, note)), person) in spare.zip(loans).zip(people.iter().skip(2).step_by(3))
    {
        let input = CustodyInput {
            person_id: Some(person.clone()),
            return_by: Some(return_by.to_string()),
            accessories: Some("Charger, bag".to_owned()),
            condition: Some("Good".to_owned()),
            note: Some(note.to_owned()),
            ..entry(CustodyAct::Lend, dice.ago(days))
        };
        custody::perform(conn, act, &device.id, &input).await?;
    }
    Ok(())
}

/// Laptops in use: one is in repair, one came back from there, some went from one person to the next.
async fn repair_and_pass_on(
    conn: &mut SqliteConnection,
    act: &Act,
    company: &Company,
    devices: &[Device],
    people: &[String],
) -> Result<()> {
    let dice = &company.dice;
    let mut laptops = devices.iter().skip(6).filter(|device| {
        device.fields.status == DeviceStatus::InUse
            && device.fields.holder_id.is_some()
            && device.fields.category.as_deref() == Some("Laptop")
    });
    let repairer = company.vendor(6);
    let text = |words: &str| Some(words.to_owned());
    if let Some(broken) = laptops.next() {
        let input = CustodyInput {
            repaired_by: repairer.clone(),
            condition: text("Hinge broken, the lid does not close"),
            ..entry(CustodyAct::RepairOut, dice.ago(6))
        };
        custody::perform(conn, act, &broken.id, &input).await?;
        claim(conn, act, broken, ("Hinge broken", ClaimOutcome::Open), (dice.ago(6), None)).await?;
    }
    if let Some(mended) = laptops.next() {
        let input = CustodyInput {
            repaired_by: repairer,
            condition: text("Does not start"),
            ..entry(CustodyAct::RepairOut, dice.ago(75))
        };
        custody::perform(conn, act, &mended.id, &input).await?;
        let input = CustodyInput {
            condition: text("Mainboard replaced"),
            ..entry(CustodyAct::RepairIn, dice.ago(61))
        };
        custody::perform(conn, act, &mended.id, &input).await?;
        let days = (dice.ago(75), Some(dice.ago(62)));
        claim(conn, act, mended, ("Does not start", ClaimOutcome::Repaired), days).await?;
    }
    for (laptop, next) in laptops.take(4).zip(people.iter().rev()) {
        if laptop.fields.holder_id.as_ref() == Some(next) {
            continue;
        }
        let back = CustodyInput {
            condition: text("Good, some scratches on the lid"),
            accessories: text("Charger"),
            ..entry(CustodyAct::TakeBack, dice.ago(140))
        };
        custody::perform(conn, act, &laptop.id, &back).await?;
        let out = CustodyInput {
            person_id: Some(next.clone()),
            accessories: text("Charger, bag"),
            note: text("Wiped and set up anew"),
            ..entry(CustodyAct::HandOut, dice.ago(133))
        };
        custody::perform(conn, act, &laptop.id, &out).await?;
    }
    Ok(())
}

async fn claim(
    conn: &mut SqliteConnection,
    act: &Act,
    device: &Device,
    (fault, outcome): (&str, ClaimOutcome),
    (claimed, closed): (NaiveDate, Option<NaiveDate>),
) -> Result<()> {
    let input = ClaimInput {
        warranty_id: device.warranties.first().map(|warranty| warranty.id.clone()),
        claimed_on: Some(claimed.to_string()),
        number: Some(format!("SR-{}", claimed.format("%y%m%d"))),
        fault: fault.to_owned(),
        outcome,
        closed_on: closed.map(|day| day.to_string()),
        note: None,
    };
    warranties::add_claim(conn, act, &device.id, &input).await?;
    Ok(())
}

/// Docking stations and monitors of the laptops that were bought together.
async fn parts(conn: &mut SqliteConnection, act: &Act, devices: &[Device]) -> Result<()> {
    let laptops = devices.iter().skip(1).take(5);
    let parts = devices.iter().filter(|device| {
        device.fields.status == DeviceStatus::InUse
            && matches!(device.fields.category.as_deref(), Some("Docking station" | "Monitor"))
    });
    for (laptop, part) in laptops.zip(parts) {
        let mut input = hardware::input_of(conn, &part.id).await?;
        input.parent_id = Some(laptop.id.clone());
        let version = hardware::version(conn, &part.id).await?;
        hardware::update(conn, act, &part.id, version, input).await?;
    }
    Ok(())
}

fn entry(what: CustodyAct, on: NaiveDate) -> CustodyInput {
    CustodyInput { act: what, on: Some(on.to_string()), ..CustodyInput::default() }
}
