/** Answers the window's commands with made-up data, for looking at screens in a browser. Never part of a build. */
import type {
  Device,
  DeviceRow,
  License,
  LicenseRow,
  Preview,
  PreviewRow,
  Term,
} from '../src/lib/ipc/bindings';

const eur = (amount: number) => ({ minor: Math.round(amount * 100), currency: 'EUR' });
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const names: [string, string, number | null, number | null, number, number][] = [
  ['TeamViewer Tensor', 'direct', -4, 25, 20, 3468],
  ['GraphPad Prism', 'Statcon', 14, 3, 2, 1080],
  ['Veeam Backup Essentials', 'SoftwareOne', 17, 30, 30, 2340],
  ['Adobe Creative Cloud', 'Bechtle', 35, 25, 28, 17985],
  ['SketchUp Studio', 'CAD Shop', 50, 5, 3, 3745],
  ['Microsoft 365 Business Premium', 'Bechtle', 70, 130, 118, 28314],
  ['JetBrains All Products', 'direct', 72, 12, 9, 7428],
  ['Sophos Intercept X', 'Netzwerk GmbH', 99, 140, 131, 6860],
  ['AutoCAD LT', 'Graebert', 204, 4, 6, 2280],
  ['1C Accounting', 'Kontor', null, 5, 5, 1950],
  ['Snagit', 'direct', null, null, 11, 1020],
];
const licenseRows: LicenseRow[] = names.map(([name, vendor, ends, seats, used, yearly], index) => ({
  id: `l${index}`,
  name,
  publisher: name.split(' ')[0] ?? null,
  vendor,
  category: null,
  kind: ends === null ? 'perpetual' : 'subscription',
  starts_on: day(-300),
  ends_on: ends === null ? null : day(ends),
  cancel_by: ends === null ? null : day(ends - 30),
  renewed_until: null,
  auto_renews: true,
  cancelled: false,
  seats,
  used,
  min_free_seats: null,
  metric: 'user',
  reassignable: true,
  price: eur(yearly),
  price_per_seat: false,
  yearly: eur(yearly),
  notes: null,
}));

function term(id: string, from: number, price: number, inForce: boolean, renews: string | null): Term {
  return {
    id,
    fields: {
      id,
      renews_term_id: renews,
      adds_to_term_id: null,
      starts_on: day(from),
      ends_on: day(from + 364),
      maintenance_ends_on: null,
      seats: 25,
      price: eur(price),
      price_per_seat: true,
      tax_rate: null,
      billing_months: 12,
      auto_renews: true,
      notice_months: 1,
      notice_days: null,
      cancelled_on: null,
      cancel_effective_on: null,
      order_number: null,
      purchase_order: '4471',
      purchased_on: null,
      vendor: null,
    },
    cost: eur(price * 25),
    cost_with_tax: null,
    last_on: day(from + 364),
    cancel_by: inForce ? day(from + 364 - 30) : null,
    renewed: !inForce,
    in_force: inForce,
    rolled: null,
    price_change: null,
  };
}

function license(id: string): License {
  const row = licenseRows.find((other) => other.id === id) ?? licenseRows[0]!;
  const holders = [
    'Anna Krüger',
    'Tomasz Malek',
    'Jonas Lind',
    'Maria Silva',
    'Wei Chen',
    'Olu Adeyemi',
    'Pia Berg',
  ];
  const terms = [
    term('t3', -330, 719.4, true, 't2'),
    term('t2', -695, 677.4, false, 't1'),
    term('t1', -1060, 651.35, false, null),
  ];
  return {
    id,
    version: 3,
    deleted: false,
    fields: {
      name: row.name,
      publisher: row.publisher,
      vendor: row.vendor,
      edition: 'All apps',
      category: 'Design',
      kind: row.kind,
      metric: 'user',
      reassignable: true,
      min_free_seats: null,
      maintained: null,
      registered_name: 'Example GmbH',
      registered_email: 'it@example.com',
      notes: 'Ask Jonas before adding seats.\nInvoice goes to accounting.',
      terms: terms.map((one) => one.fields),
      tags: ['design', 'cloud'],
    },
    vendor_id: 'v1',
    terms,
    assignments: holders.map((holder, index) => ({
      id: `a${index}`,
      person_id: `p${index}`,
      device_id: null,
      holder,
      department: index === 2 ? null : 'Design',
      quantity: 1,
      from_on: day(-200),
      until_on: null,
      left_on: index === 2 ? day(-23) : null,
      notes: null,
      key_id: null,
      key_label: null,
    })),
    keys: [{ id: 'k1', label: null, hint: '7KQ2', secret_state: 'set', assignment_id: null, holder: null }],
    seats: { bought: 25, used: 28, over: 3, ended: false, free: 0, few_free: false, over_from: null },
  };
}

