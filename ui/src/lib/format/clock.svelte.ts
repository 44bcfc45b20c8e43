/**
 * The one clock of the page, told by Rust: a page never asks its own, which may stand in another time zone, and which no
 * test can set. A lint keeps `new Date()` and `Date.now()` out of every other file.
 */
class Clock {
  /** The user's local date; empty until Rust has said it, before any page is shown. */
  today = $state('');
}

const clock = new Clock();

/** The user's local date. What is derived from it follows when the day changes. */
export function todayIso(): string {
  return clock.today;
}

/** Takes the date that Rust says. */
export function setToday(date: string): void {
  clock.today = date;
}

/** Milliseconds that only ever tell how long ago something was; never a date. Sleep of the computer counts. */
export function ticks(): number {
  return Date.now();
}
