import { commands } from '../../../lib/ipc/bindings';
import { asked } from '../../../lib/ipc/ipc';

export const calendarFile = asked(commands.calendarFile);
export const chooseCalendarFile = asked(commands.chooseCalendarFile);
export const deliverReminders = asked(commands.deliverReminders);
export const readBackground = asked(commands.background);
export const setBackground = asked(commands.setBackground);
export const setCalendarFile = asked(commands.setCalendarFile);
export const setReminderRule = asked(commands.setReminderRule);
export const testNotification = asked(commands.testNotification);
