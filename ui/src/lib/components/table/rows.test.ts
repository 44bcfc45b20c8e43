// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { PagedRows } from './rows.svelte';
import type { TablePage } from './table';

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

const numbers = (offset: number, limit: number, total = 120): TablePage<number> => ({
  total,
  rows: Array.from({ length: Math.min(limit, total - offset) }, (_, index) => offset + index),
});

it('reads what comes into sight, each page once', async () => {
  const asked: number[] = [];
  const rows = new PagedRows<number>(
    (offset, limit) => {
      asked.push(offset);
      return Promise.resolve(numbers(offset, limit));
    },
    () => undefined,
  );
  rows.want(0, 20);
  expect(asked).toEqual([]);
  rows.readAnew(0);
  await settled();
  expect([rows.total, rows.at(49), rows.at(50)]).toEqual([120, 49, undefined]);
  rows.want(40, 70);
  rows.want(40, 70);
  await settled();
  expect(asked).toEqual([0, 50, 100]);
  expect([rows.at(119), rows.known().length]).toEqual([119, 120]);
});

it('reads all that is in sight anew, over the edge of a page too', async () => {
  const rows = new PagedRows<number>(
    (offset, limit) => Promise.resolve(numbers(offset, limit)),
    () => undefined,
  );
  rows.readAnew(0);
  await settled();
  rows.want(40, 30);
  await settled();
  rows.readAnew(40);
  await settled();
  expect([rows.at(45), rows.at(65)]).toEqual([45, 65]);
});

it('does not show a page that was asked for before the list was read anew', async () => {
  const answers: ((page: TablePage<number>) => void)[] = [];
  const totals: number[] = [];
  const rows = new PagedRows<number>(
    () => new Promise((resolve) => answers.push(resolve)),
    (total) => totals.push(total),
  );
  rows.readAnew(0);
  rows.readAnew(0);
  answers[1]?.(numbers(0, 50, 3));
  answers[0]?.(numbers(0, 50, 9));
  await settled();
  expect([rows.total, totals]).toEqual([3, [3]]);
});

it('says what could not be read, and reads that again', async () => {
  let works = false;
  const rows = new PagedRows<number>(
    (offset, limit) =>
      works || offset === 0
        ? Promise.resolve(numbers(offset, limit))
        : Promise.reject(new Error('the disk is gone')),
    () => undefined,
  );
  rows.readAnew(0);
  await settled();
  rows.want(50, 10);
  await settled();
  expect(rows.problem).toContain('the disk is gone');
  works = true;
  rows.retry(0);
  await settled();
  expect([rows.problem, rows.at(59)]).toEqual([null, 59]);
});
