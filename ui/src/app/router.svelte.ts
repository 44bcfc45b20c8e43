import type { Kind } from '../lib/ipc/bindings';
import type { BeginAct } from '../lib/state/acts.svelte';

export type PageName =
  | 'overview'
  | 'reminders'
  | 'calendar'
  | 'licenses'
  | 'contracts'
  | 'hardware'
  | 'credentials'
  | 'vendors'
  | 'people'
  | 'locations'
  | 'stocktake'
  | 'starting'
  | 'leaving'
  | 'kits'
  | 'reports'
  | 'import'
  | 'settings';
export type ListName = Extract<
  PageName,
  'licenses' | 'contracts' | 'hardware' | 'credentials' | 'vendors' | 'people' | 'locations'
>;

const listOfKind: Record<Kind, PageName> = {
  license: 'licenses',
  contract: 'contracts',
  device: 'hardware',
  credential: 'credentials',
  vendor: 'vendors',
  person: 'people',
  location: 'locations',
};

const lists: PageName[] = [
  'licenses',
  'contracts',
  'hardware',
  'credentials',
  'vendors',
  'people',
  'locations',
];

export function isList(page: PageName): page is ListName {
  return lists.includes(page);
}

/** Which page is shown, and what it is asked to show. */
class Router {
  page = $state<PageName>('overview');
  selected = $state<string | null>(null);
  only = $state<string | null>(null);
  filter = $state('');
  /** The report that is open; null is the list of reports. */
  report = $state<string | null>(null);
  /** Who starts or leaves on this page, or the location whose stock is taken. */
  subject = $state<string | null>(null);
  /** The next act to begin once the selected thing is shown. */
  begin = $state.raw<BeginAct | null>(null);
  /** Goes up when a new thing is to be added on this page. */
  adding = $state(0);
  /** A dialog that the page is to open. */
  asking = $state.raw<{ what: 'several' | 'computer' } | null>(null);

  go(page: PageName, only: string | null = null, filter = ''): void {
    this.page = page;
    this.selected = null;
    this.only = only;
    this.filter = filter;
    this.report = null;
    this.subject = null;
    this.begin = null;
    this.adding = 0;
    this.asking = null;
  }

  open(kind: Kind, id: string, begin: BeginAct | null = null): void {
    const page = listOfKind[kind];
    if (this.page !== page) this.go(page);
    this.selected = null;
    // A page that shows this thing already must hear of it again.
    queueMicrotask(() => {
      this.selected = id;
      this.begin = begin;
    });
  }

  showReport(id: string): void {
    this.go('reports');
    this.report = id;
  }

  /** Opens the page on which one thing is worked through. */
  work(page: 'starting' | 'leaving' | 'stocktake', id: string): void {
    this.go(page);
    this.subject = id;
  }

  /** Opens a dialog of the Hardware screen. */
  ask(what: 'several' | 'computer'): void {
    if (this.page !== 'hardware') this.go('hardware');
    this.asking = { what };
  }

  add(page: ListName): void {
    if (this.page !== page) this.go(page);
    this.adding += 1;
  }
}

export const router = new Router();
