//! Formats that people arrive with: recognised by their headers, each with the meanings only it has.

use super::{
    consoles::{self, CONSOLES},
    model::{ColumnMapping, ImportKind},
    sheet::{Catalog, CellKind, Field},
};
use crate::{Error, Result, text::name_key};
use holdfast_sheets::header_key;
use std::collections::HashSet;

/// A known format. Headers are written as letters and digits.
pub(super) struct Shape {
    pub name: &'static str,
    pub kind: ImportKind,
    /// All of these must be there.
    pub needs: &'static [&'static str],
    /// Where this format differs from the general reading; an empty field leaves the column out.
    pub meanings: &'static [(&'static str, &'static str)],
}

/// A format whose tags may stand with nothing but spaces between them: no tag of it has one.
pub(super) const SPACED_TAGS: &str = "Warracker";

const SHAPES: [Shape; 12] = [
    Shape {
        name: "Snipe-IT licenses",
        kind: ImportKind::Licenses,
        needs: &[
            "itemname",
            "serialnumber",
            "licensedtoname",
            "licensedtoemail",
            "maintained",
            "reassignable",
            "seats",
        ],
        meanings: &[("company", "")],
    },
    Shape {
        name: "Snipe-IT licenses (export)",
        kind: ImportKind::Licenses,
        needs: &["name", "serialnumber", "licensesavailable", "seats", "terminationdate", "maintained"],
        meanings: &[("email", "registered_email"), ("company", "")],
    },
    Shape {
        name: "Snipe-IT licenses (list)",
        kind: ImportKind::Licenses,
        needs: &["name", "productkey", "expirationdate", "licensedtoemail", "licensedtoname", "seats"],
        meanings: &[("company", ""), ("available", "")],
    },
    Shape {
        name: "ITFlow software",
        kind: ImportKind::Licenses,
        needs: &["name", "version", "licensetype", "seats", "key", "assets", "contacts"],
        meanings: &[("description", "notes"), ("licensetype", "metric")],
    },
    Shape {
        name: "Holdfast inventory",
        kind: ImportKind::Hardware,
        needs: &["inventory", "takenon", "serial", "cpu", "storage"],
        meanings: &[],
    },
    Shape {
        name: "Homebox",
        kind: ImportKind::Hardware,
        needs: &["hbname", "hblocation"],
        meanings: &[
            ("hbname", "name"),
            ("hbassetid", "asset_tag"),
            ("hblocation", "location_path"),
            ("hblabels", "tags"),
            ("hbtags", "tags"),
            ("hbarchived", "archived"),
            ("hburl", "notes"),
            ("hbdescription", "notes"),
            ("hbnotes", "notes"),
            ("hbpurchaseprice", "price"),
            ("hbpurchasefrom", "vendor"),
            ("hbpurchasetime", "purchased_on"),
            ("hbpurchasedate", "purchased_on"),
            ("hbmanufacturer", "manufacturer"),
            ("hbmodelnumber", "model"),
            ("hbserialnumber", "serial"),
            ("hblifetimewarranty", "warranty_lifetime"),
            ("hbwarrantyexpires", "warranty_ends_on"),
            ("hbwarrantydetails", "notes"),
        ],
    },
    Shape {
        name: "Homebox bill of materials",
        kind: ImportKind::Hardware,
        needs: &["purchasedate", "name", "description", "serialnumber", "modelnumber", "totalprice"],
        meanings: &[
            ("modelnumber", "model"),
            ("description", "notes"),
            ("totalprice", ""),
            ("price", "price"),
        ],
    },
    Shape {
        name: SPACED_TAGS,
        kind: ImportKind::Hardware,
        needs: &["productname", "purchasedate", "islifetime", "serialnumber"],
        meanings: &[
            ("productname", "name"),
            ("expirationdate", "warranty_ends_on"),
            ("producturl", "notes"),
            ("status", ""),
        ],
    },
    Shape {
        name: "Snipe-IT asset report",
        kind: ImportKind::Hardware,
        needs: &["assetname", "assettag", "modelno", "purchased", "warrantyexpires", "currentvalue"],
        meanings: &[("company", ""), ("purchased", "purchased_on"), ("cost", "price")],
    },
    Shape {
        name: "Snipe-IT assets",
        kind: ImportKind::Hardware,
        needs: &["name", "assettag", "modelnumber", "assetnotes", "checkouttype"],
        meanings: &[("company", ""), ("modelnotes", "")],
    },
    Shape {
        name: "Snipe-IT assets (older)",
        kind: ImportKind::Hardware,
        needs: &["itemname", "modelname", "serial", "assettag", "warranty"],
        meanings: &[("company", "")],
    },
    Shape {
        name: "ITFlow assets",
        kind: ImportKind::Hardware,
        needs: &["name", "make", "model", "serialnumber", "warrantyexpire", "assignedto"],
        meanings: &[("description", "notes")],
    },
];

