import { beforeAll, describe, expect, it } from 'vitest';
import { setLocale } from '../../lib/format/locale';
import { twoReadings } from './numbers';

beforeAll(() => setLocale('en-GB'));

describe('a number that can be read in two ways', () => {
  it('is shown in both readings', () => {
    expect(twoReadings('1.250')).toEqual({ point: '1.25', comma: '1,250' });
    expect(twoReadings('€ 12,500')).toEqual({ point: '12,500', comma: '12.50' });
  });

  it('is none without a mark before three digits', () => {
    expect(twoReadings('1250')).toBeNull();
    expect(twoReadings('12,50')).toBeNull();
  });
});
