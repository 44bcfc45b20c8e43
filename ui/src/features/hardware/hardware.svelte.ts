import {
  commands,
  type BulkWarranty,
  type Device,
  type DeviceInput,
  type DeviceRow,
  type LeftOut,
} from '../../lib/ipc/bindings';
import { asked, unwrap } from '../../lib/ipc/ipc';
import { attempt } from '../../lib/state/acts.svelte';
import { Things } from '../../lib/state/things.svelte';
import { toasts } from '../../lib/state/toasts.svelte';
import type { CustodyChoice } from './custody/custody';
import { CustodyActs } from './custody/custody.svelte';
import { bulkWords, custodyWords, warrantyWords } from './words';

export const checkDevice = asked(commands.checkDevice);

/** A new device that begins as something: a copy, or a part of another. */
export interface Seed {
  /** Tells its draft from that of a blank form. */
  key: string;
  input: DeviceInput;
  /** The name of the device it belongs to. */
  parent: string | null;
}

/** The Hardware screen: its list, the device beside it, and what is done to it. */
export class Hardware extends Things<DeviceRow, Device, DeviceInput> {
  /** What the form of a new device begins with; null for a blank one. */
  seed = $state.raw<Seed | null>(null);
  /** Devices being added by the dozen; like this one, or blank. */
  adding = $state.raw<{ input: DeviceInput | null } | null>(null);
  /** Ids of the devices whose labels are asked for. */
  labels = $state.raw<string[] | null>(null);
  /** Ids of the devices that are to get a warranty. */
  covering = $state.raw<string[] | null>(null);
  /** What a warranty for many left out. */
  leftOut = $state.raw<LeftOut[]>([]);
  readingComputer = $state(false);
  readonly custody = new CustodyActs(() => {
    this.chosen = new Set();
    this.afterChange();
  });

  constructor() {
    super('device', {
      list: commands.listDevices,
      get: commands.getDevice,
      create: commands.createDevice,
      update: commands.updateDevice,
    });
  }

  override add(): void {
    this.seed = null;
    super.add();
  }

  override leaveForm(): void {
    this.seed = null;
    super.leaveForm();
  }

  /** The list and the device beside it are read again. */
  afterChange(): void {
    this.refresh();
    void this.reread();
  }

  /** Opens the form of another device like this one. */
  async addCopy(device: Device): Promise<void> {
    await attempt(async () => {
      const input = await unwrap(commands.copyDevice(device.id));
      this.#addFrom({ key: `copy-${device.id}`, input, parent: device.parent?.name ?? null });
    });
  }

  /** Opens the form of a new device that belongs to this one. */
  addPart(device: Device, blank: DeviceInput): void {
    const input = { ...blank, parent_id: device.id, location: device.fields.location };
    this.#addFrom({ key: `part-${device.id}`, input, parent: device.fields.name });
  }

  #addFrom(seed: Seed): void {
    this.seed = seed;
    super.add();
  }

  async addMoreLike(device: Device): Promise<void> {
    await attempt(async () => {
      this.adding = { input: await unwrap(commands.copyDevice(device.id)) };
    });
  }

  /** Asks for an act on one device. */
  start(act: CustodyChoice, device: Device): void {
    const { name, asset_tag: tag, holder_id: holderId, location } = device.fields;
    this.custody.open = {
      act,
      ids: [device.id],
      title: tag === null ? name : `${name} (${tag})`,
      location,
      seats: device.seats.length,
      holderId,
    };
  }

  /** Asks for an act on all that are ticked. */
  async startMany(act: CustodyChoice, ids: string[]): Promise<void> {
    const [only] = ids;
    if (only !== undefined && ids.length === 1) {
      await attempt(async () => {
        this.start(act, await unwrap(commands.getDevice(only)));
      });
      return;
    }
    this.custody.open = {
      act,
      ids,
      title: custodyWords.devices(ids.length),
      location: null,
      seats: 0,
      holderId: null,
    };
  }

  /** Gives devices a warranty in one act; throws what the core refused. */
  async cover(ids: string[], input: BulkWarranty): Promise<void> {
    const result = await unwrap(commands.setWarranties(ids, input));
    this.covering = null;
    this.leftOut = result.left_out;
    this.chosen = new Set();
    this.afterChange();
    const { batch } = result;
    const text = result.changed === 0 ? warrantyWords.none : warrantyWords.done(result.changed);
    toasts.show({
      text,
      undo: batch === null ? undefined : () => void this.#undo(batch, warrantyWords.undone),
    });
  }

  /** Says that many were added, and offers to take them back. */
  addedMany(count: number, batch: string): void {
    this.adding = null;
    this.afterChange();
    toasts.show({
      text: bulkWords.done(count),
      undo: () => void this.#undo(batch, bulkWords.undone),
    });
  }

  async #undo(batch: string, undone: string): Promise<void> {
    await attempt(async () => {
      await unwrap(commands.undoBatch(batch));
      this.afterChange();
      toasts.show({ text: undone });
    });
  }

  async openWarrantyPage(id: string): Promise<void> {
    await attempt(() => unwrap(commands.openUrl('device', id)));
  }
}
