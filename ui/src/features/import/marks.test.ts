import { describe, expect, it } from 'vitest';
import type { PreviewColumn, PreviewRow, Remark } from '../../lib/ipc/bindings';
import { markOf } from './marks';

const column = (name: string, field: string | null): PreviewColumn => ({
  column: name,
  field,
  samples: [],
  secret: false,
});
const remark = (name: string, value: string): Remark => ({ row: 2, column: name, value, message: 'No.' });

describe('marks of the preview', () => {
  const columns = [
    column('Title', 'name'),
    column('Seats', 'seats'),
    column('Runs out', 'ends_on'),
    column('Cost', 'price'),
    column('Remarks', null),
  ];
  const row: PreviewRow = {
    row: 2,
    result: 'problem',
    name: 'Figma',
    ends_on: '31/02/2026',
    detail: 'ten',
    price: null,
    problems: [remark('Runs out', '31/02/2026'), remark('Seats', 'ten'), remark('Cost', '1x')],
    notices: [remark('Title', 'Figma')],
    changes: [],
    candidates: [],
  };

  it('marks every cell that a remark names', () => {
    expect(markOf(row, 'ends', columns)?.tone).toBe('problem');
    expect(markOf(row, 'detail', columns)).toEqual({ tone: 'problem', value: 'ten' });
    expect(markOf(row, 'price', columns)).toEqual({ tone: 'problem', value: '1x' });
    expect(markOf(row, 'name', columns)?.tone).toBe('notice');
  });

  it('marks nothing that no remark names', () => {
    const clean = { ...row, problems: [remark('Remarks', 'x')], notices: [] };
    expect(markOf(clean, 'ends', columns)).toBeNull();
    expect(markOf(clean, 'detail', columns)).toBeNull();
  });
});
