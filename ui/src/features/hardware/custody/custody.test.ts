import { expect, it } from 'vitest';
import { asks, possibleActs } from './custody';

it('offers what the state of a device allows', () => {
  expect(possibleActs({ status: 'in_stock', held: false })[0]).toBe('hand_out');
  const held = possibleActs({ status: 'in_use', held: true });
  expect(held[0]).toBe('take_back');
  expect(held).not.toContain('hand_out');
  expect(held).not.toContain('retire');
  expect(possibleActs({ status: 'in_repair', held: true })[0]).toBe('repair_in');
  expect(possibleActs({ status: 'disposed', held: false })).toEqual(['bring_back']);
});

it('asks for a return date of a loan alone', () => {
  expect(asks.lend).toContain('return_by');
  expect(asks.hand_out).not.toContain('return_by');
});
