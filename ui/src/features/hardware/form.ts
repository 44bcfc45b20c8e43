import type { Device, DeviceInput, WarrantyInput } from '../../lib/ipc/bindings';

export function blankDevice(): DeviceInput {
  return {
    asset_tag: null,
    name: '',
    category: null,
    manufacturer: null,
    model: null,
    serial: null,
    status: 'in_use',
    holder_id: null,
    location: null,
    vendor: null,
    purchased_on: null,
    price: null,
    order_number: null,
    operating_system: null,
    mac: null,
    ip: null,
    cpu: null,
    memory: null,
    storage: null,
    parent_id: null,
    expected_life_months: null,
    depreciation_months: null,
    residual: null,
    disposed_on: null,
    proceeds: null,
    wipe_note: null,
    notes: null,
    warranties: [],
    tags: [],
  };
}

/** A new warranty begins with the purchase, where that is known. */
export function blankWarranty(startsOn: string | null): WarrantyInput {
  return {
    id: null,
    kind: 'manufacturer',
    provider: null,
    reference: null,
    starts_on: startsOn,
    months: 36,
    ends_on: null,
    lifetime: false,
    coverage: null,
    void: false,
  };
}

/** What a form edits of a device: its fields with the warranties. */
export function inputOf(device: Device): DeviceInput {
  return structuredClone({
    ...device.fields,
    warranties: device.warranties.map((warranty) => ({ ...warranty.fields, id: warranty.id })),
  });
}

export type Lasts = 'months' | 'until' | 'lifetime';

export function lasts(warranty: WarrantyInput): Lasts {
  if (warranty.lifetime) return 'lifetime';
  return warranty.ends_on !== null || warranty.months === null ? 'until' : 'months';
}

/** The warranty said in another of the three ways; what the other ways held is dropped. */
export function lastingOtherwise(warranty: WarrantyInput, way: Lasts): WarrantyInput {
  return {
    ...warranty,
    lifetime: way === 'lifetime',
    months: way === 'months' ? (warranty.months ?? 36) : null,
    ends_on: way === 'until' ? warranty.ends_on : null,
  };
}

/** What goes to the core: blank texts are no texts. */
export function cleaned(input: DeviceInput): DeviceInput {
  return {
    ...input,
    name: input.name.trim(),
    asset_tag: text(input.asset_tag),
    category: text(input.category),
    manufacturer: text(input.manufacturer),
    model: text(input.model),
    serial: text(input.serial),
    location: text(input.location),
    vendor: text(input.vendor),
    order_number: text(input.order_number),
    operating_system: text(input.operating_system),
    mac: text(input.mac),
    ip: text(input.ip),
    cpu: text(input.cpu),
    memory: text(input.memory),
    storage: text(input.storage),
    wipe_note: text(input.wipe_note),
    notes: text(input.notes),
    warranties: input.warranties.map((warranty) => ({
      ...warranty,
      provider: text(warranty.provider),
      reference: text(warranty.reference),
      coverage: text(warranty.coverage),
    })),
  };
}

interface FaultWords {
  nameMissing: string;
  endBeforeStart: string;
  startMissing: string;
  beforePurchase: string;
}

/** Errors that need no core, by field: "name", "warranties.0.ends_on". */
export function faults(input: DeviceInput, words: FaultWords): Record<string, string> {
  const found: Record<string, string> = {};
  if (input.name.trim() === '') found.name = words.nameMissing;
  if (input.disposed_on !== null && input.purchased_on !== null && input.disposed_on < input.purchased_on) {
    found.disposed_on = words.beforePurchase;
  }
  input.warranties.forEach((warranty, index) => {
    if (warranty.starts_on !== null && warranty.ends_on !== null && warranty.ends_on < warranty.starts_on) {
      found[`warranties.${index}.ends_on`] = words.endBeforeStart;
    }
    if (lasts(warranty) === 'months' && warranty.starts_on === null) {
      found[`warranties.${index}.starts_on`] = words.startMissing;
    }
  });
  return found;
}

function text(value: string | null): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
