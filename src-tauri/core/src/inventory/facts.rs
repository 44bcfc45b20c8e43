//! What every platform reads in its own way, and how it is told. Pure.

use super::model::{Adapter, Computer, Disk, NotRead};
use crate::text::name_key;

/// What firmware, disks and adapters say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub name: Option<String>,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub category: Option<&'static str>,
    pub operating_system: Option<String>,
    pub cpu: Option<String>,
    pub cores: Option<u32>,
    pub memory: Option<String>,
    pub disks: Vec<Disk>,
    pub network: Vec<Adapter>,
    pub not_read: Vec<NotRead>,
}

impl Facts {
    /// Notes that a field was not read.
    pub(super) fn miss(&mut self, field: &str, why: impl Into<String>) {
        self.not_read.push(NotRead { field: field.to_owned(), why: why.into() });
    }

    /// Takes a text of the firmware: a maker's placeholder is no answer, and noted as such.
    pub(super) fn take(&mut self, field: &str, text: &str) -> Option<String> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        if text.is_empty() {
            self.miss(field, "The maker left it empty.");
            return None;
        }
        if is_placeholder(text) {
            self.miss(field, format!("The maker wrote “{text}” in its place."));
            return None;
        }
        Some(text.to_owned())
    }

    pub(super) fn into_computer(mut self, taken_on: String) -> Computer {
        for (field, missing) in [
            ("operating_system", self.operating_system.is_none()),
            ("cpu", self.cpu.is_none()),
            ("memory", self.memory.is_none()),
            ("storage", self.disks.is_empty()),
            ("mac", self.network.is_empty()),
            ("category", self.category.is_none()),
        ] {
            if missing && !self.not_read.iter().any(|known| known.field == field) {
                self.miss(field, "The system does not say.");
            }
        }
        let lines: Vec<String> = self
            .disks
            .iter()
            .map(|disk| {
                let parts = [disk.model.as_deref(), disk.kind.as_deref(), disk.size.as_deref()];
                parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
            })
            .filter(|line| !line.is_empty())
            .collect();
        Computer {
            inventory: 1,
            taken_on,
            name: self.name,
            category: self.category.map(str::to_owned),
            manufacturer: self.manufacturer,
            model: self.model,
            serial: self.serial,
            operating_system: self.operating_system,
            cpu: self.cpu,
            cores: self.cores,
            memory: self.memory,
            storage: (!lines.is_empty()).then(|| lines.join("; ")),
            mac: self.network.first().map(|adapter| adapter.mac.clone()),
            disks: self.disks,
            network: self.network,
            not_read: self.not_read,
        }
    }
}

/// A maker's name as people write it: without the legal form, and some that firmware spells in its own way.
pub(super) fn maker(text: &str) -> String {
    const FORMS: [&str; 14] = [
        "inc.",
        "inc",
        "corporation",
        "corp.",
        "corp",
        "co.,",
        "co.",
        "company",
        "ltd.",
        "ltd",
        "gmbh",
        "limited",
        "ag",
        "computer",
    ];
    const KNOWN: [(&str, &str); 6] = [
        ("lenovo", "Lenovo"),
        ("asustek", "ASUS"),
        ("hewlett-packard", "HP"),
        ("micro-star international", "MSI"),
        ("samsung electronics", "Samsung"),
        ("fujitsu client computing", "Fujitsu"),
    ];
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while let [.., _, last] = words.as_slice() {
        if !FORMS.contains(&last.to_lowercase().as_str()) {
            break;
        }
        words.pop();
    }
    let name = words.join(" ");
    let name = name.trim_end_matches(',');
    let key = name_key(name);
    KNOWN
        .iter()
        .find(|(known, _)| *known == key)
        .map_or_else(|| name.to_owned(), |(_, name)| (*name).to_owned())
}

/// Words that firmware carries where nobody filled it in.
pub(super) fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 20] = [
        "to be filled by o.e.m.",
        "to be filled by oem",
        "default string",
        "system manufacturer",
        "system product name",
        "system serial number",
        "system version",
        "not specified",
        "not applicable",
        "not available",
        "none",
        "n/a",
        "unknown",
        "undefined",
        "invalid",
        "oem",
        "o.e.m.",
        "empty",
        "0123456789",
        "123456789",
    ];
    let key = name_key(text);
    let same =
        key.chars().next().is_some_and(|first| "0x.-f".contains(first) && key.chars().all(|c| c == first));
    WORDS.contains(&key.as_str()) || same
}

