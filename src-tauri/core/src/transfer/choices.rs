//! The words of files for kinds, metrics and states.

use super::fields::CellKind;

pub(super) const LICENSE_KINDS: CellKind = CellKind::Choice(&[
    ("subscription", &["subscription", "saas", "abo", "abonnement", "annual", "monthly", "yearly", "term"]),
    ("perpetual", &["perpetual", "lifetime", "one-time", "one time", "permanent", "kauf"]),
    ("oem", &["oem"]),
    ("trial", &["trial", "evaluation", "demo", "test"]),
    ("open_source", &["open source", "open_source", "open-source", "oss", "free", "freeware"]),
]);
pub(super) const METRICS: CellKind = CellKind::Choice(&[
    ("user", &["user", "users", "per user", "named user", "seat", "per seat", "person"]),
    ("device", &["device", "devices", "per device", "machine", "computer", "node"]),
    ("core", &["core", "cores", "per core", "cpu", "processor"]),
    ("concurrent", &["concurrent", "floating", "concurrent user", "concurrent users"]),
    ("site", &["site", "enterprise", "company", "volume"]),
]);
pub(super) const STATUSES: CellKind = CellKind::Choice(&[
    ("ordered", &["ordered", "pending", "on order", "bestellt", "objednáno", "zamówione"]),
    (
        "in_stock",
        &[
            "in stock",
            "in_stock",
            "stock",
            "ready to deploy",
            "deployable",
            "available",
            "spare",
            "storage",
            "lager",
            "skladem",
            "na skladě",
            "sklad",
            "magazyn",
            "w magazynie",
        ],
    ),
    (
        "in_use",
        &[
            "in use",
            "in_use",
            "deployed",
            "active",
            "assigned",
            "checked out",
            "in betrieb",
            "production",
            "v provozu",
            "používá se",
            "přiděleno",
            "w użyciu",
            "w użytkowaniu",
            "wydane",
        ],
    ),
    (
        "in_repair",
        &[
            "in repair",
            "in_repair",
            "repair",
            "out for repair",
            "out for diagnostics",
            "broken",
            "defective",
            "broken - not fixable",
            "defekt",
            "v opravě",
            "w naprawie",
        ],
    ),
    (
        "retired",
        &[
            "retired",
            "archived",
            "decommissioned",
            "end of life",
            "ausgemustert",
            "vyřazeno",
            "vyřazen",
            "wycofane",
        ],
    ),
    (
        "disposed",
        &[
            "disposed",
            "sold",
            "recycled",
            "scrapped",
            "donated",
            "entsorgt",
            "zlikvidováno",
            "prodáno",
            "zutylizowane",
            "sprzedane",
        ],
    ),
    ("lost", &["lost", "stolen", "lost/stolen", "missing", "verloren", "ztraceno", "zgubione"]),
]);

/// What a status means that Holdfast reads more broadly than it is said. None for one that says what it is.
pub(super) fn loosely(key: &str) -> Option<&'static str> {
    ["broken", "broken - not fixable", "defective", "defekt"]
        .contains(&key)
        .then_some("Holdfast has no such status; read as “in repair”.")
}
