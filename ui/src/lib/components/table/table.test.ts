import { describe, expect, it } from 'vitest';
import { fittingColumns, rangeOf, shownColumns, toggled, type Column } from './table';

const columns: Column<object>[] = [
  { name: 'name', label: 'Name', width: 'minmax(140px, 2fr)', lead: true },
  { name: 'vendor', label: 'Vendor', width: 'minmax(70px, 1fr)' },
  { name: 'ends_on', label: 'Ends', width: '148px' },
  { name: 'notes', label: 'Notes', width: '200px', spare: true },
];
const names = (some: Column<object>[]) => some.map((column) => column.name);

describe('the columns shown', () => {
  it('are all but the spare ones until someone chooses', () => {
    expect(names(shownColumns(columns, null))).toEqual(['name', 'vendor', 'ends_on']);
  });

  it('are the chosen ones in their order, the lead always, unknown ones left out', () => {
    expect(names(shownColumns(columns, ['notes', 'gone', 'vendor']))).toEqual(['name', 'notes', 'vendor']);
    expect(names(shownColumns(columns, ['gone']))).toEqual(['name', 'vendor', 'ends_on']);
  });

  it('leave from the end where there is no room, those named first stay', () => {
    const shown = shownColumns(columns, null);
    expect(names(fittingColumns(shown, ['ends_on'], 1000, 16))).toEqual(['name', 'vendor', 'ends_on']);
    expect(names(fittingColumns(shown, ['ends_on'], 330, 16))).toEqual(['name', 'ends_on']);
    expect(names(fittingColumns(shown, [], 10, 16))).toEqual(['name']);
  });

  it('leave even when they were named first, the last of these first', () => {
    const shown = shownColumns(columns, null);
    expect(names(fittingColumns(shown, ['vendor', 'ends_on'], 300, 16))).toEqual(['name', 'vendor']);
    expect(names(fittingColumns(shown, ['ends_on', 'vendor'], 330, 16))).toEqual(['name', 'ends_on']);
    expect(names(fittingColumns(shown, ['vendor', 'ends_on'], 100, 16))).toEqual(['name']);
  });
});

it('a choice takes a key in and out', () => {
  const one = toggled(new Set(['a']), 'b');
  expect([...one]).toEqual(['a', 'b']);
  expect([...toggled(one, 'a')]).toEqual(['b']);
});

it('a range counts both ends, whichever comes first', () => {
  expect(rangeOf(3, 5)).toEqual([3, 3]);
  expect(rangeOf(5, 3)).toEqual([3, 3]);
  expect(rangeOf(2, 2)).toEqual([2, 1]);
});
