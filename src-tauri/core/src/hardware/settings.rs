//! What the Hardware screen is set to: asset tags, and the makers' own pages.

use super::{asset_tags::Pattern, warranties::WarrantyPage};
use crate::{Error, Result, credentials::addresses, input, settings as kept, text::blank_to_none};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

/// What the Hardware screen is set to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct HardwareSettings {
    /// Asset tags by pattern, such as `HF-{####}`: the signs stand for a running number of at least so many digits.
    pub asset_tag_pattern: Option<String>,
    /// A device added without a tag gets the next one.
    pub asset_tag_always: bool,
    pub warranty_pages: Vec<WarrantyPage>,
}

impl Default for HardwareSettings {
    fn default() -> Self {
        let page = |manufacturer: &str, url: &str| WarrantyPage {
            manufacturer: manufacturer.to_owned(),
            url: url.to_owned(),
        };
        HardwareSettings {
            asset_tag_pattern: None,
            asset_tag_always: false,
            warranty_pages: vec![
                page("Apple", "https://checkcoverage.apple.com/?sn={serial}"),
                page(
                    "Dell",
                    "https://www.dell.com/support/home/product-support/servicetag/{serial}/overview",
                ),
                page("HP", "https://support.hp.com/us-en/check-warranty"),
                page("Lenovo", "https://pcsupport.lenovo.com/us/en/warrantylookup?serialNumber={serial}"),
            ],
        }
    }
}

/// Where the settings of the Hardware screen are kept.
const SETTINGS: &str = "hardware";

/// What the Hardware screen is set to.
///
/// # Errors
/// [`Error::Database`] when the database cannot be read.
pub async fn get(conn: &mut SqliteConnection) -> Result<HardwareSettings> {
    kept::group(conn, SETTINGS).await
}

/// Keeps the settings after checking them.
///
/// # Errors
/// [`Error::Field`] for a pattern or an address that is none.
pub async fn set(conn: &mut SqliteConnection, settings: &HardwareSettings) -> Result<()> {
    let pattern = blank_to_none(settings.asset_tag_pattern.clone());
    if let Some(pattern) = &pattern {
        Pattern::parse(pattern)?;
    }
    for (index, page) in settings.warranty_pages.iter().enumerate() {
        input::required(
            &format!("warranty_pages.{index}.manufacturer"),
            "the manufacturer's name",
            &page.manufacturer,
        )?;
        if !page.url.starts_with("https://") && !page.url.starts_with("http://") {
            return Err(Error::field(
                &format!("warranty_pages.{index}.url"),
                "A web address begins with https://.",
            ));
        }
        addresses::plain(&format!("warranty_pages.{index}.url"), &Some(page.url.clone()))?;
    }
    let settings = HardwareSettings { asset_tag_pattern: pattern, ..settings.clone() };
    kept::set_group(conn, SETTINGS, &settings).await
}
