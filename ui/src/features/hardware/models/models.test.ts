import { expect, it } from 'vitest';
import type { DeviceDefaults, DeviceModel } from '../../../lib/ipc/bindings';
import { blankDevice } from '../form';
import { withDefaults, withModel } from './models.svelte';

const defaults: DeviceDefaults = {
  category: 'Laptop',
  manufacturer: 'Lenovo',
  model: 'T14',
  operating_system: null,
  expected_life_months: 48,
  warranty_months: 36,
  depreciation_months: 36,
  residual_percent: null,
  price: { minor: 129_000, currency: 'EUR' },
  asset_tag: null,
};
const model = { fields: { name: 'T14' } } as DeviceModel;

it('fills a device from its model and keeps the name that was given', () => {
  const filled = withModel({ ...blankDevice(), name: 'Anna’s laptop' }, model, defaults);
  expect(filled).toMatchObject({ name: 'Anna’s laptop', manufacturer: 'Lenovo', expected_life_months: 48 });
  expect(filled.price?.minor).toBe(129_000);
  expect(filled.warranties).toMatchObject([{ months: 36, provider: 'Lenovo' }]);
  expect(withModel(blankDevice(), model, defaults).name).toBe('T14');
});

it('leaves what is entered to the person', () => {
  const warranties = filledWarranty();
  const kept = withDefaults({ ...blankDevice(), expected_life_months: 60, warranties }, defaults);
  expect(kept.expected_life_months).toBe(60);
  expect(kept.warranties).toBe(warranties);
});

function filledWarranty() {
  return withDefaults(blankDevice(), { ...defaults, warranty_months: 12 }).warranties;
}