/// What a chassis is, by the types of the SMBIOS standard (DSP0134, 7.4.1).
pub(super) fn chassis(number: u32) -> Option<&'static str> {
    Some(match number {
        3..=7 | 13 | 15 | 16 | 24 | 35 | 36 => "Desktop",
        8..=10 | 14 | 31 | 32 => "Laptop",
        17 | 23 | 25 | 28 | 29 => "Server",
        11 | 30 => "Tablet",
        _ => return None,
    })
}

/// Whether maker and model are those of a hypervisor's machine.
pub(super) fn is_virtual(manufacturer: &str, model: &str) -> bool {
    let (maker, model) = (name_key(manufacturer), name_key(model));
    ["qemu", "vmware", "innotek gmbh", "xen", "bochs", "parallels", "amazon ec2", "red hat", "openstack"]
        .iter()
        .any(|known| maker.starts_with(known))
        || ["virtual machine", "virtualbox", "kvm", "bhyve", "google compute engine", "standard pc"]
            .iter()
            .any(|known| model.contains(known))
}

/// Bytes in decimal units, as disks are labelled: three digits at most.
pub(super) fn decimal_size(bytes: u64) -> Option<String> {
    if bytes == 0 {
        return None;
    }
    let mut value = bytes as f64;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        if value < 999.5 {
            return Some(if value < 9.95 && unit != "B" {
                format!("{value:.1} {unit}").replace(".0 ", " ")
            } else {
                format!("{value:.0} {unit}")
            });
        }
        value /= 1000.0;
    }
    Some(format!("{value:.1} PB"))
}

/// Bytes of memory in GiB.
pub(super) fn memory_size(bytes: u64) -> Option<String> {
    (bytes > 0).then(|| format!("{:.1} GiB", bytes as f64 / 1024.0 / 1024.0 / 1024.0).replace(".0 ", " "))
}

/// An address with colons, in upper case; None for one that is no address, or all zero.
pub(super) fn mac(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    let odd = text.chars().any(|c| !c.is_ascii_hexdigit() && !":- ".contains(c));
    if odd || digits.len() != 12 || digits.chars().all(|c| c == '0') {
        return None;
    }
    let upper = digits.to_ascii_uppercase();
    let mut address = String::new();
    for (place, digit) in upper.chars().enumerate() {
        if place > 0 && place % 2 == 0 {
            address.push(':');
        }
        address.push(digit);
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_labels_do() {
        for (bytes, text) in [
            (512_110_190_592, Some("512 GB")),
            (1_000_204_886_016, Some("1 TB")),
            (1_920_383_410_176, Some("1.9 TB")),
            (16_000_900_661_248, Some("16 TB")),
            (0, None),
        ] {
            assert_eq!(decimal_size(bytes).as_deref(), text);
        }
        assert_eq!(memory_size(17_179_869_184).as_deref(), Some("16 GiB"));
        assert_eq!(memory_size(16_571_404_288).as_deref(), Some("15.4 GiB"));
    }

    #[test]
    fn makers_lose_their_legal_form() {
        for (text, name) in [
            ("Dell Inc.", "Dell"),
            ("LENOVO", "Lenovo"),
            ("ASUSTeK COMPUTER INC.", "ASUS"),
            ("Micro-Star International Co., Ltd.", "MSI"),
            ("Gigabyte Technology Co., Ltd.", "Gigabyte Technology"),
            ("HP", "HP"),
            ("Hewlett-Packard", "HP"),
            ("Inc", "Inc"),
        ] {
            assert_eq!(maker(text), name);
        }
    }

    #[test]
    fn addresses_and_placeholders_are_told_apart() {
        assert_eq!(mac("8c-16-45-aa-10-fe").as_deref(), Some("8C:16:45:AA:10:FE"));
        for none in ["00:00:00:00:00:00", "8c:16:45", "", "zz:16:45:aa:10:fe"] {
            assert_eq!(mac(none), None, "{none}");
        }
        for text in ["To Be Filled By O.E.M.", "Default string", "0000000", "xxxxxxxx", " None "] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["PF4GX7K2", "LENOVO", "X1", "F0"] {
            assert!(!is_placeholder(text), "{text}");
        }
        assert!(is_virtual("QEMU", "Standard PC (Q35 + ICH9, 2009)"));
        assert!(is_virtual("Microsoft Corporation", "Virtual Machine"));
        assert!(!is_virtual("Microsoft Corporation", "Surface Pro 9"));
    }
}
