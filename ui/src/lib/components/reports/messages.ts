import { formatNumber } from '../../format/money';

/** What all reports say alike. */
export const reportMessages = {
  back: 'All reports',
  save: 'Export',
  saveAs: { csv: 'CSV for spreadsheets', xlsx: 'Excel workbook (XLSX)', pdf: 'PDF' },
  saved: (path: string) => `Saved to ${path}`,
  opened: 'Opened for printing.',
  filters: 'Report filters',
  yes: 'yes',
  no: 'no',
  sortBy: (column: string) => `Sort by ${column}`,
  showAll: (count: number) => `Show all ${formatNumber(count)} rows`,
  emptyTitle: 'Nothing to report',
  failed: 'This report could not be made',
  rows: (count: number) => (count === 1 ? '1 row' : `${formatNumber(count)} rows`),
  part: 'Row',
};
