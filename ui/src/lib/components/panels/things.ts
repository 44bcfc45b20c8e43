import type { Component } from 'svelte';
import type { Kind } from '../../ipc/bindings';

import type { BeginAct, Panel } from '../../state/acts.svelte';

export type { BeginAct, PageProps, Panel } from '../../state/acts.svelte';

/** The words of one kind's list page; what all pages say alike is in messages.ts. */
export interface ThingsWords {
  /** Names the list, for those who do not see it. */
  list: string;
  /** Stands in the empty filter. */
  filter: string;
  foot: (total: number, filtered: boolean) => string;
  emptyTitle: string;
  emptyText: string;
  emptyAct: string;
  noMatchTitle: string;
  deleted: (name: string) => string;
  deletedMany: (count: string) => string;
  /** The words for a condition that is made as needed, such as the devices of one deadline. */
  condition?: (only: string) => string | null;
}

/** A named condition that a list can be narrowed to. */
export interface Condition {
  only: string;
  label: string;
}

/** What a form asks of its page. */
export interface FormActs<Input> {
  /** Saves, says so, and shows the thing. */
  onsave: (input: Input, version: number | null) => Promise<unknown>;
  oncancel: () => void;
  /** The version that is stored now. */
  latest: () => Promise<number | null>;
  /** Leaves the form and shows what is stored. */
  onreload: () => void;
}

/** What a detail asks of its page. */
export interface DetailActs {
  onedit: () => void;
  ondelete: () => void;
  onclose: () => void;
  /** Something about the thing was changed: the list and the detail are read again. */
  onchanged: () => void;
  onopen: (kind: Kind, id: string) => void;
  /** Goes up when anything in the data changed. */
  revision: number;
  /** Tabs that other features bring. */
  panels: Panel[];
  /** What to begin once the thing is shown; `begins` of page.svelte.ts does it. */
  begin: BeginAct | null;
  onbegun: () => void;
}

/** An act of a feature on the rows that are ticked. */
export interface BulkAct {
  label: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any Lucide icon
  icon: Component<any>;
  testid?: string;
  /** Whether it changes the rows; it does unless it says so. */
  writes?: boolean;
  run: (ids: string[]) => void;
}
