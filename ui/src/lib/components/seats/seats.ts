import type { AssignmentInput } from '../../ipc/bindings';

export type SeatSide = 'person' | 'device' | 'license';

/** Somebody or something that is to have seats, or a license they are of. */
export interface Chosen {
  kind: SeatSide;
  id: string;
  name: string;
  detail: string;
}

/** The one thing that is given: the license whose seats are assigned, or the holder who gets them. */
export interface Fixed {
  kind: SeatSide;
  id: string;
}

/** What all of them get alike. */
export interface SeatTerms {
  quantity: number;
  from_on: string | null;
  until_on: string | null;
  key_id: string | null;
}

/** One assignment for each that was chosen, in their order. */
export function inputsOf(fixed: Fixed, chosen: Chosen[], terms: SeatTerms): AssignmentInput[] {
  return chosen.map((one) => {
    const [license, holder] = fixed.kind === 'license' ? [fixed, one] : [one, fixed];
    return {
      license_id: license.id,
      person_id: holder.kind === 'person' ? holder.id : null,
      device_id: holder.kind === 'device' ? holder.id : null,
      notes: null,
      ...terms,
    };
  });
}
