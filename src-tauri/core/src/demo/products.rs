//! What the sample company uses: real products, with prices of about the right size.

use crate::licenses::{LicenseKind, LicenseMetric};

#[derive(Debug, Clone, Copy)]
pub(super) struct Product {
    pub name: &'static str,
    pub publisher: &'static str,
    pub category: &'static str,
    pub kind: LicenseKind,
    pub metric: LicenseMetric,
    /// Minor units of the currency, for one billing period.
    pub cents: i64,
    pub currency: &'static str,
    pub per_seat: bool,
    pub billing_months: Option<u32>,
    /// Above zero: maintenance comes with it.
    pub yearly_maintenance: i64,
    /// Place in the list of vendors.
    pub vendor: usize,
    pub notes: Option<&'static str>,
}

use LicenseKind::{Oem, OpenSource, Perpetual, Subscription};
use LicenseMetric::{Concurrent, Core, Device, Site, User};

/// A subscription in euros, per seat and year.
const fn seat(names: [&'static str; 3], cents: i64, vendor: usize) -> Product {
    let [name, publisher, category] = names;
    Product {
        name,
        publisher,
        category,
        kind: Subscription,
        metric: User,
        cents,
        currency: "EUR",
        per_seat: true,
        billing_months: Some(12),
        yearly_maintenance: 0,
        vendor,
        notes: None,
    }
}

/// A subscription in euros at one price for all.
const fn whole(names: [&'static str; 3], cents: i64, vendor: usize) -> Product {
    Product { per_seat: false, ..seat(names, cents, vendor) }
}

/// Bought once.
const fn owned(names: [&'static str; 3], cents: i64, vendor: usize) -> Product {
    Product { kind: Perpetual, per_seat: false, billing_months: None, ..seat(names, cents, vendor) }
}

pub(super) const PRODUCTS: [Product; 50] = [
    Product {
        notes: Some("Named users. Seats move with the department's head, not with the machine."),
        ..seat(["Adobe Creative Cloud", "Adobe", "Design"], 71_940, 0)
    },
    Product {
        billing_months: Some(1),
        ..seat(["Microsoft 365 Business Premium", "Microsoft", "Office"], 2_060, 0)
    },
    seat(["TeamViewer Tensor", "TeamViewer", "Remote support"], 13_870, 0),
    Product {
        currency: "USD",
        metric: Device,
        ..whole(["Veeam Backup Essentials", "Veeam", "Backup"], 234_000, 3)
    },
    seat(["AutoCAD LT", "Autodesk", "CAD"], 57_000, 2),
    seat(["DATEV Mittelstand", "DATEV", "Accounting"], 41_400, 8),
    whole(["GraphPad Prism", "GraphPad", "Analysis"], 108_000, 2),
    seat(["SketchUp Studio", "Trimble", "CAD"], 74_900, 2),
    seat(["JetBrains All Products Pack", "JetBrains", "Development"], 61_900, 0),
    seat(["LastPass Business", "LastPass", "Security"], 8_400, 3),
    Product { metric: Core, ..owned(["Windows Server 2022 Standard", "Microsoft", "Server"], 864_000, 0) },
    Product {
        metric: Core,
        yearly_maintenance: 1,
        ..owned(["vSphere Standard", "VMware", "Virtualisation"], 540_000, 0)
    },
    owned(["Snagit", "TechSmith", "Screen capture"], 62_000, 0),
    Product { currency: "USD", ..seat(["Zoom Workplace Business", "Zoom", "Meetings"], 19_990, 3) },
    Product {
        currency: "USD",
        billing_months: Some(1),
        ..seat(["Slack Business+", "Slack", "Chat"], 1_500, 3)
    },
    Product { metric: Device, ..seat(["Acronis Cyber Protect", "Acronis", "Backup"], 7_800, 9) },
    Product { metric: Device, ..seat(["Sophos Intercept X", "Sophos", "Security"], 5_150, 4) },
    Product { currency: "USD", ..seat(["Tableau Creator", "Salesforce", "Reports"], 84_000, 3) },
    Product {
        kind: OpenSource,
        metric: Site,
        per_seat: false,
        billing_months: None,
        ..seat(["LibreOffice", "The Document Foundation", "Office"], 0, 0)
    },
    Product {
        yearly_maintenance: 1,
        ..owned(["SolidWorks Professional", "Dassault Systèmes", "CAD"], 780_000, 2)
    },
    Product { currency: "USD", ..seat(["Figma Organization", "Figma", "Design"], 54_000, 3) },
    Product { currency: "USD", ..seat(["GitHub Enterprise", "GitHub", "Development"], 25_200, 3) },
    Product {
        currency: "USD",
        billing_months: Some(1),
        ..seat(["Miro Business", "Miro", "Whiteboard"], 1_600, 3)
    },
    Product {
        metric: Concurrent,
        yearly_maintenance: 1,
        ..owned(["MATLAB", "MathWorks", "Analysis"], 312_000, 2)
    },
    whole(["PaperCut MF", "PaperCut", "Print"], 118_000, 7),
    Product { metric: Site, ..whole(["Fortinet UTP bundle", "Fortinet", "Security"], 96_400, 4) },
    seat(["Atlassian Jira Premium", "Atlassian", "Planning"], 16_200, 9),
    seat(["Atlassian Confluence Premium", "Atlassian", "Knowledge"], 12_100, 9),
    whole(["Plesk Web Host", "WebPros", "Hosting"], 56_400, 9),
    Product {
        metric: Core,
        yearly_maintenance: 1,
        ..owned(["SQL Server 2022 Standard", "Microsoft", "Database"], 718_000, 0)
    },
    seat(["1Password Business", "1Password", "Security"], 9_590, 3),
    seat(["Bluebeam Revu Core", "Bluebeam", "Documents"], 31_000, 2),
    seat(["Foxit PDF Editor", "Foxit", "Documents"], 13_900, 0),
    seat(["Personio", "Personio", "People"], 11_880, 8),
    whole(["MailStore Server", "MailStore", "Mail"], 84_500, 9),
    Product {
        kind: Oem,
        metric: Device,
        ..owned(["Windows 11 Pro (OEM)", "Microsoft", "Operating system"], 0, 1)
    },
    seat(["Affinity suite", "Serif", "Design"], 16_999, 0),
    whole(["NinjaOne", "NinjaOne", "Remote support"], 214_000, 3),
    seat(["KnowBe4 Training", "KnowBe4", "Training"], 2_350, 4),
    Product { metric: Site, ..whole(["Cloudflare Business", "Cloudflare", "Network"], 228_000, 9) },
    seat(["Camtasia", "TechSmith", "Video"], 23_700, 0),
    owned(["Corel DRAW 2023", "Corel", "Design"], 259_000, 0),
    seat(["DeepL Pro Team", "DeepL", "Translation"], 29_900, 8),
    seat(["Power BI Pro", "Microsoft", "Reports"], 11_280, 0),
    seat(["Visio Plan 2", "Microsoft", "Office"], 16_920, 0),
    seat(["Project Plan 3", "Microsoft", "Planning"], 33_840, 0),
    Product { metric: Device, ..seat(["Jamf Pro", "Jamf", "Devices"], 9_600, 5) },
    whole(["Paessler PRTG 1000", "Paessler", "Monitoring"], 274_900, 6),
    seat(["Lexware Financial Office", "Lexware", "Accounting"], 46_700, 8),
    seat(["Canva Teams", "Canva", "Design"], 11_000, 10),
];