const deviceRows: DeviceRow[] = Array.from({ length: 400 }, (_, index) => ({
  id: `d${index}`,
  asset_tag: `HF-${String(index + 1).padStart(4, '0')}`,
  name: ['ThinkPad T14 Gen 3', 'OptiPlex 7010', 'PowerEdge R550', 'Galaxy Tab S9'][index % 4]!,
  serial: `PF${(3_000_000 + index * 7919).toString(36).toUpperCase()}`,
  category: 'Laptop',
  manufacturer: ['Lenovo', 'Dell', 'Dell', 'Samsung'][index % 4]!,
  model: 'T14',
  status: index % 9 === 3 ? 'in_stock' : 'in_use',
  holder_id: null,
  holder: index % 9 === 3 ? null : ['Anna Krüger', 'Tomasz Malek', 'Wei Chen'][index % 3]!,
  location: 'Hauptstrasse',
  vendor: 'Bechtle',
  purchased_on: day(-400),
  price: eur(1249),
  covered_until: index % 7 === 0 ? 'lifetime' : index % 5 === 0 ? null : day(index * 6 - 30),
  cover_days_left: null,
  operating_system: null,
  replace_on: null,
  return_by: null,
  last_seen_on: null,
}));

function device(id: string): Device {
  const row = deviceRows.find((other) => other.id === id) ?? deviceRows[0]!;
  const warranty = (wid: string, start: number, months: number | null, end: number, covers: boolean) => ({
    id: wid,
    fields: {
      id: wid,
      kind: months === null ? ('support_pack' as const) : ('manufacturer' as const),
      provider: 'Lenovo',
      reference: 'SP-11873',
      starts_on: day(start),
      months,
      ends_on: months === null ? day(end) : null,
      lifetime: false,
      coverage: 'On site, next business day',
      void: false,
    },
    ends_on: day(end),
    covers_today: covers,
  });
  const warranties = [warranty('w2', 200, null, 900, false), warranty('w1', -900, 36, 120, true)];
  return {
    id,
    version: 2,
    deleted: false,
    fields: {
      asset_tag: row.asset_tag,
      name: row.name,
      category: row.category,
      manufacturer: row.manufacturer,
      model: row.model,
      serial: row.serial,
      status: row.status,
      holder_id: 'p1',
      location: row.location,
      vendor: row.vendor,
      purchased_on: row.purchased_on,
      price: row.price,
      order_number: 'SO-8841',
      operating_system: 'Windows 11 Pro',
      mac: '8C:16:45:AA:10:FE',
      ip: '10.0.4.17',
      cpu: 'AMD Ryzen 7 PRO 7840U',
      memory: '32 GB',
      storage: 'NVMe SSD 1 TB',
      parent_id: null,
      expected_life_months: 48,
      depreciation_months: 36,
      residual: null,
      disposed_on: null,
      proceeds: null,
      wipe_note: null,
      notes: null,
      warranties: warranties.map((one) => one.fields),
      tags: ['loaner'],
    },
    vendor_id: 'v1',
    location_id: 'o1',
    holder: row.holder,
    parent: null,
    children: [],
    warranties,
    coverage: {
      covered_today: true,
      covered_until: day(900),
      days_left: 900,
      by: { source: 'warranty', kind: 'extended', provider: 'Lenovo' },
      gap: [day(121), day(199)],
    },
    claims: [],
    warranty_page: null,
    support: [],
    logins: [],
    custody: [],
    return_by: null,
    last_seen_on: null,
    replacement: { due_on: day(400), moved_to: null, cost: row.price },
    book_value: null,
    seats: [
      { assignment_id: 'a1', license_id: 'l7', license: 'Sophos Intercept X', quantity: 1, from_on: null },
    ],
    same_serial: [],
  };
}

