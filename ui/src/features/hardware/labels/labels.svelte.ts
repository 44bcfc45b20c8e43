import { commands } from '../../../lib/ipc/bindings';
import { asked } from '../../../lib/ipc/ipc';

export const labelLayouts = asked(commands.labelLayouts);
export const labelSettings = asked(commands.labelSettings);
export const printLabels = asked(commands.printLabels);
export const showLabel = asked(commands.showLabel);
