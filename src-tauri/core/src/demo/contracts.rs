//! Contracts of the sample: support and leases for its devices, lines, insurances, domains and certificates.

use super::{Company, Dice, words};
use crate::{
    Act, Result,
    contracts::{self, Certificate, ContractInput, ContractKind},
    dates,
    money::Money,
    terms::TermInput,
};
use sqlx::SqliteConnection;

/// What such a company agreed on.
#[derive(Debug, Clone, Copy)]
struct Agreement {
    name: &'static str,
    kind: ContractKind,
    category: &'static str,
    /// Place in the list of vendors.
    vendor: usize,
    /// Minor units of a euro, for one billing period.
    cents: i64,
    billing_months: Option<u32>,
    months: u32,
    /// Days from today to the end.
    ends_in: u32,
    notice_months: Option<u32>,
    /// How many devices it covers.
    devices: usize,
}

use ContractKind::{Domain, Insurance, Lease, Maintenance, Other, Support, Telecom};

/// One a year that renews itself; the notice is in months.
const fn yearly(
    names: [&'static str; 2],
    kind: ContractKind,
    vendor: usize,
    cents: i64,
    ends_in: u32,
    notice: u32,
) -> Agreement {
    let [name, category] = names;
    let notice_months = if notice > 0 { Some(notice) } else { None };
    Agreement {
        name,
        kind,
        category,
        vendor,
        cents,
        billing_months: Some(12),
        months: 12,
        ends_in,
        notice_months,
        devices: 0,
    }
}

const AGREEMENTS: [Agreement; 12] = [
    Agreement { devices: 6, ..yearly(["Server support, on site", "Server"], Support, 6, 486_000, 48, 1) },
    Agreement {
        billing_months: Some(1),
        months: 36,
        ..yearly(["Internet line head office", "Network"], Telecom, 5, 18_900, 96, 3)
    },
    Agreement {
        billing_months: Some(1),
        months: 48,
        devices: 5,
        notice_months: None,
        ..yearly(["Lease of the server rack", "Server"], Lease, 10, 64_500, 410, 0)
    },
    yearly(["Domain hallgarten-voss.example", "Web"], Domain, 9, 2_400, 26, 0),
    yearly(["Cyber insurance", "Insurance"], Insurance, 8, 312_000, 132, 3),
    Agreement {
        kind: ContractKind::Certificate,
        notice_months: None,
        ..yearly(["", "Web"], Other, 9, 18_900, 21, 0)
    },
    Agreement {
        billing_months: Some(3),
        devices: 4,
        ..yearly(["Printer service by the page", "Print"], Maintenance, 7, 54_000, 205, 2)
    },
    Agreement {
        billing_months: Some(1),
        months: 24,
        ..yearly(["Mobile phones, 24 SIM cards", "Phones"], Telecom, 5, 43_200, 170, 3)
    },
    yearly(["Firewall monitoring", "Security"], Support, 4, 228_000, 61, 1),
    yearly(["Electronics insurance", "Insurance"], Insurance, 8, 74_000, 263, 3),
    yearly(["UPS maintenance", "Server"], Maintenance, 14, 39_600, 318, 1),
    yearly(["Domain hv-werkstatt.example", "Web"], Domain, 9, 1_900, 190, 0),
];

pub(super) async fn fill(
    conn: &mut SqliteConnection,
    act: &Act,
    company: &mut Company,
    count: u32,
) -> Result<()> {
    for index in 0..count as usize {
        let Some(agreement) = AGREEMENTS.get(index % AGREEMENTS.len()) else { continue };
        let round = index / AGREEMENTS.len();
        let input = input(company, agreement, round);
        if agreement.kind == ContractKind::Certificate {
            let certificate = certificate(&mut company.dice, round, agreement.ends_in);
            let mut input = input;
            input.terms.clear();
            let id = contracts::create_from_certificate(conn, act, &certificate, input).await?;
            tracing::trace!(id, "sample certificate");
        } else {
            contracts::create(conn, act, input).await?;
        }
    }
    Ok(())
}

fn input(company: &mut Company, agreement: &Agreement, round: usize) -> ContractInput {
    let (department, _) =
        words::DEPARTMENTS.get(round % words::DEPARTMENTS.len()).copied().unwrap_or_default();
    let name = match (round, agreement.name) {
        (_, "") => String::new(),
        (0, name) => name.to_owned(),
        (_, name) => format!("{name} · {department} {}", round / words::DEPARTMENTS.len() + 1),
    };
    let domain = agreement.name.strip_prefix("Domain ").map(|domain| match round {
        0 => domain.to_owned(),
        round => format!("{round}.{domain}"),
    });
    // The first round is near; what follows is spread over two years.
    let days = if round == 0 { agreement.ends_in } else { company.dice.between(100, 700) };
    let ends_on = company.dice.ahead(days);
    let starts_on = ends_on.succ_opt().and_then(|after| dates::sub_months(after, agreement.months));
    let devices = company.devices.len().max(1);
    let first = company.dice.between(0, u32::try_from(devices - 1).unwrap_or(0)) as usize;
    let mut device_ids: Vec<String> = (0..agreement.devices)
        .filter_map(|place| company.devices.get((first + place) % devices).cloned())
        .collect();
    device_ids.sort();
    device_ids.dedup();
    let serious = matches!(agreement.kind, Support | Maintenance | Telecom);
    ContractInput {
        name,
        kind: agreement.kind,
        vendor: company.vendor(agreement.vendor),
        category: Some(agreement.category.to_owned()),
        reference: Some(format!("C-{}", company.dice.between(100_000, 999_999))),
        sla: serious.then(|| "Answer within 4 hours, on site the next working day".to_owned()),
        escalation: serious
            .then(|| "After 8 hours: the account contact, then the head of service".to_owned()),
        dns_host: domain.is_some().then(|| "ns1.bluewick.example".to_owned()),
        domain,
        device_ids,
        terms: vec![TermInput {
            starts_on: starts_on.map(|day| day.to_string()),
            ends_on: Some(ends_on.to_string()),
            price: Some(Money::new(agreement.cents, "EUR")),
            tax_rate: Some(1_900),
            billing_months: agreement.billing_months,
            auto_renews: agreement.kind != Lease,
            notice_months: agreement.notice_months,
            order_number: Some(format!("SO-{}", company.dice.between(10_000, 99_999))),
            ..TermInput::default()
        }],
        ..ContractInput::default()
    }
}

/// As it would be read from a file.
fn certificate(dice: &mut Dice, round: usize, ends_in: u32) -> Certificate {
    let host = match round {
        0 => format!("www.{}", words::DOMAIN),
        round => format!("app{round}.{}", words::DOMAIN),
    };
    let days = if round == 0 { ends_in } else { dice.between(30, 360) };
    let ends_on = dice.ahead(days);
    let starts_on = ends_on.succ_opt().and_then(|after| dates::sub_months(after, 12)).unwrap_or(ends_on);
    let mut hexadecimal = |bytes: u32| {
        (0..bytes).map(|_| format!("{:02X}", dice.between(16, 255))).collect::<Vec<_>>().join(":")
    };
    Certificate {
        subject: format!("CN={host}, O=Hallgarten & Voss GmbH, C=DE"),
        common_name: Some(host.clone()),
        names: vec![host, words::DOMAIN.to_owned()],
        issuer: "CN=Bluewick TLS CA 2, O=Bluewick Cloud, C=DE".to_owned(),
        serial: hexadecimal(12),
        signature_algorithm: "SHA-256 with RSA".to_owned(),
        key_algorithm: "RSA".to_owned(),
        key_bits: Some(2048),
        not_before: format!("{starts_on}T00:00:00Z"),
        not_after: format!("{ends_on}T23:59:59Z"),
        starts_on: starts_on.to_string(),
        ends_on: ends_on.to_string(),
        fingerprint: hexadecimal(32),
        weaknesses: Vec::new(),
        chain: Vec::new(),
    }
}
