import { commands } from '../../../lib/ipc/bindings';
import { asked } from '../../../lib/ipc/ipc';

export const bulkAddDevices = asked(commands.bulkAddDevices);
export const checkBulkAdd = asked(commands.checkBulkAdd);
export const keepThisComputer = asked(commands.keepThisComputer);
export const readThisComputer = asked(commands.readThisComputer);
