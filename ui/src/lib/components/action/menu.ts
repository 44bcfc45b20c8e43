import type { Component } from 'svelte';

/** A line of a menu. */
export interface MenuItem {
  label: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any Lucide icon
  icon?: Component<any>;
  danger?: boolean;
  /** It changes something: not where the data can only be read. */
  writes?: boolean;
  testid?: string;
  onselect: () => void;
}
