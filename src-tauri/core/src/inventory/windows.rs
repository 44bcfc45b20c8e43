//! Windows: what WMI says, asked through PowerShell.

use super::{
    facts::{Facts, chassis, decimal_size, is_placeholder, is_virtual, mac, maker},
    model::{Adapter, Disk},
};
use serde_json::Value;

/// What is asked of it: classes of the CIM repository, as JSON in UTF-8.
#[cfg(target_os = "windows")]
pub(super) const COMMAND: (&str, &[&str]) = (
    "powershell.exe",
    &[
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        "[Console]::OutputEncoding = [Text.Encoding]::UTF8; \
         @{ system = (Get-CimInstance Win32_ComputerSystem | Select-Object Manufacturer, Model, SystemFamily); \
            product = (Get-CimInstance Win32_ComputerSystemProduct | Select-Object Version); \
            bios = (Get-CimInstance Win32_BIOS | Select-Object SerialNumber); \
            enclosure = @(Get-CimInstance Win32_SystemEnclosure | Select-Object ChassisTypes); \
            disks = @(Get-CimInstance -Namespace root/Microsoft/Windows/Storage MSFT_PhysicalDisk \
              | Select-Object FriendlyName, MediaType, BusType, Size, DeviceId); \
            adapters = @(Get-CimInstance Win32_NetworkAdapter -Filter 'PhysicalAdapter=TRUE' \
              | Select-Object NetConnectionID, Name, MACAddress) } | ConvertTo-Json -Depth 5 -Compress",
    ],
);

/// Reads the answer.
pub(super) fn facts(json: &str) -> Facts {
    let mut facts = Facts::default();
    let Ok(answer) = serde_json::from_str::<Value>(json.trim_start_matches('\u{feff}').trim()) else {
        for field in ["manufacturer", "model", "serial", "storage", "mac"] {
            facts.miss(field, "Windows Management Instrumentation gave no answer.");
        }
        return facts;
    };
    let mut said = |field: &str, value: &Value| match value.as_str() {
        Some(text) => facts.take(field, text),
        None => {
            facts.miss(field, "Windows does not say.");
            None
        }
    };
    let manufacturer = said("manufacturer", &answer["system"]["Manufacturer"]);
    let model = said("model", &answer["system"]["Model"]);
    let serial = said("serial", &answer["bios"]["SerialNumber"]);
    // Lenovo writes the machine type as model, and the name as the product's version.
    let named = manufacturer.as_deref().is_some_and(|maker| maker.eq_ignore_ascii_case("lenovo"));
    let version = answer["product"]["Version"].as_str().map(str::trim);
    let version = version.filter(|version| named && !version.is_empty() && !is_placeholder(version));
    facts.model = version.map(str::to_owned).or(model);
    let types = &answer["enclosure"][0]["ChassisTypes"];
    let number = types[0].as_u64().or_else(|| types.as_u64()).and_then(|number| u32::try_from(number).ok());
    facts.category = number.and_then(chassis);
    if is_virtual(manufacturer.as_deref().unwrap_or_default(), facts.model.as_deref().unwrap_or_default()) {
        facts.category = Some("Virtual machine");
    }
    facts.manufacturer = manufacturer.as_deref().map(maker);
    facts.serial = serial;
    facts.disks = answer["disks"].as_array().into_iter().flatten().filter_map(disk).collect();
    facts.network = answer["adapters"].as_array().into_iter().flatten().filter_map(adapter).collect();
    facts
}

/// Numbers of MSFT_PhysicalDisk: MediaType 3 is a hard disk, 4 an SSD; BusType 17 is NVMe, 7 USB, 15 a file.
fn disk(disk: &Value) -> Option<Disk> {
    let bus = disk["BusType"].as_u64();
    if matches!(bus, Some(7 | 15)) {
        return None;
    }
    let kind = match (bus, disk["MediaType"].as_u64()) {
        (Some(17), _) => Some("NVMe SSD"),
        (_, Some(4)) => Some("SSD"),
        (_, Some(3)) => Some("hard disk"),
        _ => None,
    };
    let bytes = disk["Size"].as_u64().or_else(|| disk["Size"].as_str()?.parse().ok())?;
    Some(Disk {
        name: format!("disk{}", disk["DeviceId"].as_str().unwrap_or_default()),
        model: disk["FriendlyName"].as_str().map(|name| name.trim().to_owned()),
        kind: kind.map(str::to_owned),
        size: decimal_size(bytes),
    })
}

fn adapter(adapter: &Value) -> Option<Adapter> {
    let name = adapter["NetConnectionID"].as_str().or_else(|| adapter["Name"].as_str()).unwrap_or_default();
    // Bluetooth and the network of virtual machines count as physical there.
    let about = adapter["Name"].as_str().unwrap_or_default();
    if ["Bluetooth", "Hyper-V", "Virtual", "VPN", "TAP-"].iter().any(|word| about.contains(word)) {
        return None;
    }
    Some(Adapter { name: name.to_owned(), mac: mac(adapter["MACAddress"].as_str()?)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read() {
        let facts = facts(
            "\u{feff}{\"system\":{\"Manufacturer\":\"LENOVO\",\"Model\":\"21HDCTO1WW\",\"SystemFamily\":\"ThinkPad T14 Gen 4\"},\
              \"product\":{\"Version\":\"ThinkPad T14 Gen 4\"},\"bios\":{\"SerialNumber\":\"PF4GX7K2\"},\
              \"enclosure\":[{\"ChassisTypes\":[10]}],\
              \"disks\":[{\"FriendlyName\":\"SAMSUNG MZVL2512\",\"MediaType\":4,\"BusType\":17,\"Size\":512110190592,\"DeviceId\":\"0\"},\
                         {\"FriendlyName\":\"Stick\",\"MediaType\":0,\"BusType\":7,\"Size\":\"31000000000\",\"DeviceId\":\"1\"}],\
              \"adapters\":[{\"NetConnectionID\":\"Ethernet\",\"Name\":\"Intel I219-V\",\"MACAddress\":\"8C:16:45:AA:10:FE\"},\
                            {\"NetConnectionID\":\"Bluetooth\",\"Name\":\"Bluetooth Device (PAN)\",\"MACAddress\":\"8C:16:45:AA:10:FF\"},\
                            {\"NetConnectionID\":null,\"Name\":\"WAN Miniport\",\"MACAddress\":null}]}",
        );
        assert_eq!(facts.model.as_deref(), Some("ThinkPad T14 Gen 4"));
        assert_eq!((facts.serial.as_deref(), facts.category), (Some("PF4GX7K2"), Some("Laptop")));
        assert_eq!(facts.disks.len(), 1);
        assert_eq!(facts.disks[0].kind.as_deref(), Some("NVMe SSD"));
        assert_eq!(facts.network, [Adapter { name: "Ethernet".into(), mac: "8C:16:45:AA:10:FE".into() }]);
        assert!(facts.not_read.is_empty(), "{:?}", facts.not_read);
    }

    #[test]
    fn what_is_missing_or_filled_in_by_nobody_is_said() {
        let facts = facts(
            r#"{"system":{"Manufacturer":"Gigabyte","Model":"B650"},"bios":{"SerialNumber":"Default string"},"enclosure":[],"disks":[],"adapters":[]}"#,
        );
        assert_eq!((facts.serial, facts.category), (None, None));
        assert!(facts.not_read.iter().any(|missed| missed.why.contains("Default string")));
    }
}
