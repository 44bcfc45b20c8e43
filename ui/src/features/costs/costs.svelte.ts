import { commands } from '../../lib/ipc/bindings';
import { asked } from '../../lib/ipc/ipc';

export const budgetYear = asked(commands.budgetYear);
export const costForecast = asked(commands.costForecast);
export const getSettings = asked(commands.getSettings);
export const readSpend = asked(commands.spend);
export const removeBudget = asked(commands.removeBudget);
export const setBudget = asked(commands.setBudget);