const remark = (row: number, column: string | null, value: string | null, message: string) => ({
  row,
  column,
  value,
  message,
});
const previewRows: PreviewRow[] = [
  {
    row: 2,
    result: 'new',
    name: 'Sophos Intercept X',
    ends_on: '2027-02-26',
    detail: '56',
    price: { minor: 1258, currency: 'USD' },
    problems: [],
    notices: [],
    changes: [],
  },
  {
    row: 4,
    result: 'problem',
    name: 'Miro Business',
    ends_on: '2027-06-03',
    detail: '20',
    price: { minor: 192000, currency: 'USD' },
    problems: [remark(4, 'Reassignable', 'sometimes', '“sometimes” is neither yes nor no')],
    notices: [],
    changes: [],
  },
  {
    row: 5,
    result: 'update',
    name: 'Zoom Workplace Business',
    ends_on: '2027-04-30',
    detail: '50',
    price: { minor: 999500, currency: 'USD' },
    problems: [],
    notices: [],
    changes: ['Seats 40 → 50', 'price $ 7,996.00 → $ 9,995.00'],
  },
  {
    row: 6,
    result: 'new',
    name: 'Camtasia 2024',
    ends_on: '2027-01-02',
    detail: '5',
    price: { minor: 89995, currency: 'USD' },
    problems: [],
    notices: [remark(6, null, '1/2/27', 'Two-digit year “27” read as 2027')],
    changes: [],
  },
  {
    row: 7,
    result: 'unchanged',
    name: 'JetBrains All Products',
    ends_on: '2027-02-02',
    detail: '12',
    price: { minor: 742800, currency: 'USD' },
    problems: [],
    notices: [],
    changes: [],
  },
  {
    row: 8,
    result: 'problem',
    name: 'Parallels Desktop',
    ends_on: '31/02/2027',
    detail: '9',
    price: { minor: 107910, currency: 'USD' },
    problems: [remark(8, null, '31/02/2027', 'There is no 31 February')],
    notices: [],
    changes: [],
  },
];

function preview(options: { meanings: { word: string }[]; date_order: string | null }): Preview {
  const doubtful = new URLSearchParams(location.search).has('doubtful') && options.date_order === null;
  const column = (name: string, field: string | null, samples: string[], secret = false) => ({
    column: name,
    field,
    samples,
    secret,
  });
  const fields = [
    'name',
    'publisher',
    'vendor',
    'category',
    'seats',
    'ends_on',
    'purchased_on',
    'price',
    'reassignable',
    'key',
    'notes',
  ];
  return {
    format: {
      encoding: 'utf-8',
      delimiter: 'comma',
      line_ends: 'CRLF',
      shape: 'Snipe-IT licenses',
      date_order: doubtful ? null : 'mdy',
      date_evidence: doubtful ? null : 'month/day/year from 38 clear dates',
      date_order_needed: doubtful,
    },
    columns: [
      column('Item name', 'name', ['Sophos Intercept X', 'Miro Business', 'Zoom Workplace Business']),
      column('manufacturer', 'publisher', ['Sophos', 'Miro']),
      column('supplier', 'vendor', ['Netzwerk GmbH', 'direct']),
      column('Category', 'category', ['Security', 'Design']),
      column('serial number', 'key', ['•••• 7KQ2', '•••• 99AB'], true),
      column('purchase date', 'purchased_on', ['02/26/2025', '03/04/2025']),
      column('purchase cost', 'price', ['$12.58', '$1,920.00']),
      column('expiration date', 'ends_on', ['03/04/2027', '06/03/2027', '31/02/2027']),
      column('seats', 'seats', ['56', '20', '50']),
      column('reassignable', 'reassignable', ['Yes', 'no', 'sometimes']),
      column('Address (2)', null, []),
      column('notes', 'notes', ['Renewed by Anna after a call with the vendor, two more seats from June']),
    ],
    fields: fields.map((name) => ({
      name,
      label: name.charAt(0).toUpperCase() + name.slice(1).replace('_', ' '),
      secret: name === 'key',
    })),
    unknown_words:
      options.meanings.length > 0 ? [] : [{ word: 'sometimes', column: 'Reassignable', rows: 3 }],
    rows: 50,
    new: 41,
    updated: 4,
    unchanged: 2,
    problem_rows: 3,
    notice_rows: 6,
    created: { vendors: 9, people: 12, locations: 0 },
    secrets: 14,
  };
}

