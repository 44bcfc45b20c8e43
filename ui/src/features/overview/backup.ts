import { daysUntil, toIso } from '../../lib/format/dates';
import { locale } from '../../lib/format/locale';
import type { Overview } from '../../lib/ipc/bindings';
import { messages } from './messages';

const freshDays = 7;
const staleDays = 30;

/** How old the last backup is, in words, and how much that matters. */
export function backupAge(
  lastBackupAt: string | null,
  today: string,
): { text: string; tone: 'fine' | 'soon' | 'overdue' } {
  const moment = lastBackupAt === null ? null : new Date(lastBackupAt);
  if (moment === null || Number.isNaN(moment.getTime())) {
    return { text: messages.safe.never, tone: 'overdue' };
  }
  const day = toIso(new Date(Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate())));
  const days = Math.max(0, -(daysUntil(day, today) ?? 0));
  if (days === 0) return { text: messages.safe.today(timeOf(moment)), tone: 'fine' };
  if (days === 1) return { text: messages.safe.yesterday(timeOf(moment)), tone: 'fine' };
  const tone = days <= freshDays ? 'fine' : days <= staleDays ? 'soon' : 'overdue';
  return { text: messages.safe.days(days), tone };
}

/** What else is to be said of backups beside the age of the last one; null when all is well. */
export function backupRemark(
  backups: Overview['backups'],
): { text: string; tone: 'quiet' | 'soon' | 'overdue' } | null {
  if (!backups.on) return { text: messages.safe.off, tone: 'quiet' };
  if (backups.trouble === null) return null;
  return { text: messages.safe.failed, tone: backups.overdue === null ? 'soon' : 'overdue' };
}

function timeOf(moment: Date): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(moment);
}
