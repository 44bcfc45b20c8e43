//! Processes of this machine, as Linux shows them below `/proc`.

use std::fs;

/// What a process has taken so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Time on a core, in hundredths of a second: the kernel's unit for programs, whatever its own clock is.
    pub cpu: u64,
    /// Memory that is resident, in KiB.
    pub resident: u64,
}

/// A process and all its descendants.
#[must_use]
pub fn family(root: u32) -> Vec<u32> {
    let mut known = vec![root];
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((pid, stat(pid)?.get(1)?.parse().ok()?))
        })
        .collect();
    let mut at = 0;
    while let Some(parent) = known.get(at).copied() {
        known.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| *pid));
        at += 1;
    }
    known
}

/// The name of a process's program.
#[must_use]
pub fn name(pid: u32) -> Option<String> {
    Some(fs::read_to_string(format!("/proc/{pid}/comm")).ok()?.trim().to_owned())
}

/// What a process has taken; None when it has ended.
#[must_use]
pub fn taken(pid: u32) -> Option<Taken> {
    // Fields 14 and 15 of proc_pid_stat(5): time in the program and in the kernel for it.
    let stat = stat(pid)?;
    let cpu = stat.get(11)?.parse::<u64>().ok()? + stat.get(12)?.parse::<u64>().ok()?;
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(Taken { cpu, resident: resident.split_whitespace().next()?.parse().ok()? })
}

/// The fields of a process's state from the third on: its name before them may hold anything.
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(text.rsplit_once(')')?.1.split_whitespace().map(str::to_owned).collect())
}
