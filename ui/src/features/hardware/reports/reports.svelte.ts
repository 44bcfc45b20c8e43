import { commands } from '../../../lib/ipc/bindings';
import { asked } from '../../../lib/ipc/ipc';

export const custodyReport = asked(commands.custodyReport);
export const listCategories = asked(commands.listCategories);
export const moveReplacement = asked(commands.moveReplacement);
export const refreshPlan = asked(commands.refreshPlan);
export const warrantyReport = asked(commands.warrantyReport);
