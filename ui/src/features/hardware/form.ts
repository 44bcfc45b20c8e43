import { cleanedOf } from '../../lib/fields/clean';
import { blankOf } from '../../lib/fields/list';
import type { Device, DeviceInput, WarrantyInput } from '../../lib/ipc/bindings';
import { words as shared } from '../../lib/words';

export function blankDevice(): DeviceInput {
  return blankOf<DeviceInput>('device');
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
    ...cleanedOf('device', input),
    warranties: input.warranties.map((warranty) => cleanedOf('warranty', warranty)),
  };
}

interface FaultWords {
  endBeforeStart: string;
  startMissing: string;
  beforePurchase: string;
}

/** Errors that need no core, by field: "name", "warranties.0.ends_on". */
export function faults(input: DeviceInput, words: FaultWords): Record<string, string> {
  const found: Record<string, string> = {};
  if (input.name.trim() === '') found.name = shared.nameMissing;
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
