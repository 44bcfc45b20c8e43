//! macOS: what `system_profiler` reads from the I/O Registry.

use super::{
    facts::{Facts, decimal_size, mac},
    model::{Adapter, Disk},
};
use serde_json::Value;

/// What is asked of it.
#[cfg(target_os = "macos")]
pub(super) const COMMAND: (&str, &[&str]) = (
    "/usr/sbin/system_profiler",
    &["-json", "SPHardwareDataType", "SPNVMeDataType", "SPSerialATADataType", "SPNetworkDataType"],
);

/// Reads the answer.
pub(super) fn facts(json: &str) -> Facts {
    let mut facts = Facts::default();
    let Ok(answer) = serde_json::from_str::<Value>(json) else {
        for field in ["manufacturer", "model", "serial", "storage", "mac"] {
            facts.miss(field, "system_profiler gave no answer.");
        }
        return facts;
    };
    facts.manufacturer = Some("Apple".to_owned());
    let hardware = &answer["SPHardwareDataType"][0];
    let said = |key: &str| hardware[key].as_str();
    match (said("machine_name"), said("machine_model")) {
        (Some(name), Some(model)) => facts.model = Some(format!("{name} ({model})")),
        (name, model) => facts.model = name.or(model).map(str::to_owned),
    }
    if facts.model.is_none() {
        facts.miss("model", "system_profiler does not say.");
    }
    facts.serial = match said("serial_number") {
        Some(serial) => facts.take("serial", serial),
        None => {
            facts.miss("serial", "system_profiler does not say.");
            None
        }
    };
    let name = said("machine_name").unwrap_or_default();
    facts.category = if name.contains("Book") {
        Some("Laptop")
    } else if name.contains("Virtual") {
        Some("Virtual machine")
    } else if name.is_empty() {
        None
    } else {
        Some("Desktop")
    };
    facts.cpu = said("chip_type").or_else(|| said("cpu_type")).map(str::to_owned);
    facts.memory = said("physical_memory").map(str::to_owned);
    facts.disks = disks(&answer["SPNVMeDataType"], "NVMe SSD");
    facts.disks.extend(disks(&answer["SPSerialATADataType"], "SATA disk"));
    facts.network = adapters(&answer["SPNetworkDataType"]);
    facts
}

/// Disks stand below their controllers.
fn disks(controllers: &Value, kind: &str) -> Vec<Disk> {
    let items = controllers.as_array().into_iter().flatten().filter_map(|one| one["_items"].as_array());
    items
        .flatten()
        .filter(|disk| disk["removable_media"].as_str() != Some("yes"))
        .map(|disk| Disk {
            name: disk["bsd_name"].as_str().unwrap_or_default().to_owned(),
            model: disk["device_model"].as_str().map(|model| model.trim().to_owned()),
            kind: Some(match disk["spsata_medium_type"].as_str() {
                Some("Solid State") => "SSD".to_owned(),
                Some("Rotational") => "hard disk".to_owned(),
                _ => kind.to_owned(),
            }),
            size: disk["size_in_bytes"].as_u64().and_then(decimal_size),
        })
        .collect()
}

fn adapters(services: &Value) -> Vec<Adapter> {
    services
        .as_array()
        .into_iter()
        .flatten()
        .filter(|service| ["AirPort", "Ethernet"].contains(&service["hardware"].as_str().unwrap_or_default()))
        .filter_map(|service| {
            let address = service["Ethernet"]["MAC Address"].as_str().and_then(mac)?;
            let name =
                service["interface"].as_str().or_else(|| service["_name"].as_str()).unwrap_or_default();
            Some(Adapter { name: name.to_owned(), mac: address })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read() {
        let facts = facts(
            r#"{
              "SPHardwareDataType": [{
                "_name": "hardware_overview", "machine_name": "MacBook Pro", "machine_model": "Mac15,6",
                "chip_type": "Apple M3 Pro", "physical_memory": "18 GB", "serial_number": "K7Q2XLM4VN"
              }],
              "SPNVMeDataType": [{ "_name": "Apple SSD Controller", "_items": [
                { "_name": "APPLE SSD AP0512Z", "bsd_name": "disk0", "device_model": "APPLE SSD AP0512Z", "size_in_bytes": 500277792768 }
              ] }],
              "SPSerialATADataType": [],
              "SPNetworkDataType": [
                { "_name": "Wi-Fi", "hardware": "AirPort", "interface": "en0", "Ethernet": { "MAC Address": "f0:2f:4b:0a:11:22" } },
                { "_name": "Thunderbolt Bridge", "hardware": "Bridge", "interface": "bridge0", "Ethernet": { "MAC Address": "36:00:11:22:33:44" } }
              ]
            }"#,
        );
        assert_eq!(facts.model.as_deref(), Some("MacBook Pro (Mac15,6)"));
        assert_eq!(facts.serial.as_deref(), Some("K7Q2XLM4VN"));
        assert_eq!((facts.category, facts.cpu.as_deref()), (Some("Laptop"), Some("Apple M3 Pro")));
        assert_eq!(facts.disks[0].size.as_deref(), Some("500 GB"));
        assert_eq!(facts.network, [Adapter { name: "en0".into(), mac: "F0:2F:4B:0A:11:22".into() }]);
        assert!(facts.not_read.is_empty());
    }

    #[test]
    fn no_answer_is_said() {
        let facts = facts("");
        assert_eq!(facts.serial, None);
        assert!(facts.not_read.iter().any(|missed| missed.field == "serial"));
    }
}
