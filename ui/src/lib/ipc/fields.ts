// The lists of fields, generated from those in Rust: `cargo xtask bindings` writes this anew.

/** Every field of every kind, and the columns of its list that are computed. */
export const fields = {
  "vendor": {
    "name": {
      "label": "Name",
      "kind": "text",
      "list": "shown",
      "width": "minmax(160px, 2fr)",
      "required": true
    },
    "website": {
      "label": "Website",
      "kind": "url",
      "list": "offered",
      "width": "minmax(120px, 1fr)"
    },
    "portal_url": {
      "label": "Portal",
      "kind": "url"
    },
    "address": {
      "label": "Address",
      "kind": "notes"
    },
    "account_number": {
      "label": "Account number",
      "kind": "code",
      "list": "shown",
      "width": "minmax(110px, 1fr)"
    },
    "support_phone": {
      "label": "Support phone",
      "kind": "phone",
      "list": "shown",
      "width": "minmax(128px, 1fr)"
    },
    "support_email": {
      "label": "Support email",
      "kind": "email",
      "list": "offered",
      "width": "minmax(140px, 1fr)"
    },
    "support_hours": {
      "label": "Support hours",
      "kind": "text"
    },
    "sla": {
      "label": "Service level",
      "kind": "text"
    },
    "notes": {
      "label": "Notes",
      "kind": "notes"
    },
    "tags": {
      "label": "Tags",
      "kind": "tags"
    },
    "licenses": {
      "label": "Licenses",
      "kind": "count",
      "list": "shown",
      "width": "76px"
    },
    "contracts": {
      "label": "Contracts",
      "kind": "count",
      "list": "offered",
      "width": "84px"
    },
    "devices": {
      "label": "Devices",
      "kind": "count",
      "list": "shown",
      "width": "84px"
    },
    "credentials": {
      "label": "Credentials",
      "kind": "count",
      "list": "shown",
      "width": "94px"
    },
    "next_due_on": {
      "label": "Next deadline",
      "kind": "day",
      "list": "shown",
      "width": "150px"
    },
    "overdue": {
      "label": "Overdue",
      "kind": "count",
      "list": "offered",
      "width": "84px"
    }
  },
  "license": {
    "name": {
      "label": "Name",
      "kind": "text",
      "list": "shown",
      "width": "minmax(160px, 2.4fr)",
      "required": true
    },
    "publisher": {
      "label": "Publisher",
      "kind": "text",
      "list": "offered"
    },
    "vendor": {
      "label": "Vendor",
      "kind": "named",
      "to": "vendor",
      "list": "shown"
    },
    "edition": {
      "label": "Edition",
      "kind": "text"
    },
    "category": {
      "label": "Category",
      "kind": "text",
      "list": "offered"
    },
    "kind": {
      "label": "Kind",
      "kind": "choice",
      "choices": [
        {
          "value": "subscription",
          "label": "Subscription"
        },
        {
          "value": "perpetual",
          "label": "Perpetual"
        },
        {
          "value": "oem",
          "label": "OEM"
        },
        {
          "value": "trial",
          "label": "Trial"
        },
        {
          "value": "open_source",
          "label": "Open source"
        }
      ],
      "list": "offered"
    },
    "metric": {
      "label": "Licensed by",
      "kind": "choice",
      "choices": [
        {
          "value": "user",
          "label": "User"
        },
        {
          "value": "device",
          "label": "Device"
        },
        {
          "value": "core",
          "label": "Core"
        },
        {
          "value": "concurrent",
          "label": "Concurrent"
        },
        {
          "value": "site",
          "label": "Site"
        }
      ]
    },
    "reassignable": {
      "label": "Reassignable",
      "kind": "yes_no"
    },
    "min_free_seats": {
      "label": "Minimum free seats",
      "kind": "count"
    },
    "maintained": {
      "label": "Maintained",
      "kind": "yes_no"
    },
    "registered_name": {
      "label": "Registered name",
      "kind": "text"
    },
    "registered_email": {
      "label": "Registered email",
      "kind": "email"
    },
    "notes": {
      "label": "Notes",
      "kind": "notes",
      "list": "offered"
    },
    "tags": {
      "label": "Tags",
      "kind": "tags"
    },
    "starts_on": {
      "label": "Starts",
      "kind": "day",
      "list": "offered",
      "width": "104px"
    },
    "ends_on": {
      "label": "Ends",
      "kind": "day",
      "list": "shown",
      "width": "148px"
    },
    "cancel_by": {
      "label": "Cancel by",
      "kind": "day",
      "list": "offered",
      "width": "148px"
    },
    "used": {
      "label": "Seats used",
      "kind": "count",
      "list": "shown",
      "width": "108px"
    },
    "seats": {
      "label": "Seats",
      "kind": "count",
      "list": "offered",
      "blank": "unlimited"
    },
    "price": {
      "label": "Price",
      "kind": "money",
      "list": "offered",
      "width": "104px"
    },
    "yearly": {
      "label": "Per year",
      "kind": "money",
      "list": "shown",
      "width": "96px"
    }
  },
  "contract": {
    "name": {
      "label": "Name",
      "kind": "text",
      "list": "shown",
      "width": "minmax(140px, 2.4fr)",
      "required": true
    },
    "kind": {
      "label": "Kind",
      "kind": "choice",
      "choices": [
        {
          "value": "support",
          "label": "Support"
        },
        {
          "value": "maintenance",
          "label": "Maintenance"
        },
        {
          "value": "lease",
          "label": "Lease"
        },
        {
          "value": "insurance",
          "label": "Insurance"
        },
        {
          "value": "telecom",
          "label": "Telecom"
        },
        {
          "value": "domain",
          "label": "Domain"
        },
        {
          "value": "certificate",
          "label": "Certificate"
        },
        {
          "value": "other",
          "label": "Other"
        }
      ],
      "list": "shown",
      "width": "136px"
    },
    "vendor": {
      "label": "Vendor",
      "kind": "named",
      "to": "vendor",
      "list": "shown"
    },
    "category": {
      "label": "Category",
      "kind": "text",
      "list": "offered"
    },
    "reference": {
      "label": "Reference",
      "kind": "code",
      "list": "offered",
      "width": "minmax(90px, 1fr)"
    },
    "sla": {
      "label": "Service level",
      "kind": "text"
    },
    "escalation": {
      "label": "Escalation",
      "kind": "text"
    },
    "domain": {
      "label": "Domain",
      "kind": "code",
      "list": "offered",
      "width": "minmax(110px, 1fr)",
      "single": true
    },
    "dns_host": {
      "label": "DNS host",
      "kind": "host"
    },
    "notes": {
      "label": "Notes",
      "kind": "notes",
      "list": "offered"
    },
    "tags": {
      "label": "Tags",
      "kind": "tags"
    },
    "starts_on": {
      "label": "Starts",
      "kind": "day",
      "list": "offered",
      "width": "104px"
    },
    "ends_on": {
      "label": "Ends",
      "kind": "day",
      "list": "shown",
      "width": "148px"
    },
    "cancel_by": {
      "label": "Cancel by",
      "kind": "day",
      "list": "shown",
      "width": "148px"
    },
    "devices": {
      "label": "Devices",
      "kind": "count",
      "list": "offered",
      "width": "80px"
    },
    "price": {
      "label": "Price",
      "kind": "money",
      "list": "offered",
      "width": "104px"
    },
    "yearly": {
      "label": "Per year",
      "kind": "money",
      "list": "shown",
      "width": "104px"
    }
  },
  "device": {
    "asset_tag": {
      "label": "Asset tag",
      "kind": "code",
      "list": "shown",
      "width": "64px",
      "single": true
    },
    "name": {
      "label": "Name",
      "kind": "text",
      "list": "shown",
      "width": "minmax(120px, 2.4fr)",
      "required": true
    },
    "serial": {
      "label": "Serial",
      "kind": "code",
      "list": "shown",
      "width": "minmax(76px, 1fr)",
      "single": true
    },
    "category": {
      "label": "Category",
      "kind": "text",
      "list": "offered"
    },
    "manufacturer": {
      "label": "Manufacturer",
      "kind": "text",
      "list": "offered"
    },
    "model": {
      "label": "Model",
      "kind": "text",
      "list": "offered"
    },
    "status": {
      "label": "Status",
      "kind": "choice",
      "choices": [
        {
          "value": "ordered",
          "label": "Ordered"
        },
        {
          "value": "in_stock",
          "label": "In stock"
        },
        {
          "value": "in_use",
          "label": "In use"
        },
        {
          "value": "in_repair",
          "label": "In repair"
        },
        {
          "value": "retired",
          "label": "Retired"
        },
        {
          "value": "disposed",
          "label": "Disposed"
        },
        {
          "value": "lost",
          "label": "Lost"
        }
      ],
      "list": "shown",
      "width": "68px"
    },
    "holder_id": {
      "label": "Holder",
      "kind": "by_id",
      "to": "person",
      "list": "shown",
      "width": "minmax(80px, 1.2fr)"
    },
    "location": {
      "label": "Location",
      "kind": "named",
      "to": "location",
      "list": "offered"
    },
    "vendor": {
      "label": "Vendor",
      "kind": "named",
      "to": "vendor",
      "list": "offered"
    },
    "purchased_on": {
      "label": "Purchased",
      "kind": "day",
      "list": "offered"
    },
    "price": {
      "label": "Price",
      "kind": "money",
      "list": "offered"
    },
    "order_number": {
      "label": "Order number",
      "kind": "code"
    },
    "operating_system": {
      "label": "Operating system",
      "kind": "text",
      "list": "offered"
    },
    "mac": {
      "label": "MAC address",
      "kind": "code",
      "single": true
    },
    "ip": {
      "label": "IP address",
      "kind": "host",
      "single": true
    },
    "cpu": {
      "label": "Processor",
      "kind": "text"
    },
    "memory": {
      "label": "Memory",
      "kind": "text"
    },
    "storage": {
      "label": "Storage",
      "kind": "text"
    },
    "parent_id": {
      "label": "Part of",
      "kind": "by_id",
      "to": "device"
    },
    "expected_life_months": {
      "label": "Expected life (months)",
      "kind": "months"
    },
    "depreciation_months": {
      "label": "Depreciation (months)",
      "kind": "months"
    },
    "residual": {
      "label": "Residual value",
      "kind": "money"
    },
    "disposed_on": {
      "label": "Disposed of",
      "kind": "day"
    },
    "proceeds": {
      "label": "Sold for",
      "kind": "money"
    },
    "wipe_note": {
      "label": "Data wiped",
      "kind": "notes"
    },
    "notes": {
      "label": "Notes",
      "kind": "notes"
    },
    "tags": {
      "label": "Tags",
      "kind": "tags"
    },
    "return_by": {
      "label": "Return by",
      "kind": "day",
      "list": "offered"
    },
    "replace_on": {
      "label": "To be replaced",
      "kind": "day",
      "list": "offered"
    },
    "last_seen_on": {
      "label": "Last seen",
      "kind": "day",
      "list": "offered"
    },
    "cover_days_left": {
      "label": "Days covered",
      "kind": "count",
      "list": "offered"
    },
    "covered_until": {
      "label": "Covered until",
      "kind": "day",
      "list": "shown",
      "width": "150px"
    }
  },
  "credential": {
    "name": {
      "label": "Name",
      "kind": "text",
      "list": "shown",
      "width": "minmax(150px, 2fr)",
      "required": true
    },
    "kind": {
      "label": "Kind",
      "kind": "choice",
      "choices": [
        {
          "value": "login",
          "label": "Login"
        },
        {
          "value": "api_key",
          "label": "API key"
        },
        {
          "value": "wifi",
          "label": "Wi-Fi"
        },
        {
          "value": "ssh_key",
          "label": "SSH key"
        },
        {
          "value": "certificate_key",
          "label": "Certificate key"
        },
        {
          "value": "secure_note",
          "label": "Secure note"
        },
        {
          "value": "other",
          "label": "Other"
        }
      ],
      "list": "shown",
      "width": "104px"
    },
    "username": {
      "label": "User name",
      "kind": "code",
      "list": "shown",
      "width": "minmax(110px, 1.2fr)"
    },
    "url": {
      "label": "Web address",
      "kind": "url",
      "list": "offered",
      "width": "minmax(110px, 1fr)"
    },
    "notes": {
      "label": "Notes",
      "kind": "notes"
    },
    "vendor": {
      "label": "Vendor",
      "kind": "named",
      "to": "vendor",
      "list": "shown"
    },
    "license_id": {
      "label": "License",
      "kind": "by_id",
      "to": "license"
    },
    "contract_id": {
      "label": "Contract",
      "kind": "by_id",
      "to": "contract"
    },
    "device_id": {
      "label": "Device",
      "kind": "by_id",
      "to": "device"
    },
    "person_id": {
      "label": "Person",
      "kind": "by_id",
      "to": "person"
    },
    "rotate_days": {
      "label": "Rotate every (days)",
      "kind": "count"
    },
    "expires_on": {
      "label": "Expires",
      "kind": "day",
      "list": "shown",
      "width": "150px"
    },
    "changed_on": {
      "label": "Changed",
      "kind": "day",
      "list": "offered"
    },
    "tags": {
      "label": "Tags",
      "kind": "tags"
    },
    "secret": {
      "label": "Value",
      "kind": "text",
      "list": "shown",
      "width": "92px"
    },
    "strength": {
      "label": "Strength",
      "kind": "count",
      "list": "offered"
    },
    "rotate_on": {
      "label": "Rotate by",
      "kind": "day",
      "list": "shown",
      "width": "150px"
    }
  },
  "person": {
    "name": {
      "label": "Name",
      "kind": "text",
      "list": "shown",
      "width": "minmax(150px, 1.5fr)",
      "required": true
    },
    "email": {
      "label": "Email",
      "kind": "email",
      "list": "shown",
      "width": "minmax(150px, 1.5fr)",
      "single": true
    },
    "username": {
      "label": "User name",
      "kind": "code",
      "list": "offered",
      "width": "minmax(100px, 1fr)",
      "single": true
    },
    "employee_number": {
      "label": "Employee number",
      "kind": "code",
      "list": "offered",
      "width": "110px",
      "single": true
    },
    "job_title": {
      "label": "Job title",
      "kind": "text",
      "list": "offered",
      "width": "minmax(110px, 1fr)"
    },
    "department": {
      "label": "Department",
      "kind": "text",
      "list": "shown",
      "width": "minmax(100px, 1fr)"
    },
    "phone": {
      "label": "Phone",
      "kind": "phone",
      "list": "offered",
      "width": "130px"
    },
    "location": {
      "label": "Location",
      "kind": "named",
      "to": "location",
      "list": "shown",
      "width": "minmax(90px, 1fr)"
    },
    "manager_id": {
      "label": "Manager",
      "kind": "by_id",
      "to": "person",
      "list": "offered",
      "width": "minmax(110px, 1fr)"
    },
    "starts_on": {
      "label": "First day",
      "kind": "day",
      "list": "offered"
    },
    "leaves_on": {
      "label": "Last day",
      "kind": "day",
      "list": "shown",
      "width": "138px"
    },
    "notes": {
      "label": "Notes",
      "kind": "notes"
    },
    "tags": {
      "label": "Tags",
      "kind": "tags"
    },
    "devices": {
      "label": "Devices",
      "kind": "count",
      "list": "shown",
      "width": "72px"
    },
    "seats": {
      "label": "Seats",
      "kind": "count",
      "list": "shown",
      "width": "60px"
    },
    "logins": {
      "label": "Logins",
      "kind": "count",
      "list": "offered",
      "width": "64px"
    }
  },
  "location": {
    "name": {
      "label": "Name",
      "kind": "text",
      "list": "shown",
      "width": "minmax(220px, 2fr)",
      "required": true,
      "single": true
    },
    "parent_id": {
      "label": "Within",
      "kind": "by_id",
      "to": "location"
    },
    "address": {
      "label": "Address",
      "kind": "notes",
      "list": "shown",
      "width": "minmax(140px, 1.5fr)"
    },
    "notes": {
      "label": "Notes",
      "kind": "notes"
    },
    "tags": {
      "label": "Tags",
      "kind": "tags"
    },
    "path": {
      "label": "Path",
      "kind": "text",
      "list": "offered",
      "width": "minmax(160px, 2fr)"
    },
    "devices": {
      "label": "Devices",
      "kind": "count",
      "list": "shown",
      "width": "80px"
    },
    "devices_within": {
      "label": "With sub-locations",
      "kind": "count",
      "list": "shown",
      "width": "140px"
    },
    "people": {
      "label": "People",
      "kind": "count",
      "list": "shown",
      "width": "72px"
    }
  },
  "term": {
    "starts_on": {
      "label": "Starts",
      "kind": "day"
    },
    "ends_on": {
      "label": "Ends",
      "kind": "day"
    },
    "maintenance_ends_on": {
      "label": "Maintenance ends",
      "kind": "day"
    },
    "seats": {
      "label": "Seats",
      "kind": "count",
      "blank": "unlimited"
    },
    "price": {
      "label": "Price",
      "kind": "money"
    },
    "price_per_seat": {
      "label": "Price per seat",
      "kind": "yes_no"
    },
    "tax_rate": {
      "label": "Tax (%)",
      "kind": "percent"
    },
    "billing_months": {
      "label": "Billed every (months)",
      "kind": "months"
    },
    "auto_renews": {
      "label": "Renews automatically",
      "kind": "yes_no"
    },
    "renewal_months": {
      "label": "Renews for (months)",
      "kind": "months"
    },
    "notice_months": {
      "label": "Notice (months)",
      "kind": "months"
    },
    "notice_days": {
      "label": "Notice (days)",
      "kind": "count"
    },
    "cancelled_on": {
      "label": "Cancelled on",
      "kind": "day"
    },
    "cancel_effective_on": {
      "label": "Cancelled to",
      "kind": "day"
    },
    "order_number": {
      "label": "Order number",
      "kind": "code"
    },
    "purchase_order": {
      "label": "Purchase order",
      "kind": "code"
    },
    "purchased_on": {
      "label": "Purchased",
      "kind": "day"
    },
    "vendor": {
      "label": "Vendor",
      "kind": "named",
      "to": "vendor"
    }
  },
  "warranty": {
    "kind": {
      "label": "Kind",
      "kind": "choice",
      "choices": [
        {
          "value": "manufacturer",
          "label": "Manufacturer"
        },
        {
          "value": "extended",
          "label": "Extended"
        },
        {
          "value": "support_pack",
          "label": "Support pack"
        }
      ]
    },
    "provider": {
      "label": "Provider",
      "kind": "text"
    },
    "reference": {
      "label": "Reference",
      "kind": "code"
    },
    "starts_on": {
      "label": "Starts",
      "kind": "day"
    },
    "months": {
      "label": "Months",
      "kind": "months"
    },
    "ends_on": {
      "label": "Ends",
      "kind": "day"
    },
    "lifetime": {
      "label": "Lifetime",
      "kind": "yes_no"
    },
    "coverage": {
      "label": "Coverage",
      "kind": "text"
    },
    "void": {
      "label": "Void",
      "kind": "yes_no"
    }
  },
  "contact": {
    "name": {
      "label": "Name",
      "kind": "text",
      "required": true
    },
    "role": {
      "label": "Role",
      "kind": "text"
    },
    "email": {
      "label": "Email",
      "kind": "email"
    },
    "phone": {
      "label": "Phone",
      "kind": "phone"
    },
    "primary": {
      "label": "First contact",
      "kind": "yes_no"
    }
  }
} as const;

