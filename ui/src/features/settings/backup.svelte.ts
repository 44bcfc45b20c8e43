import { commands, type BackupAnswer } from '../../lib/ipc/bindings';
import { asked } from '../../lib/ipc/ipc';

export const checkBackup = asked(commands.checkBackup);
export const fullBackup = asked(commands.fullBackup);
export const restoreBackup = asked(commands.restoreBackup);
export { onImportProgress } from '../../lib/ipc/ipc';

/** What is done with a chosen backup; with a passphrase, the same one goes on. */
export type WithBackup = (passphrase: string | null) => Promise<BackupAnswer>;
