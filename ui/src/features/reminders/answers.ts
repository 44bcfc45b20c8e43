import BellOff from '@lucide/svelte/icons/bell-off';
import BellRing from '@lucide/svelte/icons/bell-ring';
import Check from '@lucide/svelte/icons/check';
import Clock from '@lucide/svelte/icons/clock';
import Eye from '@lucide/svelte/icons/eye';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import SquareArrowOutUpRight from '@lucide/svelte/icons/square-arrow-out-up-right';
import type { MenuItem } from '../../lib/components/action/menu';
import { formatDate } from '../../lib/format/dates';
import type { InboxEntry } from '../../lib/ipc/bindings';
import type { InboxState } from './inbox.svelte';
import { messages } from './messages';
import { inAWeek, untilCancelBy } from './snooze';
import { words as shared } from '../../lib/words';

const words = messages.answers;

/** Every answer to a deadline, as lines of its menu. */
export function answerItems(inbox: InboxState, entry: InboxEntry, onopen: () => void): MenuItem[] {
  const answered = entry.acknowledged || entry.snoozed_until !== null;
  const cancelBy = untilCancelBy([entry], inbox.today);
  return [
    {
      label: words.done,
      icon: Check,
      testid: 'answer-done',
      onselect: () => void inbox.answer([entry], 'done'),
    },
    ...(entry.acknowledged
      ? []
      : [
          {
            label: words.acknowledge,
            icon: Eye,
            testid: 'answer-acknowledge',
            onselect: () => void inbox.answer([entry], 'acknowledge'),
          },
        ]),
    {
      label: words.snoozeWeek,
      icon: Clock,
      testid: 'answer-snooze-week',
      onselect: () => void inbox.snooze([entry], inAWeek(inbox.today)),
    },
    ...(cancelBy === null
      ? []
      : [
          {
            label: words.snoozeCancelBy(formatDate(cancelBy)),
            icon: Clock,
            testid: 'answer-snooze-cancel-by',
            onselect: () => void inbox.snooze([entry], cancelBy),
          },
        ]),
    {
      label: words.snoozeUntil,
      icon: Clock,
      testid: 'answer-snooze',
      onselect: () => (inbox.snoozing = [entry]),
    },
    ...(answered
      ? [
          {
            label: words.reopen,
            icon: RotateCcw,
            testid: 'answer-reopen',
            onselect: () => void inbox.answer([entry], 'reopen'),
          },
        ]
      : []),
    {
      label: entry.muted ? words.unmute : words.mute,
      icon: entry.muted ? BellRing : BellOff,
      testid: 'answer-mute',
      onselect: () => void inbox.mute([entry], !entry.muted),
    },
    { label: shared.open, icon: SquareArrowOutUpRight, testid: 'answer-open', onselect: onopen },
  ];
}