fn shape_of(headers: &[String]) -> Option<&'static Shape> {
    let keys: HashSet<String> = headers.iter().map(|header| header_key(header)).collect();
    SHAPES.iter().chain(&CONSOLES).find(|shape| shape.needs.iter().all(|needed| keys.contains(*needed)))
}

/// The name of the known format these headers are, when rows of this kind are looked for.
pub(super) fn name_of(kind: ImportKind, headers: &[String]) -> Option<&'static str> {
    shape_of(headers).filter(|shape| shape.kind == kind).map(|shape| shape.name)
}

/// Why a known format's column goes nowhere, when its name says that it holds something that Holdfast keeps.
pub(super) fn why_left_out(kind: ImportKind, headers: &[String], header: &str) -> Option<&'static str> {
    match (name_of(kind, headers)?, header_key(header).as_str()) {
        ("ITFlow software", "assets") => Some(
            "Left out: a cell lists several devices by name, which need not be here yet. Assign the seats to them after the import.",
        ),
        ("ITFlow software", "contacts") => Some(
            "Left out: a cell lists several people by name alone. Assign the seats to them after the import.",
        ),
        ("Microsoft 365 users", "licenses") => Some(
            "Left out: a cell lists licenses by name, and says nothing of how many were bought. Assign the seats after the import.",
        ),
        _ => None,
    }
}

/// What the known format says of every row, without a column for it.
pub(super) fn fixed(kind: ImportKind, headers: &[String]) -> &'static [(&'static str, &'static str)] {
    name_of(kind, headers).map_or(&[], consoles::fixed)
}

/// The known format that these headers are, and what its rows are.
pub(super) fn shape_kind(headers: &[String]) -> Option<(&'static str, ImportKind)> {
    shape_of(headers).map(|shape| (shape.name, shape.kind))
}

/// Proposes a field for each column; a field that takes one column gets the first that fits.
fn propose(catalog: Catalog, headers: &[String]) -> Vec<Option<&'static Field>> {
    let shape = shape_of(headers).filter(|shape| shape.kind == catalog.kind);
    let mut taken = HashSet::new();
    let keys: HashSet<String> = headers.iter().map(|header| header_key(header)).collect();
    headers
        .iter()
        .map(|header| {
            let key = header_key(header);
            let meaning = shape.and_then(|shape| shape.meanings.iter().find(|(header, _)| *header == key));
            let field = match meaning {
                Some((_, name)) => catalog.by_name(name)?,
                None => catalog.of_header(&key, |beside| keys.contains(beside))?,
            };
            (taken.insert(field.name.as_str()) || field.kind == CellKind::Notes).then_some(field)
        })
        .collect()
}

/// The mapping of a file: proposed, then as remembered, then as told. A told column takes its field away
/// from a proposed one.
///
/// # Errors
/// [`Error::Field`] for a told column or field that does not exist, and for two columns told to go to one field.
pub(super) fn mapping(
    catalog: Catalog,
    headers: &[String],
    remembered: &[ColumnMapping],
    told: &[ColumnMapping],
) -> Result<Vec<Option<&'static Field>>> {
    let mut mapping = propose(catalog, headers);
    apply(catalog, headers, &mut mapping, remembered).ok();
    apply(catalog, headers, &mut mapping, told)?;
    Ok(mapping)
}

