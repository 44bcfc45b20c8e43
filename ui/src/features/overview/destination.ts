import type { Kind } from '../../lib/ipc/bindings';
import type { BeginAct } from '../../lib/state/acts.svelte';

/** Where a figure or a row leads: the list of needs-attention on this screen, a list under a condition, or one thing. */
export type Destination =
  | { page: 'attention' }
  | { page: 'reminders' }
  | { page: 'licenses' | 'hardware' | 'credentials' | 'people'; only: string | null; filter?: string }
  | { page: 'settings' }
  | { page: 'leaving'; id: string }
  | { page: 'custody' }
  | { page: 'thing'; kind: Kind; id: string; begin?: BeginAct };
