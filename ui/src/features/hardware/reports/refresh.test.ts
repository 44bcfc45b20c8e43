import { expect, test } from 'vitest';
import type { PlannedDevice, RefreshPlan } from '../../../lib/ipc/bindings';
import { stepFrom } from './refresh';

function device(id: string, model: string | null, minor: number | null): PlannedDevice {
  return {
    device: { id, name: id, asset_tag: null, serial: null },
    category: null,
    manufacturer: 'Contoso',
    model,
    holder: null,
    status: 'in_use',
    reason: 'life_ends',
    ends_on: '2027-03-01',
    cost: minor === null ? null : { minor, currency: 'EUR' },
    value: null,
  };
}

const plan: RefreshPlan = {
  as_of: '2026-11-22',
  by: 'life',
  overdue: { quarter: 'overdue', year: 2026, devices: [device('a', 'One', 100)], cost: [], unpriced: 0 },
  quarters: [
    { quarter: '2026-Q4', year: 2026, devices: [], cost: [], unpriced: 0 },
    {
      quarter: '2027-Q1',
      year: 2027,
      devices: [device('b', 'One', 100), device('c', 'Two', 900), device('d', 'Two', null)],
      cost: [],
      unpriced: 1,
    },
  ],
  years: [],
  cost: [{ minor: 1100, currency: 'EUR' }],
  later: 0,
  undated: 0,
};

test('a device steps from quarter to quarter and stops at the ends', () => {
  expect(stepFrom(plan, 'overdue', 1)).toBe('2026-Q4');
  expect(stepFrom(plan, 'overdue', -1)).toBeNull();
  expect(stepFrom(plan, '2026-Q4', -1)).toBeNull();
  expect(stepFrom(plan, '2026-Q4', 1)).toBe('2027-Q1');
  expect(stepFrom(plan, '2027-Q1', 1)).toBeNull();
});
