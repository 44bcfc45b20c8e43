//! Linux: the kernel's view of firmware (DMI, device tree), disks and adapters under /sys.

use super::{
    facts::{Facts, chassis, decimal_size, is_placeholder, is_virtual, mac, maker},
    model::{Adapter, Disk},
};
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// Sectors of /sys/block are 512 bytes, whatever the disk's own are (Documentation/ABI/stable/sysfs-block).
const SECTOR: u64 = 512;

/// What a file under /sys says.
enum Said {
    Text(String),
    Missing,
    Denied,
}

fn read(path: &Path) -> Said {
    match fs::read(path) {
        Ok(bytes) => {
            Said::Text(String::from_utf8_lossy(&bytes).trim_matches(['\0', '\n', ' ', '\t']).to_owned())
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Said::Denied,
        Err(_) => Said::Missing,
    }
}

fn text(path: &Path) -> Option<String> {
    match read(path) {
        Said::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Reads the system whose root directory is `root`.
pub(super) fn facts(root: &Path) -> Facts {
    let mut facts = Facts { operating_system: operating_system(root), ..Facts::default() };
    let dmi = root.join("sys/class/dmi/id");
    if dmi.is_dir() {
        firmware(&dmi, &mut facts);
    } else {
        device_tree(&root.join("sys/firmware/devicetree/base"), &mut facts);
    }
    facts.disks = disks(&root.join("sys/block"));
    if facts.disks.is_empty() {
        facts.miss("storage", "The kernel shows no disk.");
    }
    facts.network = adapters(&root.join("sys/class/net"));
    if facts.network.is_empty() {
        facts.miss("mac", "The kernel shows no network adapter that is hardware.");
    }
    facts
}

fn firmware(dmi: &Path, facts: &mut Facts) {
    let mut field = |name: &str, file: &str| match read(&dmi.join(file)) {
        Said::Text(text) => facts.take(name, &text),
        Said::Denied => {
            let path = Path::new("/sys/class/dmi/id").join(file);
            facts.miss(
                name,
                format!("Only root may read it ({}). Run it with sudo to have it.", path.display()),
            );
            None
        }
        Said::Missing => {
            facts.miss(name, "The firmware does not say.");
            None
        }
    };
    let manufacturer = field("manufacturer", "sys_vendor");
    let product = field("model", "product_name");
    let serial = field("serial", "product_serial");
    // Lenovo writes the machine type as product name, and the name as its version.
    let named = manufacturer.as_deref().is_some_and(|maker| maker.eq_ignore_ascii_case("lenovo"));
    let version = text(&dmi.join("product_version")).filter(|version| named && !is_placeholder(version));
    facts.model = version.or(product);
    let number = text(&dmi.join("chassis_type")).and_then(|number| number.parse().ok());
    facts.category = number.and_then(chassis);
    if is_virtual(manufacturer.as_deref().unwrap_or_default(), facts.model.as_deref().unwrap_or_default()) {
        facts.category = Some("Virtual machine");
    }
    facts.manufacturer = manufacturer.as_deref().map(maker);
    facts.serial = serial;
}

fn device_tree(base: &Path, facts: &mut Facts) {
    let why =
        "The kernel shows neither DMI tables nor a device tree, as in containers and small virtual machines.";
    for (field, file) in [("model", "model"), ("serial", "serial-number")] {
        match text(&base.join(file)) {
            Some(said) => {
                let said = facts.take(field, &said);
                if field == "model" {
                    facts.model = said;
                } else {
                    facts.serial = said;
                }
            }
            None if base.is_dir() => facts.miss(field, "The device tree does not say."),
            None => facts.miss(field, why),
        }
    }
    facts.miss("manufacturer", if base.is_dir() { "A device tree does not say." } else { why });
}

fn operating_system(root: &Path) -> Option<String> {
    let files = ["etc/os-release", "usr/lib/os-release"];
    let release = files.iter().find_map(|file| text(&root.join(file)))?;
    let line = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    let name = line.trim().trim_matches(['"', '\'']).to_owned();
    (!name.is_empty()).then_some(name)
}

/// The names in a directory, sorted.
fn names(folder: &Path) -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<(String, PathBuf)> = entries
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .collect();
    names.sort();
    names
}

fn disks(block: &Path) -> Vec<Disk> {
    let made = ["loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd", "zd", "drbd", "rbd"];
    names(block)
        .into_iter()
        .filter(|(name, _)| !made.iter().any(|kind| name.starts_with(kind)))
        // A stick that happens to be in is no part of the computer.
        .filter(|(_, path)| text(&path.join("removable")).as_deref() != Some("1"))
        .filter_map(|(name, path)| {
            let sectors: u64 = text(&path.join("size"))?.parse().ok()?;
            let turning = text(&path.join("queue/rotational"));
            let kind = if name.starts_with("nvme") {
                Some("NVMe SSD")
            } else if name.starts_with("vd") || name.starts_with("xvd") {
                Some("virtual disk")
            } else {
                match turning.as_deref() {
                    Some("0") => Some("SSD"),
                    Some("1") => Some("hard disk"),
                    _ => None,
                }
            };
            Some(Disk {
                size: Some(decimal_size(sectors.checked_mul(SECTOR)?)?),
                model: text(&path.join("device/model")),
                kind: kind.map(str::to_owned),
                name,
            })
        })
        .collect()
}

fn adapters(net: &Path) -> Vec<Adapter> {
    names(net)
        .into_iter()
        // Bridges, tunnels and containers have no device behind them.
        .filter(|(_, path)| path.join("device").exists())
        .filter_map(|(name, path)| Some(Adapter { mac: mac(&text(&path.join("address"))?)?, name }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    #[test]
    fn a_laptop_is_read_whole() {
        let root = tree(&[
            ("etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\n"),
            ("sys/class/dmi/id/sys_vendor", "LENOVO\n"),
            ("sys/class/dmi/id/product_name", "21HDCTO1WW\n"),
            ("sys/class/dmi/id/product_version", "ThinkPad T14 Gen 4\n"),
            ("sys/class/dmi/id/product_serial", "PF4GX7K2\n"),
            ("sys/class/dmi/id/chassis_type", "10\n"),
            ("sys/block/nvme0n1/size", "1000215216\n"),
            ("sys/block/nvme0n1/removable", "0\n"),
            ("sys/block/nvme0n1/queue/rotational", "0\n"),
            ("sys/block/nvme0n1/device/model", "SAMSUNG MZVL2512HCJQ-00BL7   \n"),
            ("sys/block/sda/size", "60062500\n"),
            ("sys/block/sda/removable", "1\n"),
            ("sys/block/loop0/size", "8\n"),
            ("sys/block/dm-0/size", "900000000\n"),
            ("sys/class/net/enp0s31f6/address", "8c:16:45:aa:10:fe\n"),
            ("sys/class/net/enp0s31f6/device/vendor", "0x8086\n"),
            ("sys/class/net/docker0/address", "02:42:1c:00:00:01\n"),
            ("sys/class/net/lo/address", "00:00:00:00:00:00\n"),
        ]);
        let computer = facts(root.path()).into_computer("2026-11-22".into());
        assert_eq!(computer.manufacturer.as_deref(), Some("Lenovo"));
        assert_eq!(computer.model.as_deref(), Some("ThinkPad T14 Gen 4"));
        assert_eq!(computer.serial.as_deref(), Some("PF4GX7K2"));
        assert_eq!(computer.category.as_deref(), Some("Laptop"));
        assert_eq!(computer.operating_system.as_deref(), Some("Debian GNU/Linux 13 (trixie)"));
        assert_eq!(computer.storage.as_deref(), Some("SAMSUNG MZVL2512HCJQ-00BL7, NVMe SSD, 512 GB"));
        assert_eq!(computer.mac.as_deref(), Some("8C:16:45:AA:10:FE"));
        assert_eq!((computer.disks.len(), computer.network.len()), (1, 1));
        let missed: Vec<&str> = computer.not_read.iter().map(|missed| missed.field.as_str()).collect();
        assert_eq!(missed, ["cpu", "memory"]);
    }

    #[test]
    fn a_placeholder_is_said_and_never_kept() {
        let root = tree(&[
            ("sys/class/dmi/id/sys_vendor", "ASUS\n"),
            ("sys/class/dmi/id/product_name", "System Product Name\n"),
            ("sys/class/dmi/id/product_serial", "To Be Filled By O.E.M.\n"),
            ("sys/class/dmi/id/chassis_type", "3\n"),
        ]);
        let read = facts(root.path());
        assert_eq!((&read.model, &read.serial, read.category), (&None, &None, Some("Desktop")));
        let why =
            |field: &str| read.not_read.iter().find(|missed| missed.field == field).unwrap().why.clone();
        assert_eq!(why("serial"), "The maker wrote “To Be Filled By O.E.M.” in its place.");
        assert_eq!(why("mac"), "The kernel shows no network adapter that is hardware.");
    }

    #[test]
    fn a_board_and_a_container_are_told_apart() {
        let board = tree(&[
            ("sys/firmware/devicetree/base/model", "Raspberry Pi 5 Model B Rev 1.0\0"),
            ("sys/firmware/devicetree/base/serial-number", "b1a2c3d4e5f60718\0"),
        ]);
        let read = facts(board.path());
        assert_eq!(read.model.as_deref(), Some("Raspberry Pi 5 Model B Rev 1.0"));
        assert_eq!(read.serial.as_deref(), Some("b1a2c3d4e5f60718"));
        let nothing = facts(tree(&[]).path());
        assert_eq!((nothing.model, nothing.serial), (None, None));
        assert!(
            nothing.not_read.iter().any(|missed| missed.field == "serial" && missed.why.contains("neither"))
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_only_root_may_read_is_said() {
        use std::os::unix::fs::PermissionsExt;
        let root = tree(&[
            ("sys/class/dmi/id/sys_vendor", "Dell Inc.\n"),
            ("sys/class/dmi/id/product_name", "Latitude 7440\n"),
            ("sys/class/dmi/id/product_serial", "7XKQ2H3\n"),
        ]);
        let serial = root.path().join("sys/class/dmi/id/product_serial");
        fs::set_permissions(&serial, fs::Permissions::from_mode(0o000)).unwrap();
        let read = facts(root.path());
        // Root reads it in spite of the mode.
        if fs::read(&serial).is_ok() {
            assert_eq!(read.serial.as_deref(), Some("7XKQ2H3"));
        } else {
            assert_eq!(read.serial, None);
            assert!(
                read.not_read.iter().any(|missed| missed.field == "serial" && missed.why.contains("sudo"))
            );
        }
    }
}
