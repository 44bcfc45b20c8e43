//! Credentials of the sample: everything but a secret.

use super::Company;
use crate::{
    Act, Result,
    credentials::{self, CredentialInput, CredentialKind},
};
use sqlx::SqliteConnection;

/// Name, kind, user name, rotated every n days (0 for never).
type Sample = (&'static str, CredentialKind, &'static str, u32);

const SAMPLES: [Sample; 20] = [
    ("Firewall admin", CredentialKind::Login, "fw-admin", 180),
    ("Domain administrator", CredentialKind::Login, "HV\\administrator", 90),
    ("Microsoft 365 break-glass", CredentialKind::Login, "breakglass@hallgarten-voss.example", 365),
    ("Guest Wi-Fi", CredentialKind::Wifi, "HV-Guest", 90),
    ("Staff Wi-Fi, workshop", CredentialKind::Wifi, "HV-Workshop", 365),
    ("Backup encryption", CredentialKind::SecureNote, "", 0),
    ("Domain registrar", CredentialKind::Login, "it@hallgarten-voss.example", 365),
    ("Web shop API", CredentialKind::ApiKey, "shop-export", 365),
    ("Mail gateway API", CredentialKind::ApiKey, "relay", 0),
    ("Hypervisor root", CredentialKind::Login, "root", 180),
    ("Deploy key, intranet", CredentialKind::SshKey, "deploy", 365),
    ("Switch management", CredentialKind::Login, "netadmin", 180),
    ("Certificate key, mail.hallgarten-voss.example", CredentialKind::CertificateKey, "", 0),
    ("Bank file transfer", CredentialKind::Login, "hv-payments", 90),
    ("Telephone system", CredentialKind::Login, "pbx", 365),
    ("Alarm system, head office", CredentialKind::Other, "", 365),
    ("NAS administrator", CredentialKind::Login, "admin", 365),
    ("Payroll portal", CredentialKind::Login, "payroll", 180),
    ("Map service", CredentialKind::ApiKey, "site-search", 0),
    ("Printer administration", CredentialKind::Login, "service", 0),
];

pub(super) async fn fill(
    conn: &mut SqliteConnection,
    act: &Act,
    company: &mut Company,
    count: u32,
) -> Result<()> {
    for index in 0..count as usize {
        let input = one(company, index);
        credentials::create(conn, act, input).await?;
    }
    Ok(())
}

fn one(company: &mut Company, index: usize) -> CredentialInput {
    let (name, kind, username, rotate) = SAMPLES.get(index % SAMPLES.len()).copied().unwrap_or_default();
    let round = index / SAMPLES.len();
    let dice = &mut company.dice;
    // The first one asks for a new value this week; the others are spread over their interval.
    let left = if index == 0 { 6 } else { dice.between(9.min(rotate), rotate.saturating_sub(5).max(9)) };
    let expires = kind == CredentialKind::ApiKey || kind == CredentialKind::CertificateKey;
    let days = dice.between(18, 520);
    let vendor = dice.between(0, 11) as usize;
    let device = dice.between(0, 5000) as usize;
    let on_device =
        matches!(name, "Firewall admin" | "Hypervisor root" | "NAS administrator" | "Switch management");
    CredentialInput {
        name: if round == 0 { name.to_owned() } else { format!("{name}, site {}", round + 1) },
        kind,
        username: Some(username.to_owned()),
        url: (kind == CredentialKind::Login)
            .then(|| format!("https://{}.example/sign-in", super::people::plain(name))),
        vendor: company.vendor(vendor),
        device_id: on_device
            .then(|| company.devices.get(device % company.devices.len().max(1)).cloned())
            .flatten(),
        rotate_days: (rotate > 0).then_some(rotate),
        changed_on: Some(
            company.dice.ago(if rotate > 0 { rotate.saturating_sub(left) } else { days }).to_string(),
        ),
        expires_on: expires.then(|| company.dice.ahead(days).to_string()),
        ..CredentialInput::default()
    }
}
