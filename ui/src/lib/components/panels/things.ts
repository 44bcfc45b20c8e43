import type { Kind } from '../../ipc/bindings';

/** What the shell tells a list page. */
export interface PageProps {
  /** Goes up when anything in the data changed. */
  revision: number;
  /** The thing to show beside the list. */
  selected: string | null;
  /** A named condition of the list. */
  only: string | null;
  /** Goes up when a new thing is to be added. */
  adding: number;
  onopen: (kind: Kind, id: string) => void;
}

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
  noMatchText: string;
  deleted: (name: string) => string;
  deletedMany: (count: number) => string;
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
}
