import type { InboxEntry } from '../../lib/ipc/bindings';
import { dialogInFront } from '../../lib/state/front';
import type { InboxState } from './inbox.svelte';

/** Whether a key pressed there is for something else: a text, a menu, a dialog. */
function taken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest(
      'input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu], [role=tablist]',
    ) !== null
  );
}

/** The keys of the list; whether one was meant for it. `act` begins the next act of a deadline. */
export function onKey(inbox: InboxState, event: KeyboardEvent, act: (entry: InboxEntry) => void): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (inbox.snoozing.length > 0 || taken(event.target) || dialogInFront()) return false;
  const targets = inbox.targets;
  const current = inbox.current;
  switch (event.key) {
    case 'j':
    case 'ArrowDown':
      inbox.move(1);
      return true;
    case 'k':
    case 'ArrowUp':
      inbox.move(-1);
      return true;
    case 'x':
      if (current) inbox.tick(current.deadline.id);
      return true;
    case 'e':
      void inbox.answer(targets, 'done');
      return true;
    case 'a':
      void inbox.answer(targets, 'acknowledge');
      return true;
    case 's':
      inbox.snoozing = targets;
      return true;
    case 'm':
      if (targets.length > 0) void inbox.mute(targets, !targets.every((entry) => entry.muted));
      return true;
    case 'r':
      if (current) act(current);
      return true;
    default:
      return false;
  }
}
