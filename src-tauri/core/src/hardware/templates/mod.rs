//! Templates of devices: categories with defaults, and models with a price.

mod model;
mod store;

pub use model::{CategoryInput, DeviceCategory, DeviceDefaults, DeviceModel, ModelInput};

use super::asset_tags;
use crate::{
    Act, Error, Result,
    history::{self, Entity, Row},
    ids::new_id,
    input,
    money::{Currency, Money},
    row,
    text::{blank_to_none, name_key},
};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// All categories with their defaults, and how many live devices each has.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn categories(conn: &mut SqliteConnection) -> Result<Vec<DeviceCategory>> {
    let mut devices: HashMap<String, u32> = HashMap::new();
    for count in store::counts(conn).await? {
        *devices.entry(name_key(count.category.as_deref().unwrap_or_default())).or_default() += count.devices;
    }
    let mut categories = store::categories(conn).await?;
    for category in &mut categories {
        category.devices = devices.get(&name_key(&category.fields.name)).copied().unwrap_or(0);
    }
    Ok(categories)
}

/// Adds a category, or changes the one with this id and version; returns its id.
///
/// # Errors
/// [`Error::Field`] for a blank name, months over 1,200 and a residual value over 100 %; [`Error::Taken`] when
/// another category has the name; [`Error::NotFound`] and [`Error::Conflict`] for one that is gone or was changed
/// since.
pub async fn save_category(
    conn: &mut SqliteConnection,
    act: &Act,
    existing: Option<(&str, u32)>,
    input: &CategoryInput,
) -> Result<String> {
    let name = input::required("name", "the category's name", &input.name)?;
    let key = name_key(&name);
    let same = store::category_by_key(conn, &key).await?;
    if let Some((other_id, other)) = same.filter(|(id, _)| Some(id.as_str()) != existing.map(|(id, _)| id)) {
        let message = format!("There is a category “{other}” already.");
        return Err(Error::Taken { field: "name".into(), message, other_id: Some(other_id) });
    }
    for (field, months) in [
        ("expected_life_months", input.expected_life_months),
        ("warranty_months", input.warranty_months),
        ("depreciation_months", input.depreciation_months),
    ] {
        check_months(field, months)?;
    }
    if input.residual_percent.is_some_and(|percent| percent > 100) {
        return Err(Error::field("residual_percent", "Not more than the whole price is left."));
    }
    let row = row! {
        "name": name, "name_key": key, "expected_life_months": input.expected_life_months,
        "warranty_months": input.warranty_months, "depreciation_months": input.depreciation_months,
        "residual_percent": input.residual_percent,
    };
    save(conn, act, Entity::DeviceCategory, existing, row).await
}

/// Removes a category. Devices keep its name; only the defaults go.
///
/// # Errors
/// [`Error::NotFound`] for a category that is not there.
pub async fn remove_category(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    history::remove(conn, act, Entity::DeviceCategory, id).await
}

/// Gives the devices of all categories that have no expected life that of their category; returns how many.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read or written.
pub async fn fill_expected_life(conn: &mut SqliteConnection, act: &Act) -> Result<u32> {
    let lives: HashMap<String, u32> = store::categories(conn)
        .await?
        .into_iter()
        .filter_map(|category| Some((name_key(&category.fields.name), category.fields.expected_life_months?)))
        .collect();
    let mut filled = 0;
    for (id, category) in store::without_life(conn).await? {
        let Some(months) = lives.get(&name_key(&category)) else { continue };
        let changes = row! { "expected_life_months": months };
        history::update(conn, act, Entity::Device, &id, None, changes).await?;
        super::rederive(conn, act, &id).await?;
        filled += 1;
    }
    Ok(filled)
}

/// All models, and how many live devices each has.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn models(conn: &mut SqliteConnection) -> Result<Vec<DeviceModel>> {
    let mut devices: HashMap<String, (u32, u32)> = HashMap::new();
    for count in store::counts(conn).await? {
        let key = model_key(count.manufacturer.as_deref(), count.model.as_deref().unwrap_or_default());
        let sums = devices.entry(key).or_default();
        sums.0 += count.devices;
        sums.1 += if count.in_stock { count.devices } else { 0 };
    }
    let mut models = store::models(conn).await?;
    for model in &mut models {
        let key = model_key(model.fields.manufacturer.as_deref(), &model.fields.name);
        (model.devices, model.in_stock) = devices.get(&key).copied().unwrap_or_default();
    }
    Ok(models)
}

