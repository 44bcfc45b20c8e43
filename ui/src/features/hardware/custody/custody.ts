import type { CustodyAct, CustodyInput, DeviceStatus } from '../../../lib/ipc/bindings';

/** The acts that a person chooses; `recorded` and `edited` come about by themselves. */
export type CustodyChoice = Exclude<CustodyAct, 'recorded' | 'edited'>;

/** What the acts of a device depend on. */
export interface Standing {
  status: DeviceStatus;
  held: boolean;
}

const gone: DeviceStatus[] = ['retired', 'disposed', 'lost'];

/** What can be done with a device as it stands, the likeliest first. The core has the last word. */
export function possibleActs({ status, held }: Standing): CustodyChoice[] {
  if (status === 'lost') return ['bring_back', 'retire', 'dispose'];
  if (status === 'retired') return ['bring_back', 'dispose'];
  if (status === 'disposed') return ['bring_back'];
  if (status === 'in_repair') {
    return held
      ? ['repair_in', 'take_back', 'move', 'lose']
      : ['repair_in', 'move', 'retire', 'dispose', 'lose'];
  }
  if (held) return ['take_back', 'repair_out', 'move', 'lose'];
  return ['hand_out', 'lend', 'move', 'repair_out', 'retire', 'dispose', 'lose'];
}

export function isGone(status: DeviceStatus): boolean {
  return gone.includes(status);
}

/** Which fields an act asks for, beside the day and a note. */
export const asks: Record<CustodyChoice, (keyof CustodyInput)[]> = {
  hand_out: ['person_id', 'location', 'condition', 'accessories'],
  lend: ['person_id', 'return_by', 'location', 'condition', 'accessories'],
  take_back: ['location', 'condition', 'accessories'],
  move: ['location'],
  repair_out: ['repaired_by', 'condition'],
  repair_in: ['repaired_by', 'location', 'condition'],
  retire: ['location'],
  dispose: ['proceeds', 'wipe_note'],
  lose: [],
  bring_back: ['location', 'condition'],
};

export function blankCustody(act: CustodyChoice, today: string): CustodyInput {
  return {
    act,
    on: today,
    person_id: null,
    location: null,
    return_by: null,
    repaired_by: null,
    accessories: null,
    condition: null,
    note: null,
    proceeds: null,
    wipe_note: null,
    release_seats: false,
  };
}
