import { commands } from '../../lib/ipc/bindings';
import { asked } from '../../lib/ipc/ipc';

export const exportVault = asked(commands.exportVault);
export { onImportProgress } from '../../lib/ipc/ipc';
export const secretStrength = asked(commands.secretStrength);
