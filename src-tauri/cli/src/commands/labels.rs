//! `holdfast labels`: labels of devices as PDF.

use crate::{
    Outcome,
    args::labels::{Code, Labels},
    context::Context,
    output::{self, Align, Table},
};
use anyhow::Result;
use holdfast_core::{
    Error,
    db::Db,
    files::FileFormat,
    hardware::{self, Device},
    ids::Kind,
    list::ListQuery,
    search, settings,
};
use holdfast_paper::{LAYOUTS, Label, LabelCode, LabelOptions, LayoutKind, Stationery, label_sheet, layout};
use serde_json::json;

impl From<Code> for LabelCode {
    fn from(code: Code) -> LabelCode {
        match code {
            Code::Qr => LabelCode::Qr,
            Code::Link => LabelCode::QrLink,
            Code::Bars => LabelCode::Bars,
            Code::Both => LabelCode::Both,
        }
    }
}

pub async fn run(context: &Context, args: &Labels) -> Result<Outcome> {
    if args.layouts {
        return layouts(context);
    }
    let db = context.open_to_read().await?;
    let done = print(context, args, &db).await;
    db.close().await;
    done
}

async fn print(context: &Context, args: &Labels, db: &Db) -> Result<Outcome> {
    let today = context.now.today;
    let mut conn = db.read().await?;
    let mut settings = settings::labels(&mut conn).await?;
    let stationery = Stationery::of(&settings::get(&mut conn).await?, today);
    if let Some(name) = &args.layout {
        settings.layout.clone_from(name);
    }
    if let Some(code) = args.code {
        settings.code = code.into();
    }
    if let Some(text) = &args.text {
        settings.text = Some(text.clone());
    }
    settings.name &= !args.no_name;
    settings.serial &= !args.no_serial;
    if let Some((right, down)) = args.shift {
        (settings.shift_right, settings.shift_down) = (right, down);
    }
    let layout = layout(&settings.layout)?;
    drop(conn);
    let ids = ids(db, args, today).await?;
    let mut labels = Vec::with_capacity(ids.len());
    let mut conn = db.read().await?;
    for id in &ids {
        labels.push(Label::of(&hardware::get(&mut conn, id, today).await?));
    }
    drop(conn);
    let options = LabelOptions { outline: args.outline, ..LabelOptions::of(&settings, args.start_at) };
    let pdf = label_sheet(&labels, &layout, &options, &stationery)?;
    let Some(path) = &args.output else { return Ok(Outcome::Done) };
    context.save(path, &pdf.bytes, FileFormat::Pdf)?;
    if context.json {
        output::print_json(
            &json!({ "file": path, "labels": labels.len(), "pages": pdf.pages, "layout": layout.name }),
        )?;
    } else {
        output::print(&format!(
            "Wrote {} on {} to {}. Print it at 100 %, not fitted to the page.\n",
            output::count(labels.len() as u64, "label", "labels"),
            output::count(pdf.pages, "page", "pages"),
            path.display()
        ))?;
    }
    if let Some(warning) = pdf.warning() {
        output::message(&warning);
    }
    Ok(Outcome::Done)
}

/// The devices asked for, in the order of the labels.
async fn ids(db: &Db, args: &Labels, today: chrono::NaiveDate) -> Result<Vec<String>> {
    if args.devices.is_empty() {
        let filter = args.filter.clone().unwrap_or_default();
        let query = ListQuery { filter, sort: "asset_tag".into(), ..ListQuery::default() };
        let rows = hardware::list(&mut *db.read().await?, &query, today).await?.rows;
        return Ok(rows.into_iter().map(|row| row.id).collect());
    }
    let mut ids = Vec::new();
    for wanted in &args.devices {
        ids.push(device(db, wanted.trim(), today).await?);
    }
    Ok(ids)
}

/// The id of the device that has this id, or the only one with exactly this tag, serial or name.
async fn device(db: &Db, wanted: &str, today: chrono::NaiveDate) -> Result<String> {
    let mut conn = db.read().await?;
    match hardware::get(&mut conn, wanted, today).await {
        Ok(Device { id, .. }) => return Ok(id),
        Err(Error::NotFound { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let found = search::find(&mut conn, wanted, 50).await?;
    let same = |text: &str| text.to_lowercase() == wanted.to_lowercase();
    let mut ids = found
        .into_iter()
        .filter(|found| found.kind == Kind::Device)
        .filter(|found| same(&found.title) || same(&found.codes) || found.codes.split_whitespace().any(same))
        .map(|found| found.id);
    match (ids.next(), ids.next()) {
        (Some(id), None) => Ok(id),
        (None, _) => Err(Error::Refused(format!(
            "No device has the asset tag, serial, name or id “{wanted}”. Nothing was printed."
        ))
        .into()),
        (Some(_), Some(_)) => Err(Error::Refused(format!(
            "Several devices are called “{wanted}”. Nothing was printed: name one by its asset tag, serial or id."
        ))
        .into()),
    }
}

fn layouts(context: &Context) -> Result<Outcome> {
    if context.json {
        let rows: Vec<_> = LAYOUTS
            .iter()
            .map(|layout| {
                json!({
                    "name": layout.name, "description": layout.description, "width_mm": layout.label.0,
                    "height_mm": layout.label.1, "per_page": layout.per_page(), "roll": layout.kind == LayoutKind::Roll,
                })
            })
            .collect();
        output::print_json(&json!({ "layouts": rows }))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new()
        .column("Name", Align::Left)
        .column("Label (mm)", Align::Right)
        .column("A page", Align::Right)
        .shrinking("What it is");
    for layout in LAYOUTS {
        table.row(vec![
            layout.name.to_owned(),
            format!("{} x {}", layout.label.0, layout.label.1),
            if layout.kind == LayoutKind::Roll { "roll".to_owned() } else { layout.per_page().to_string() },
            layout.description.to_owned(),
        ]);
    }
    output::print(&table.render())?;
    Ok(Outcome::Done)
}
