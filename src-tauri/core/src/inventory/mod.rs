//! This computer: what it says about itself, and the device it is. What may not be read is said, never guessed.

mod facts;
#[cfg(any(target_os = "linux", test))]
mod linux;
#[cfg(any(target_os = "macos", test))]
mod macos;
mod model;
mod store;
#[cfg(any(target_os = "windows", test))]
mod windows;

pub use model::{Adapter, Computer, Disk, InventoryChange, InventoryPreview, MatchedBy, NotRead};

use crate::{
    Act, Error, Result,
    hardware::{self, DeviceInput, DeviceLink},
    history::{self, Entity},
    row,
    text::{blank_to_none, name_key, serial_key},
};
use chrono::NaiveDate;
use facts::Facts;
use sqlx::SqliteConnection;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

/// Reads this computer. It takes up to some seconds, and starts a program of the system on Windows and macOS: call it
/// where that holds nobody up.
pub fn read(today: NaiveDate) -> Computer {
    let mut facts = platform();
    facts.name = System::host_name().ok().and_then(|name| blank_to_none(Some(name)));
    if facts.operating_system.is_none() {
        facts.operating_system = System::long_os_version().ok().and_then(|name| blank_to_none(Some(name)));
    }
    let wanted = RefreshKind::nothing()
        .with_cpu(CpuRefreshKind::nothing())
        .with_memory(MemoryRefreshKind::nothing().with_ram());
    if let Ok(system) = System::new_with_specifics(wanted) {
        if facts.cpu.is_none() {
            let brand = system.cpus().first().map(|cpu| cpu.brand().to_owned());
            facts.cpu = brand.map(|brand| brand.split_whitespace().collect::<Vec<_>>().join(" "));
            facts.cpu = blank_to_none(facts.cpu);
        }
        facts.memory = facts.memory.or_else(|| facts::memory_size(system.total_memory()));
    }
    facts.cores = System::physical_core_count().ok().and_then(|cores| u32::try_from(cores).ok());
    facts.into_computer(today.to_string())
}

#[cfg(target_os = "linux")]
fn platform() -> Facts {
    linux::facts(std::path::Path::new("/"))
}

#[cfg(target_os = "macos")]
fn platform() -> Facts {
    macos::facts(&answer_of(macos::COMMAND))
}

#[cfg(target_os = "windows")]
fn platform() -> Facts {
    windows::facts(&answer_of(windows::COMMAND))
}

#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
fn platform() -> Facts {
    let mut facts = Facts::default();
    for field in ["manufacturer", "model", "serial", "storage", "mac"] {
        facts.miss(field, "Holdfast does not know how to ask this system.");
    }
    facts
}

/// What a program of the system prints; empty when it does not run.
#[cfg(any(target_os = "macos", target_os = "windows"))]
fn answer_of((program, arguments): (&str, &[&str])) -> String {
    let mut command = std::process::Command::new(program);
    command.args(arguments).stdin(std::process::Stdio::null());
    // CREATE_NO_WINDOW: no console flashes up.
    #[cfg(target_os = "windows")]
    std::os::windows::process::CommandExt::creation_flags(&mut command, 0x0800_0000);
    match command.output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(error) => {
            tracing::warn!(program, %error, "the inventory could not ask");
            String::new()
        }
    }
}

/// Which device a computer is, and what would be written. Nothing is written. With `device_id` it is taken for that one.
///
/// # Errors
/// [`Error::Refused`] when no device, or several, are meant by `device_id`; [`Error::Database`] when the database
/// cannot be read.
pub async fn preview(
    conn: &mut SqliteConnection,
    computer: Computer,
    device_id: Option<&str>,
) -> Result<InventoryPreview> {
    let (device, matched_by) = match device_id {
        Some(id) => (Some(hardware::resolve(conn, id).await?), None),
        None => match recognise(conn, &computer).await? {
            Some((device, by)) => (Some(device), Some(by)),
            None => (None, None),
        },
    };
    let present = match &device {
        Some(device) => hardware::input_of(conn, &device.id).await?,
        None => DeviceInput::default(),
    };
    let changes = changes(&present, &computer, device.is_none());
    Ok(InventoryPreview { computer, device, matched_by, changes })
}

