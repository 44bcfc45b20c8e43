import {
  commands,
  type Choice,
  type DeviceDefaults,
  type DeviceInput,
  type DeviceModel,
} from '../../../lib/ipc/bindings';
import { unwrap } from '../../../lib/ipc/ipc';
import { blankWarranty } from '../form';

/** Models by a part of maker and name, for a field that chooses one. */
export async function findModels(text: string): Promise<Choice[]> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const models = await unwrap(commands.listModels());
  return models
    .filter((model) => {
      const all = `${model.fields.manufacturer ?? ''} ${model.fields.name}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .slice(0, 12)
    .map((model) => ({
      id: model.id,
      name: [model.fields.manufacturer, model.fields.name].filter(Boolean).join(' '),
      detail: model.fields.category ?? '',
    }));
}

/** A model, with what a new device of it starts with. */
export async function readModel(
  id: string,
): Promise<{ model: DeviceModel; defaults: DeviceDefaults } | null> {
  const model = (await unwrap(commands.listModels())).find((one) => one.id === id);
  if (model === undefined) return null;
  const { category, manufacturer, name } = model.fields;
  return { model, defaults: await unwrap(commands.deviceDefaults(category, manufacturer, name)) };
}

export async function categoryDefaults(category: string): Promise<DeviceDefaults> {
  return await unwrap(commands.deviceDefaults(category, null, null));
}

/** The next asset tag of the pattern; null without a pattern. */
export async function nextTag(): Promise<string | null> {
  return (await unwrap(commands.deviceDefaults(null, null, null))).asset_tag;
}

/** A device with what its model says; what the person has entered of name and dates stays. */
export function withModel(input: DeviceInput, model: DeviceModel, defaults: DeviceDefaults): DeviceInput {
  return withDefaults(
    {
      ...input,
      name: input.name.trim() === '' ? model.fields.name : input.name,
      manufacturer: defaults.manufacturer,
      model: defaults.model,
      category: defaults.category ?? input.category,
      operating_system: defaults.operating_system ?? input.operating_system,
      price: defaults.price ?? input.price,
      expected_life_months: defaults.expected_life_months ?? input.expected_life_months,
    },
    defaults,
  );
}

/** A device with what its category says, where nothing is entered yet. */
export function withDefaults(input: DeviceInput, defaults: DeviceDefaults): DeviceInput {
  const months = defaults.warranty_months;
  return {
    ...input,
    expected_life_months: input.expected_life_months ?? defaults.expected_life_months,
    warranties:
      input.warranties.length > 0 || months === null
        ? input.warranties
        : [{ ...blankWarranty(input.purchased_on), provider: input.manufacturer, months }],
  };
}
