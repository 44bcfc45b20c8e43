/** Scanners type like a keyboard, only faster, and end a code with Enter or Tab. */

/** No person types two keys within so many milliseconds, again and again. */
const BY_MACHINE = 40;

/** Whether keys come from a scanner: the last one was typed only just before. */
export class TypingPace {
  #last = -Infinity;

  typed(at: number): void {
    this.#last = at;
  }

  fast(at: number): boolean {
    return at - this.#last < BY_MACHINE;
  }
}

/** Puts a line end in place of a Tab that a scanner sends after a code, so that the next code is on its own line. */
export function newLineForTab(event: KeyboardEvent, pace: TypingPace): void {
  const field = event.target;
  if (event.key !== 'Tab' || event.shiftKey || !(field instanceof HTMLTextAreaElement)) return;
  if (!pace.fast(event.timeStamp)) return;
  event.preventDefault();
  field.setRangeText('\n', field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Goes to the next field at Enter, which a scanner sends after a code, where Enter would save the form. */
export function nextAtEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.form === null) return;
  event.preventDefault();
  const fields = [...field.form.querySelectorAll<HTMLElement>('input, select, textarea')];
  fields[fields.indexOf(field) + 1]?.focus();
}
