import type { Kind } from '../lib/ipc/bindings';

export type PageName =
  | 'overview'
  | 'calendar'
  | 'licenses'
  | 'contracts'
  | 'hardware'
  | 'credentials'
  | 'vendors'
  | 'people'
  | 'transfer'
  | 'settings';
export type ListName = Extract<
  PageName,
  'licenses' | 'contracts' | 'hardware' | 'credentials' | 'vendors' | 'people'
>;

const listOfKind: Record<Kind, PageName> = {
  license: 'licenses',
  contract: 'contracts',
  device: 'hardware',
  credential: 'credentials',
  vendor: 'vendors',
  person: 'people',
  location: 'hardware',
};

const lists: PageName[] = ['licenses', 'contracts', 'hardware', 'credentials', 'vendors', 'people'];

export function isList(page: PageName): page is ListName {
  return lists.includes(page);
}

/** Which page is shown, and what it is asked to show. */
class Router {
  page = $state<PageName>('overview');
  selected = $state<string | null>(null);
  only = $state<string | null>(null);
  filter = $state('');
  /** Goes up when a new thing is to be added on this page. */
  adding = $state(0);

  go(page: PageName, only: string | null = null, filter = ''): void {
    this.page = page;
    this.selected = null;
    this.only = only;
    this.filter = filter;
    this.adding = 0;
  }

  open(kind: Kind, id: string): void {
    const page = listOfKind[kind];
    if (this.page !== page) this.go(page);
    this.selected = null;
    // A page that shows this thing already must hear of it again.
    queueMicrotask(() => {
      this.selected = id;
    });
  }

  add(page: ListName): void {
    if (this.page !== page) this.go(page);
    this.adding += 1;
  }
}

export const router = new Router();