/// Adds a model, or changes the one with this id and version; returns its id.
///
/// # Errors
/// [`Error::Field`] for a blank name, months over 1,200 and a price that cannot be; [`Error::Taken`] when the
/// manufacturer has another model of the name; [`Error::NotFound`] and [`Error::Conflict`] for one that is gone or
/// was changed since.
pub async fn save_model(
    conn: &mut SqliteConnection,
    act: &Act,
    existing: Option<(&str, u32)>,
    input: &ModelInput,
) -> Result<String> {
    let name = input::required("name", "the model's name", &input.name)?;
    let manufacturer = blank_to_none(input.manufacturer.clone());
    let manufacturer_key = manufacturer.as_deref().map(name_key).unwrap_or_default();
    let same = store::model_by_keys(conn, &manufacturer_key, &name_key(&name)).await?;
    if let Some((other_id, other)) = same.filter(|(id, _)| Some(id.as_str()) != existing.map(|(id, _)| id)) {
        let message = format!("There is a model “{other}” already.");
        return Err(Error::Taken { field: "name".into(), message, other_id: Some(other_id) });
    }
    check_months("expected_life_months", input.expected_life_months)?;
    check_months("warranty_months", input.warranty_months)?;
    if let Some(price) = &input.price {
        price.check("price")?;
    }
    let currency = input.price.as_ref().and_then(|price| Currency::parse(&price.currency));
    let row = row! {
        "name": name, "name_key": name_key(&name), "manufacturer": manufacturer, "manufacturer_key": manufacturer_key,
        "category": blank_to_none(input.category.clone()), "expected_life_months": input.expected_life_months,
        "warranty_months": input.warranty_months, "price_minor": input.price.as_ref().map(|price| price.minor),
        "price_currency": currency.map(|currency| currency.code().to_owned()),
        "operating_system": blank_to_none(input.operating_system.clone()), "notes": blank_to_none(input.notes.clone()),
    };
    save(conn, act, Entity::DeviceModel, existing, row).await
}

/// Removes a model. Devices keep its name.
///
/// # Errors
/// [`Error::Refused`] while a kit names it.
pub async fn remove_model(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<()> {
    let kits = store::kits_with(conn, id).await?;
    if !kits.is_empty() {
        return Err(Error::Refused(format!(
            "The kit {} names this model. Take it out of there first.",
            kits.join(", ")
        )));
    }
    history::remove(conn, act, Entity::DeviceModel, id).await
}

/// What a new device starts with: what is known of its model, and for the rest of its category.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn defaults(
    conn: &mut SqliteConnection,
    category: Option<&str>,
    manufacturer: Option<&str>,
    model: Option<&str>,
) -> Result<DeviceDefaults> {
    let known = Known::read(conn).await?;
    let template = known.model(manufacturer, model).cloned().unwrap_or_default();
    let category = category.map(str::to_owned).or_else(|| template.category.clone());
    let shared = known.category(category.as_deref()).cloned().unwrap_or_default();
    Ok(DeviceDefaults {
        category,
        manufacturer: template.manufacturer.or_else(|| manufacturer.map(str::to_owned)),
        model: model.map(str::to_owned),
        operating_system: template.operating_system,
        expected_life_months: template.expected_life_months.or(shared.expected_life_months),
        warranty_months: template.warranty_months.or(shared.warranty_months),
        depreciation_months: shared.depreciation_months,
        residual_percent: shared.residual_percent,
        price: template.price,
        asset_tag: asset_tags::next(conn).await?,
    })
}

/// All templates, read once, for computing over many devices.
#[derive(Debug, Default)]
pub(super) struct Known {
    categories: HashMap<String, CategoryInput>,
    models: HashMap<String, ModelInput>,
}

impl Known {
    pub(super) async fn read(conn: &mut SqliteConnection) -> Result<Known> {
        let categories = store::categories(conn).await?;
        let models = store::models(conn).await?;
        Ok(Known {
            categories: categories
                .into_iter()
                .map(|category| (name_key(&category.fields.name), category.fields))
                .collect(),
            models: models
                .into_iter()
                .map(|model| {
                    (model_key(model.fields.manufacturer.as_deref(), &model.fields.name), model.fields)
                })
                .collect(),
        })
    }

    pub(super) fn category(&self, name: Option<&str>) -> Option<&CategoryInput> {
        self.categories.get(&name_key(name?))
    }

    pub(super) fn model(&self, manufacturer: Option<&str>, model: Option<&str>) -> Option<&ModelInput> {
        self.models.get(&model_key(manufacturer, model?))
    }

    /// What replacing a device costs: the price of its model today, else what it cost itself.
    pub(super) fn replacement_cost(
        &self,
        manufacturer: Option<&str>,
        model: Option<&str>,
        own: Option<Money>,
    ) -> Option<Money> {
        self.model(manufacturer, model).and_then(|model| model.price.clone()).or(own)
    }
}

fn model_key(manufacturer: Option<&str>, model: &str) -> String {
    format!("{}\u{1f}{}", name_key(manufacturer.unwrap_or_default()), name_key(model))
}

pub(super) fn check_months(field: &str, months: Option<u32>) -> Result<()> {
    if months.is_some_and(|months| months > 1200) {
        return Err(Error::field(field, "Over 100 years is hard to believe."));
    }
    Ok(())
}

async fn save(
    conn: &mut SqliteConnection,
    act: &Act,
    table: Entity,
    existing: Option<(&str, u32)>,
    mut row: Row,
) -> Result<String> {
    match existing {
        Some((id, version)) => {
            history::update(conn, act, table, id, Some(version), row).await?;
            Ok(id.to_owned())
        }
        None => {
            let id = new_id();
            row.insert("id".into(), id.clone().into());
            history::insert(conn, act, table, row).await?;
            Ok(id)
        }
    }
}
