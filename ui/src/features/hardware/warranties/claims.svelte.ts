import { commands } from '../../../lib/ipc/bindings';
import { asked } from '../../../lib/ipc/ipc';

export const addClaim = asked(commands.addClaim);
export const changeClaim = asked(commands.changeClaim);
export const removeClaim = asked(commands.removeClaim);
