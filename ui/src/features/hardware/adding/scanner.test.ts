// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { newLineForTab, nextAtEnter, TypingPace } from './scanner';

function tab(target: HTMLElement, pace: TypingPace): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true });
  target.addEventListener('keydown', (heard) => newLineForTab(heard as KeyboardEvent, pace), { once: true });
  target.dispatchEvent(event);
  return event;
}

it('takes the Tab of a scanner for the end of a line, and that of a person for what it is', () => {
  const field = document.createElement('textarea');
  document.body.append(field);
  field.value = 'PF0001';
  field.selectionStart = field.selectionEnd = field.value.length;
  const pace = new TypingPace();
  expect(tab(field, pace).defaultPrevented).toBe(false);
  expect(field.value).toBe('PF0001');
  pace.typed(new Event('input').timeStamp);
  expect(tab(field, pace).defaultPrevented).toBe(true);
  expect(field.value).toBe('PF0001\n');
});

it('goes to the next field at Enter', () => {
  document.body.innerHTML = '<form><input id="serial" /><input id="maker" /></form>';
  const serial = document.getElementById('serial') as HTMLInputElement;
  serial.addEventListener('keydown', nextAtEnter);
  const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
  serial.dispatchEvent(enter);
  expect(enter.defaultPrevented).toBe(true);
  expect(document.activeElement?.id).toBe('maker');
});
