//! `holdfast inventory`: what this computer says about itself. Its JSON can be imported elsewhere.

use crate::{Outcome, args::Inventory, context::Context, output};
use anyhow::Result;
use holdfast_core::{
    hardware,
    inventory::{self, Computer, InventoryPreview},
};
use serde::Serialize;

/// The answer of `--save`.
#[derive(Serialize)]
struct Saved<'a> {
    computer: &'a Computer,
    device_id: &'a str,
    new: bool,
    changes: &'a [inventory::InventoryChange],
    batch: Option<&'a str>,
}

pub async fn run(context: &Context, args: &Inventory) -> Result<Outcome> {
    let today = context.now.today;
    let computer = tokio::task::spawn_blocking(move || inventory::read(today)).await?;
    if args.save {
        return save(context, args, computer).await;
    }
    if context.json {
        output::print_json(&computer)?;
    } else {
        output::print(&text(&computer))?;
        tell_not_read(&computer);
    }
    Ok(Outcome::Done)
}

async fn save(context: &Context, args: &Inventory, computer: Computer) -> Result<Outcome> {
    let db = context.open_or_begin().await?;
    let mut tx = db.write().await?;
    let named = match &args.device {
        Some(named) => Some(hardware::resolve(&mut tx, named).await?.id),
        None => None,
    };
    let preview = inventory::preview(&mut tx, computer, named.as_deref()).await?;
    let act = context.act("Read this computer");
    let present = preview.device.as_ref().map(|device| device.id.as_str());
    let id = inventory::keep(&mut tx, &act, &preview.computer, present).await?;
    let device = hardware::get(&mut tx, &id, context.now.today).await?;
    tx.commit().await?;
    db.close().await;
    if context.json {
        output::print_json(&Saved {
            computer: &preview.computer,
            device_id: &id,
            new: present.is_none(),
            changes: &preview.changes,
            batch: Some(&act.batch),
        })?;
        return Ok(Outcome::Done);
    }
    let what = match (&preview.device, preview.changes.len()) {
        (None, _) => "added as a new device".to_owned(),
        (Some(_), 0) => "up to date already".to_owned(),
        (Some(_), _) => format!("brought up to date:\n{}", changes(&preview)),
    };
    output::print(&format!("{}: {what}\nUndo it with: holdfast undo {}\n", device.fields.name, act.batch))?;
    tell_not_read(&preview.computer);
    Ok(Outcome::Done)
}

fn changes(preview: &InventoryPreview) -> String {
    let lines: Vec<String> = preview
        .changes
        .iter()
        .map(|change| {
            let before = change.before.as_deref().unwrap_or("—");
            format!("  {}: {before} → {}", label(&change.field), change.after)
        })
        .collect();
    lines.join("\n")
}

fn text(computer: &Computer) -> String {
    let cores = computer.cores.map(|cores| format!(" ({})", output::count(cores, "core", "cores")));
    let cpu = computer.cpu.as_ref().map(|cpu| format!("{cpu}{}", cores.unwrap_or_default()));
    let lines = [
        ("name", computer.name.clone()),
        ("category", computer.category.clone()),
        ("manufacturer", computer.manufacturer.clone()),
        ("model", computer.model.clone()),
        ("serial", computer.serial.clone()),
        ("operating_system", computer.operating_system.clone()),
        ("cpu", cpu),
        ("memory", computer.memory.clone()),
        ("storage", computer.storage.clone()),
    ];
    let mut text = String::new();
    for (field, value) in lines {
        if let Some(value) = value {
            text.push_str(&format!("{}: {value}\n", label(field)));
        }
    }
    for adapter in &computer.network {
        text.push_str(&format!("{} ({}): {}\n", label("mac"), adapter.name, adapter.mac));
    }
    text
}

/// What was not read goes to the messages: it is no fact about the computer.
fn tell_not_read(computer: &Computer) {
    for missed in &computer.not_read {
        output::message(&format!("{} not read: {}", label(&missed.field), missed.why));
    }
}

fn label(field: &str) -> &str {
    match field {
        "name" => "Name",
        "category" => "Category",
        "manufacturer" => "Manufacturer",
        "model" => "Model",
        "serial" => "Serial",
        "operating_system" => "Operating system",
        "cpu" => "Processor",
        "memory" => "Memory",
        "storage" => "Storage",
        "mac" => "MAC address",
        other => other,
    }
}
