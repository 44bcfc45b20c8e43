//! The invented company's words. People, vendors and places are made up; product names are real ones.

/// The domain of everybody's address: reserved for examples.
pub(super) const DOMAIN: &str = "hallgarten-voss.example";

pub(super) const LOCATIONS: [&str; 6] = [
    "Head office, floor 2",
    "Head office, floor 3",
    "Server room",
    "Workshop Elmsdorf",
    "Branch Rotterdam",
    "Home office",
];

pub(super) const FIRST_NAMES: [&str; 48] = [
    "Anna", "Tomasz", "Jonas", "Leyla", "Mira", "Paul", "Sofia", "Erik", "Hanna", "Luca", "Nadia", "Oskar",
    "Ines", "David", "Marta", "Felix", "Yusuf", "Clara", "Henrik", "Aylin", "Simon", "Elena", "Ruben",
    "Greta", "Milan", "Zoe", "Anton", "Fatima", "Karl", "Judith", "Pieter", "Lena", "Samir", "Vera", "Bruno",
    "Ida", "Noah", "Carmen", "Emil", "Rosa", "Viktor", "Amelie", "Dario", "Britta", "Kofi", "Linnea",
    "Matteo", "Thea",
];

pub(super) const LAST_NAMES: [&str; 48] = [
    "Krüger", "Malek", "Lind", "Aydın", "Brandt", "de Vries", "Moreau", "Novak", "Falk", "Rossi", "Haddad",
    "Berger", "Castro", "Olsen", "Weiss", "Jansen", "Demir", "Fischer", "Nyström", "Kaya", "Hartmann",
    "Petrov", "Vogel", "Sommer", "Kovač", "Lorenz", "Winter", "Rahimi", "Busch", "Engel", "Bakker", "Seidel",
    "Farouk", "Roth", "Conti", "Dahl", "Keller", "Navarro", "Thiel", "Maurer", "Orlov", "Blanc", "Ferri",
    "Ebert", "Mensah", "Holm", "Greco", "Arnold",
];

/// Departments with their titles.
pub(super) const DEPARTMENTS: [(&str, [&str; 3]); 8] = [
    ("Design", ["Designer", "Senior designer", "Art director"]),
    ("Engineering", ["Design engineer", "Test engineer", "Draughtsperson"]),
    ("Sales", ["Account executive", "Sales assistant", "Sales lead"]),
    ("Finance", ["Accountant", "Controller", "Payroll clerk"]),
    ("IT", ["System administrator", "Support technician", "IT lead"]),
    ("Marketing", ["Content editor", "Event coordinator", "Marketing lead"]),
    ("Operations", ["Planner", "Warehouse lead", "Buyer"]),
    ("People", ["Recruiter", "People partner", "Office coordinator"]),
];

/// The vendors one meets first: name, what for, hours.
pub(super) const VENDORS: [(&str, &str, &str); 24] = [
    (
        "Norddata Systemhaus",
        "Frame contract for software; orders over € 5,000 need two signatures.",
        "Mon–Fri 8–18",
    ),
    ("Kontorhaus IT", "Laptops and monitors. Ask for Mrs Albers when a delivery is late.", "Mon–Fri 8–17"),
    ("CAD Kontor Brunner", "Drawing software and training.", "Mon–Thu 9–16"),
    ("Ferris & Boyd Licensing", "Cloud subscriptions billed in US dollars.", "Mon–Fri 9–17 GMT"),
    ("Graustein Security", "Firewall and mail filter, with monitoring.", "around the clock"),
    ("Telhaven", "Phones and mobile contracts.", "Mon–Sat 7–20"),
    ("Stellwerk Support", "On-site hands for servers and network.", "around the clock"),
    ("Druckwerk Nord", "Printers with service by the page.", "Mon–Fri 7–16"),
    ("Alpenblick Software", "Accounting and payroll.", "Mon–Fri 8–17"),
    ("Bluewick Cloud", "Hosting, backup storage, domains.", "around the clock"),
    ("Merkur Finance Lease", "Lease of servers.", "Mon–Fri 9–17"),
    ("Hafen Netzbau", "Cabling and switches.", "Mon–Fri 7–17"),
    ("Quellenhof Data", "Databases and reports.", "Mon–Fri 9–17"),
    ("Lumen & Sohn", "Projectors and meeting rooms.", "Mon–Fri 8–17"),
    ("Weststrom Power", "UPS units and batteries.", "around the clock"),
    ("Pixelmühle", "Fonts, pictures, design tools.", "Mon–Fri 10–18"),
    ("Ostwall Computer", "Refurbished devices.", "Mon–Fri 9–18"),
    ("Brightmoor Analytics", "Reports and dashboards.", "Mon–Fri 9–17 GMT"),
    ("Seewald Telecom", "Internet lines of the branches.", "around the clock"),
    ("Tinte & Toner Express", "Supplies.", "Mon–Fri 8–16"),
    ("Archivarius", "Document archive.", "Mon–Fri 9–16"),
    ("Fernblick Remote", "Remote support tools.", "Mon–Fri 8–18"),
    ("Granit Backup", "Backup software.", "around the clock"),
    ("Kolibri Learning", "Training for staff.", "Mon–Fri 9–17"),
];

/// Parts of further vendors' names.
pub(super) const TRADES: [&str; 12] = [
    "Software",
    "Systems",
    "Network",
    "Office Supply",
    "Cloud",
    "Security",
    "Consulting",
    "Data",
    "Telecom",
    "Print",
    "Training",
    "Hardware",
];