fn apply(
    catalog: Catalog,
    headers: &[String],
    mapping: &mut [Option<&'static Field>],
    changes: &[ColumnMapping],
) -> Result<()> {
    let mut settled = HashSet::new();
    let mut resolved = Vec::new();
    for change in changes {
        let column = column_of(headers, &change.column)?;
        let name = change.field.as_deref().map(str::trim).filter(|name| !name.is_empty() && *name != "-");
        let field = name.map(|name| field_of(catalog, name)).transpose()?;
        if let Some(field) = field
            && !settled.insert(field.name.as_str())
            && field.kind != CellKind::Notes
        {
            return Err(Error::field(
                "mapping",
                format!("Two columns cannot both go to “{}”. Leave one out.", field.name),
            ));
        }
        resolved.push((column, field));
    }
    for slot in mapping.iter_mut() {
        if slot.is_some_and(|field| field.kind != CellKind::Notes && settled.contains(field.name.as_str())) {
            *slot = None;
        }
    }
    for (column, field) in resolved {
        if let Some(slot) = mapping.get_mut(column) {
            *slot = field;
        }
    }
    Ok(())
}

fn column_of(headers: &[String], column: &str) -> Result<usize> {
    let exact = headers.iter().position(|header| name_key(header) == name_key(column));
    let loose = || headers.iter().position(|header| header_key(header) == header_key(column));
    exact.or_else(loose).ok_or_else(|| {
        Error::field("mapping", format!("The file has no column “{column}”. It has: {}.", headers.join(", ")))
    })
}

fn field_of(catalog: Catalog, name: &str) -> Result<&'static Field> {
    let by_label = || catalog.all().find(|field| name_key(&field.label) == name_key(name));
    catalog.by_name(&name_key(name).replace([' ', '-'], "_")).or_else(by_label).ok_or_else(|| {
        let names: Vec<&str> = catalog.all().map(|field| field.name.as_str()).collect();
        Error::field("mapping", format!("There is no field “{name}”. There are: {}.", names.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(headers: &str) -> Vec<String> {
        holdfast_sheets::tell_apart(&headers.split(',').map(str::to_owned).collect::<Vec<_>>())
    }

    fn mapped(kind: ImportKind, headers: &[String]) -> Vec<(String, &'static str)> {
        let fields = mapping(Catalog::plain(kind), headers, &[], &[]).unwrap();
        headers
            .iter()
            .cloned()
            .zip(fields)
            .filter_map(|(header, field)| Some((header, field?.name.as_str())))
            .collect()
    }

    const LICENSES: &str = "Full Name,Email,Username,Item name,serial number,Category,manufacturer,purchase date,purchase cost,purchase order,order number,Licensed To Name,Licensed to Email,expiration date,maintained,reassignable,seats,company,supplier,notes";

    #[test]
    fn known_formats_are_recognised() {
        for (headers, name, kind) in [
            (LICENSES, "Snipe-IT licenses", ImportKind::Licenses),
            (
                "id,Company,Name,Serial Number,Purchase Date,Purchase Cost,Order Number,Licenses available,Seats,Created By,Depreciation,Updated at,Deleted at,Email,Fully Depreciated,Supplier,Expiration Date,Purchase Order Number,Termination Date,Maintained,Manufacturer,Category,Min. QTY,Reassignable,Notes,Created At",
                "Snipe-IT licenses (export)",
                ImportKind::Licenses,
            ),
            (
                "Company,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Order Number,Model,Model Notes,Model Number,Asset Notes,Purchase Date,Purchase Cost,Checkout Type,Checked Out To: Username,Checked Out To: First Name,Checked Out To: Last Name,Checked Out To: Email,Checked Out To: Location,Asset EOL Date",
                "Snipe-IT assets",
                ImportKind::Hardware,
            ),
            (
                "Full Name,Email,Username,Company,item Name,Category,Model name,Manufacturer,Model Number,Serial,Asset Tag,Location,Category,Notes,Purchase Date,Purchase Cost,Company,Status,Warranty,Supplier",
                "Snipe-IT assets (older)",
                ImportKind::Hardware,
            ),
            (
                "ID,Company,Asset Name,Asset Tag,Model,Model No.,Category,Manufacturer,Serial,Purchased,Cost,EOL,Warranty,Warranty Expires,Current Value,Order Number,Supplier,Location,Address,Address,City",
                "Snipe-IT asset report",
                ImportKind::Hardware,
            ),
            (
                "Name,Version,Description,Type,License Type,Seats,Key,Assets,Contacts,Purchased,Expires,Notes",
                "ITFlow software",
                ImportKind::Licenses,
            ),
            (
                "Name,Description,Type,Make,Model,Serial Number,Operating System,Purchase Date,Warranty Expire,Install Date,Assigned To,Location,Physical Location,Notes",
                "ITFlow assets",
                ImportKind::Hardware,
            ),
        ] {
            let headers = split(headers);
            assert_eq!((name_of(kind, &headers), shape_kind(&headers)), (Some(name), Some((name, kind))));
            assert!(mapped(kind, &headers).iter().any(|(_, field)| *field == "name"), "{name}");
        }
    }

    #[test]
    fn home_inventories_need_no_mapping() {
        for (headers, name, expected) in [
            (
                "HB.import_ref,HB.location,HB.labels,HB.asset_id,HB.archived,HB.url,HB.name,HB.quantity,HB.description,HB.purchase_price,HB.purchase_from,HB.purchase_time,HB.lifetime_warranty,HB.warranty_expires,HB.field.Colour",
                "Homebox",
                &[
                    ("HB.location", "location_path"),
                    ("HB.labels", "tags"),
                    ("HB.asset_id", "asset_tag"),
                    ("HB.archived", "archived"),
                    ("HB.url", "notes"),
                    ("HB.name", "name"),
                    ("HB.description", "notes"),
                    ("HB.purchase_price", "price"),
                    ("HB.purchase_from", "vendor"),
                    ("HB.purchase_time", "purchased_on"),
                    ("HB.lifetime_warranty", "warranty_lifetime"),
                    ("HB.warranty_expires", "warranty_ends_on"),
                ][..],
            ),
            (
                "ProductName,PurchaseDate,IsLifetime,WarrantyDurationYears,WarrantyDurationMonths,WarrantyDurationDays,ExpirationDate,Status,PurchasePrice,SerialNumber,ProductURL,Tags,Vendor",
                "Warracker",
                &[
                    ("ProductName", "name"),
                    ("PurchaseDate", "purchased_on"),
                    ("IsLifetime", "warranty_lifetime"),
                    ("WarrantyDurationYears", "warranty_years"),
                    ("WarrantyDurationMonths", "warranty_months"),
                    ("WarrantyDurationDays", "warranty_days"),
                    ("ExpirationDate", "warranty_ends_on"),
                    ("PurchasePrice", "price"),
                    ("SerialNumber", "serial"),
                    ("ProductURL", "notes"),
                    ("Tags", "tags"),
                    ("Vendor", "vendor"),
                ],
            ),
        ] {
            let headers = split(headers);
            assert_eq!(
                (name_of(ImportKind::Hardware, &headers), shape_kind(&headers)),
                (Some(name), Some((name, ImportKind::Hardware)))
            );
            let mapped = mapped(ImportKind::Hardware, &headers);
            let mapped: Vec<(&str, &str)> =
                mapped.iter().map(|(header, field)| (header.as_str(), *field)).collect();
            assert_eq!(mapped, expected);
        }
    }

    #[test]
    fn a_license_template_maps_every_column_but_the_company() {
        let headers = split(LICENSES);
        let mapped = mapped(ImportKind::Licenses, &headers);
        assert_eq!(mapped.len(), headers.len() - 1);
        for pair in [
            ("serial number", "key"),
            ("supplier", "vendor"),
            ("manufacturer", "publisher"),
            ("expiration date", "ends_on"),
            ("purchase date", "purchased_on"),
            ("Email", "holder_email"),
            ("Licensed to Email", "registered_email"),
        ] {
            assert!(mapped.contains(&(pair.0.to_owned(), pair.1)), "{pair:?}");
        }
    }

    #[test]
    fn an_asset_report_reads_its_price_from_the_cost_and_its_address_nowhere() {
        let headers = split(
            "ID,Asset Name,Asset Tag,Model,Model No.,Purchased,Cost,Warranty,Warranty Expires,Current Value,Location,Address,Address",
        );
        let mapped = mapped(ImportKind::Hardware, &headers);
        assert!(
            mapped.contains(&("Cost".to_owned(), "price"))
                && mapped.contains(&("Warranty Expires".to_owned(), "warranty_ends_on"))
        );
        assert!(!mapped.iter().any(|(header, _)| header.starts_with("Address") || header == "ID"));
    }

    #[test]
    fn what_is_told_wins_over_what_is_proposed() {
        let headers = split("Name,Title,Code");
        let tell = |column: &str, field: Option<&str>| ColumnMapping {
            column: column.into(),
            field: field.map(str::to_owned),
        };
        let told = mapping(
            Catalog::plain(ImportKind::Licenses),
            &headers,
            &[],
            &[tell("title", Some("name")), tell("Code", Some("License key"))],
        )
        .unwrap();
        let names: Vec<Option<&str>> =
            told.iter().map(|field| field.map(|field| field.name.as_str())).collect();
        assert_eq!(names, [None, Some("name"), Some("key")]);
        let left_out =
            mapping(Catalog::plain(ImportKind::Licenses), &headers, &[], &[tell("Name", Some("-"))]).unwrap();
        assert!(left_out.iter().all(Option::is_none));
        for (told, part) in [
            (vec![tell("Colour", Some("name"))], "no column “Colour”"),
            (vec![tell("Code", Some("colour"))], "no field “colour”"),
            (vec![tell("Code", Some("edition")), tell("Title", Some("edition"))], "Two columns"),
        ] {
            let message =
                mapping(Catalog::plain(ImportKind::Licenses), &headers, &[], &told).unwrap_err().to_string();
            assert!(message.contains(part), "{message}");
        }
    }
}