/** What the form of a new thing begins with. */
export const blanks = {
  "vendor": {
    "name": "",
    "website": null,
    "portal_url": null,
    "address": null,
    "account_number": null,
    "support_phone": null,
    "support_email": null,
    "support_hours": null,
    "sla": null,
    "notes": null,
    "contacts": [],
    "tags": [],
    "custom": {}
  },
  "license": {
    "name": "",
    "publisher": null,
    "vendor": null,
    "edition": null,
    "category": null,
    "kind": "subscription",
    "metric": "user",
    "reassignable": true,
    "min_free_seats": null,
    "maintained": null,
    "registered_name": null,
    "registered_email": null,
    "notes": null,
    "terms": [],
    "tags": [],
    "custom": {}
  },
  "contract": {
    "name": "",
    "kind": "support",
    "vendor": null,
    "category": null,
    "reference": null,
    "sla": null,
    "escalation": null,
    "domain": null,
    "dns_host": null,
    "notes": null,
    "device_ids": [],
    "terms": [],
    "tags": [],
    "custom": {}
  },
  "device": {
    "asset_tag": null,
    "name": "",
    "serial": null,
    "category": null,
    "manufacturer": null,
    "model": null,
    "status": "in_use",
    "holder_id": null,
    "location": null,
    "vendor": null,
    "purchased_on": null,
    "price": null,
    "order_number": null,
    "operating_system": null,
    "mac": null,
    "ip": null,
    "cpu": null,
    "memory": null,
    "storage": null,
    "parent_id": null,
    "expected_life_months": null,
    "depreciation_months": null,
    "residual": null,
    "disposed_on": null,
    "proceeds": null,
    "wipe_note": null,
    "notes": null,
    "warranties": [],
    "tags": [],
    "custom": {}
  },
  "credential": {
    "name": "",
    "kind": "login",
    "username": null,
    "url": null,
    "notes": null,
    "vendor": null,
    "license_id": null,
    "contract_id": null,
    "device_id": null,
    "person_id": null,
    "rotate_days": null,
    "expires_on": null,
    "changed_on": null,
    "tags": [],
    "custom": {}
  },
  "person": {
    "name": "",
    "email": null,
    "username": null,
    "employee_number": null,
    "job_title": null,
    "department": null,
    "phone": null,
    "location": null,
    "manager_id": null,
    "starts_on": null,
    "leaves_on": null,
    "notes": null,
    "tags": [],
    "custom": {}
  },
  "location": {
    "name": "",
    "parent_id": null,
    "address": null,
    "notes": null,
    "tags": [],
    "custom": {}
  }
};
