import type { Column } from '../components/table/table';
import type { Kind } from '../ipc/bindings';
import { asField, columnOf, customFieldsOf, type CustomValues } from '../state/customFields.svelte';
import { fieldsOf, shownName, type Field } from './list';
import { isCode, isFigure, shown } from './values';

/** What a list draws in its own way, by the column's name. */
export type Drawn<Row> = Partial<Record<string, Partial<Column<Row>>>>;

const widths: Partial<Record<Field['kind'], string>> = {
  day: '104px',
  money: '104px',
  count: '84px',
  months: '104px',
  percent: '84px',
  yes_no: '84px',
  choice: '96px',
  code: 'minmax(76px, 1fr)',
  notes: 'minmax(120px, 1.4fr)',
};

/** The columns of the fields that people defined for a kind. */
export function customColumns<Row extends object>(kind: Kind): Column<Row>[] {
  return customFieldsOf(kind).map((custom) => {
    const field = asField(custom);
    const value = (row: Row) => (row as { custom?: CustomValues }).custom?.[custom.name];
    return { ...drawnAs<Row>(columnOf(custom), field), text: (row: Row) => shown(field, value(row)) };
  });
}

/** A column as the kind of its field wants it. */
function drawnAs<Row>(name: string, field: Field): Column<Row> {
  return {
    name,
    label: field.label,
    width: field.width ?? widths[field.kind] ?? 'minmax(80px, 1fr)',
    align: isFigure(field) ? 'end' : undefined,
    sortable: true,
    mono: isCode(field) || undefined,
    spare: field.list === 'offered' || undefined,
  };
}

/** The columns of a kind's list: every field that the list has, drawn as its kind says or as the list wants it. */
export function columnsOf<Row extends object>(kind: Kind, drawn: Drawn<Row> = {}): Column<Row>[] {
  return Object.entries(fieldsOf(kind))
    .filter(([, field]) => field.list !== undefined)
    .map(([key, field]) => {
      const name = shownName(key, field);
      const value = (row: Row) => (row as Record<string, unknown>)[name];
      const own = drawn[name] ?? {};
      const draws = own.cell !== undefined || own.due !== undefined || own.text !== undefined;
      return {
        ...drawnAs<Row>(name, field),
        lead: name === 'name' || undefined,
        ...(draws || own.count !== undefined ? {} : { text: (row: Row) => shown(field, value(row)) }),
        ...own,
      };
    });
}
