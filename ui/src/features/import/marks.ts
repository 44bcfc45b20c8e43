import type { PreviewColumn, PreviewRow, Remark } from '../../lib/ipc/bindings';

/** The cells of the preview, and the fields that each of them shows. */
export type MarkedCell = 'name' | 'ends' | 'detail' | 'price';
const shown: Record<MarkedCell, string[]> = {
  name: ['name'],
  ends: ['ends_on', 'warranty_ends_on', 'warranty_months', 'leaves_on', 'expires_on'],
  detail: ['seats', 'serial', 'email', 'vendor', 'username', 'account_number', 'parent'],
  price: ['price'],
};

export interface Mark {
  tone: 'problem' | 'notice';
  /** The cell's own text, for one that could not be read. */
  value: string | null;
}

/** What a cell of a row is marked with: every cell that a remark names, not only the first. */
export function markOf(row: PreviewRow, cell: MarkedCell, columns: PreviewColumn[]): Mark | null {
  const fields = new Map(columns.map((column) => [column.column, column.field]));
  const names = (remark: Remark) => {
    const field = remark.column === null ? undefined : fields.get(remark.column);
    return field != null && shown[cell].includes(field);
  };
  const problem = row.problems.find(names);
  if (problem !== undefined) return { tone: 'problem', value: problem.value };
  const notice = row.notices.find(names);
  return notice === undefined ? null : { tone: 'notice', value: notice.value };
}
