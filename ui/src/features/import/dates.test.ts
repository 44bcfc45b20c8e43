import { describe, expect, it } from 'vitest';
import { doubtfulDate } from './dates';

describe('a date that can be read in two ways', () => {
  it('is shown in both readings', () => {
    expect(doubtfulDate(['2025-01-02', '31/01/2025', '03/04/2025'])).toEqual({
      text: '03/04/2025',
      dayFirst: '2025-04-03',
      monthFirst: '2025-03-04',
    });
    expect(doubtfulDate(['3.4.25'])?.dayFirst).toBe('2025-04-03');
  });

  it('is none where a part is no month, both parts are the same, or it is no date', () => {
    expect(doubtfulDate(['13/04/2025', '04/13/2025', '05/05/2025', '$12.58', '10.0.4.17', ''])).toBeNull();
  });
});