type Args = Record<string, never> & {
  id: string;
  query: { offset: number; limit: number; filter: string };
  options: never;
  only: string | null;
  offset: number;
  limit: number;
};
const page = <Row extends { name: string }>(rows: Row[], query: Args['query']) => {
  const found = rows.filter((row) => row.name.toLowerCase().includes(query.filter.toLowerCase()));
  return { total: found.length, rows: found.slice(query.offset, query.offset + query.limit) };
};
const answers: Record<string, (args: Args) => unknown> = {
  startup: () => null,
  keyring_status: () => ({ state: 'ready', message: 'Keyring ready', missing: 0, unfinished: 0 }),
  overview: () => ({
    today: day(0),
    entries: [],
    groups: [],
    kinds: [],
    bundles: [],
    answers: 3,
    waiting: 3,
    snoozed: 0,
    older: 0,
    overdue: 1,
    this_week: 2,
    renewals: [eur(54237)],
    devices: 400,
    devices_covered: 344,
    devices_ending: 14,
    over_used: [],
    months: [],
    credentials_to_rotate: 0,
    counts: { vendors: 64, licenses: 11, devices: 400, credentials: 96, people: 118 },
    last_backup_at: null,
    empty: false,
    sample: false,
  }),
  list_licenses: ({ query }) => page(licenseRows, query),
  license_sums: () => ({ yearly: [eur(95790), { minor: 1233500, currency: 'USD' }] }),
  get_license: ({ id }) => license(id),
  list_devices: ({ query }) => page(deviceRows, query),
  get_device: ({ id }) => device(id),
  get_settings: () => ({ currency: 'EUR', locale: null, theme: 'system', clipboard_seconds: 30 }),
  copy_license_key: () => ({ seconds: 30 }),
  delete_things: () => ({ batch: 'b1' }),
  list_attachments: () => [
    { id: 'f1', name: 'Invoice 4471.pdf', size: 182_334, created_at: '2026-10-02T09:12:00Z' },
  ],
  history_of: () => [
    {
      at: '2026-11-20T09:12:00Z',
      actor: 'window',
      batch: 'b9',
      title: 'Edit Adobe Creative Cloud',
      action: 'updated',
      entity: 'license',
      changes: [{ field: 'edition', before: 'Single app', after: 'All apps' }],
      undone: false,
    },
  ],
  choices: () => ['Bechtle', 'SoftwareOne'],
  find_people: () => [{ id: 'p1', name: 'Anna Krüger', detail: 'Design' }],
  find_devices: () => [{ id: 'd1', name: 'ThinkPad T14', detail: 'HF-0001' }],
  import_pick: () => ({
    token: 'x',
    file_name: 'licenses-2026.csv',
    size: 18_230,
    kind: new URLSearchParams(location.search).has('unknown') ? null : 'licenses',
  }),
  import_preview: ({ options }) => preview(options),
  import_rows: ({ only, offset, limit }) => {
    const found = previewRows.filter(
      (row) => only === null || row.result === only || (only === 'notices' && row.notices.length > 0),
    );
    return { total: found.length, rows: found.slice(offset, offset + limit) };
  },
  import_cancel: () => null,
  import_commit: () => ({
    rows: 50,
    new: 41,
    updated: 4,
    unchanged: 2,
    problems: [
      remark(4, 'Reassignable', 'sometimes', '“sometimes” is neither yes nor no'),
      remark(8, 'expiration date', '31/02/2027', 'There is no 31 February'),
    ],
    notices: [remark(6, null, '1/2/27', 'Two-digit year “27” read as 2027')],
    left_out: ['Address (2)'],
    created: { vendors: 9, people: 12, locations: 0 },
    batch: 'b7',
  }),
  import_save_rejects: () => '/home/anna/licenses-2026 left out.csv',
  undo_batch: () => ({ batch: 'b8', title: 'Import', rows: 66 }),
};

Object.assign(window, {
  __TAURI_INTERNALS__: {
    invoke: (command: string, args: Args) => {
      const answer = answers[command];
      if (command.startsWith('plugin:')) return Promise.resolve(0);
      return answer
        ? Promise.resolve(answer(args))
        : Promise.reject({ code: 'internal', message: `No answer for ${command}.`, field: null });
    },
    transformCallback: () => 0,
    unregisterCallback: () => undefined,
  },
  __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener: () => undefined },
});
