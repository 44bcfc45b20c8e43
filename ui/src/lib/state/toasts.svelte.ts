/** What a toast says and offers. */
export interface ToastInput {
  text: string;
  tone?: 'plain' | 'problem';
  /** How long it stays; a problem stays until closed. */
  seconds?: number;
  undo?: () => void;
  acts?: { label: string; run: () => void }[];
}

export interface Toast extends ToastInput {
  id: number;
}

/** The short messages at the foot of the window. */
class Toasts {
  #list = $state<Toast[]>([]);
  #next = 1;

  get list(): Toast[] {
    return this.#list;
  }

  show(input: ToastInput): number {
    const id = this.#next++;
    this.#list = [...this.#list.slice(-2), { ...input, id }];
    const seconds = input.seconds ?? (input.tone === 'problem' ? null : input.undo ? 8 : 4);
    if (seconds !== null) setTimeout(() => this.close(id), seconds * 1000);
    return id;
  }

  problem(text: string): number {
    return this.show({ text, tone: 'problem' });
  }

  /** Says something else in a toast that stands. */
  reword(id: number, text: string): void {
    this.#list = this.#list.map((toast) => (toast.id === id ? { ...toast, text } : toast));
  }

  close(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