/// The live device with its serial, else with one of its addresses, else with its name; none where several fit.
async fn recognise(
    conn: &mut SqliteConnection,
    computer: &Computer,
) -> Result<Option<(DeviceLink, MatchedBy)>> {
    if let Some(key) = computer.serial.as_deref().and_then(serial_key)
        && let [only] = store::by_serial(conn, &key).await?.as_slice()
    {
        return Ok(Some((only.clone(), MatchedBy::Serial)));
    }
    for adapter in &computer.network {
        if let [only] = store::by_mac(conn, &adapter.mac).await?.as_slice() {
            return Ok(Some((only.clone(), MatchedBy::Mac)));
        }
    }
    if let Some(name) = &computer.name
        && let [only] = store::by_name(conn, &name_key(name)).await?.as_slice()
    {
        return Ok(Some((only.clone(), MatchedBy::Name)));
    }
    Ok(None)
}

/// What was read and is not there yet. The user's own spelling of maker and model stays.
fn changes(present: &DeviceInput, computer: &Computer, new: bool) -> Vec<InventoryChange> {
    let mut changes = Vec::new();
    let mut compare = |field: &str, before: &Option<String>, after: &Option<String>, always: bool| {
        let Some(after) = after.clone() else { return };
        let before = blank_to_none(before.clone());
        let same = before.as_deref().map(name_key) == Some(name_key(&after));
        if !same && (always || before.is_none()) {
            changes.push(InventoryChange { field: field.to_owned(), before, after });
        }
    };
    if new {
        compare("name", &None, &computer.name, true);
    }
    compare("category", &present.category, &computer.category, false);
    compare("manufacturer", &present.manufacturer, &computer.manufacturer, false);
    compare("model", &present.model, &computer.model, false);
    compare("serial", &present.serial, &computer.serial, true);
    compare("operating_system", &present.operating_system, &computer.operating_system, true);
    compare("cpu", &present.cpu, &computer.cpu, true);
    compare("memory", &present.memory, &computer.memory, true);
    compare("storage", &present.storage, &computer.storage, true);
    compare("mac", &present.mac, &computer.mac, true);
    changes
}

/// Adds the computer as a device, or brings the given device up to date; returns its id.
///
/// # Errors
/// [`Error::Field`] for a new device when nothing gives it a name.
pub async fn keep(
    conn: &mut SqliteConnection,
    act: &Act,
    computer: &Computer,
    device_id: Option<&str>,
) -> Result<String> {
    let (mut input, version) = match device_id {
        Some(id) => (hardware::input_of(conn, id).await?, Some(hardware::version(conn, id).await?)),
        None => (DeviceInput::default(), None),
    };
    for change in changes(&input, computer, device_id.is_none()) {
        let after = Some(change.after.clone());
        match change.field.as_str() {
            "name" => input.name = change.after,
            "category" => input.category = after,
            "manufacturer" => input.manufacturer = after,
            "model" => input.model = after,
            "serial" => input.serial = after,
            "operating_system" => input.operating_system = after,
            "cpu" => input.cpu = after,
            "memory" => input.memory = after,
            "storage" => input.storage = after,
            _ => input.mac = after,
        }
    }
    let id = match (device_id, version) {
        (Some(id), Some(version)) => {
            hardware::update(conn, act, id, version, input).await?;
            id.to_owned()
        }
        _ => {
            if input.name.is_empty() {
                let model = input.model.clone();
                input.name =
                    model.ok_or_else(|| Error::field("name", "The computer does not say its name."))?;
            }
            hardware::add(conn, act, input).await?
        }
    };
    let seen = row! { "last_seen_on": act.now.today.to_string() };
    history::update(conn, act, Entity::Device, &id, None, seen).await?;
    Ok(id)
}
