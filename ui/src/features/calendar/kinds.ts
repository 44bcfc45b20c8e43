import type { DeadlineKind } from '../../lib/ipc/bindings';

export type Shape = 'disc' | 'ring' | 'triangle' | 'diamond' | 'square' | 'frame' | 'cross';
export type Tone = 'license' | 'contract' | 'hardware' | 'credential';

/** How a kind is marked. The shape alone tells kinds of one colour apart, for eyes that see no colours. */
export const marks: Record<DeadlineKind, { shape: Shape; tone: Tone }> = {
  license_cancel_by: { shape: 'triangle', tone: 'license' },
  license_ends: { shape: 'disc', tone: 'license' },
  maintenance_ends: { shape: 'ring', tone: 'license' },
  contract_cancel_by: { shape: 'triangle', tone: 'contract' },
  contract_ends: { shape: 'disc', tone: 'contract' },
  renewal_confirm: { shape: 'diamond', tone: 'contract' },
  warranty_ends: { shape: 'square', tone: 'hardware' },
  device_replace: { shape: 'frame', tone: 'hardware' },
  loan_return: { shape: 'ring', tone: 'hardware' },
  credential_rotate: { shape: 'cross', tone: 'credential' },
  credential_expires: { shape: 'disc', tone: 'credential' },
};

/** In the order of the legend. */
export const kinds = Object.keys(marks) as DeadlineKind[];
