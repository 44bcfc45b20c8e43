import {
  commands,
  type CertifiedContract,
  type Contract,
  type ContractInput,
  type ContractRow,
  type PickedCertificate,
  type ReadCertificate,
} from '../../lib/ipc/bindings';
import { unwrap } from '../../lib/ipc/ipc';
import { blankTermed } from '../../lib/components/terms/terms';
import { Termed } from '../../lib/state/terms.svelte';

/** The Contracts screen: its list, and the contract beside it. */
export class Contracts extends Termed<ContractRow, Contract, ContractInput> {
  constructor() {
    super('contract', {
      list: commands.listContracts,
      get: commands.getContract,
      create: commands.createContract,
      update: commands.updateContract,
      sums: commands.contractSums,
    });
  }
}

/** A certificate file on its way into a contract: chosen, unlocked, looked through, kept. */
export class CertificateFile {
  picked = $state.raw<PickedCertificate | null>(null);
  read = $state.raw<ReadCertificate | null>(null);
  passphrase = $state('');

  /** Lets the person choose a file; whether one was chosen. */
  async pick(): Promise<boolean> {
    const picked = await unwrap(commands.pickCertificate());
    if (picked === null) return false;
    this.picked = picked;
    this.read = null;
    this.passphrase = '';
    return true;
  }

  async open(): Promise<void> {
    if (this.picked === null) return;
    this.read = await unwrap(commands.readCertificate(this.picked.token, this.#secret()));
  }

  leave(): void {
    this.picked = null;
    this.read = null;
    this.passphrase = '';
  }

  /** Keeps it with a contract: the first one fills its term, a later one renews it. */
  async keep(contractId: string): Promise<CertifiedContract | null> {
    if (this.picked === null) return null;
    const kept = await unwrap(commands.keepCertificate(contractId, this.picked.token, this.#secret()));
    this.leave();
    return kept;
  }

  /** Makes a contract of it. */
  async add(): Promise<Contract | null> {
    if (this.picked === null) return null;
    const input: ContractInput = {
      ...blankTermed<ContractInput>('contract'),
      kind: 'certificate',
      terms: [],
    };
    const made = await unwrap(commands.createCertificateContract(this.picked.token, this.#secret(), input));
    this.leave();
    return made;
  }

  #secret(): string | null {
    return this.passphrase === '' ? null : this.passphrase;
  }
}
