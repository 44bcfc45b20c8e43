import { commands, type Device, type DeviceInput, type DeviceRow } from '../../lib/ipc/bindings';
import { Things } from '../../lib/state/things.svelte';

/** The Hardware screen: its list, the device beside it, and what is done to it. */
export class Hardware extends Things<DeviceRow, Device, DeviceInput> {
  constructor() {
    super('device', {
      list: commands.listDevices,
      get: commands.getDevice,
      create: commands.createDevice,
      update: commands.updateDevice,
    });
  }
}
