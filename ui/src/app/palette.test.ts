import { describe, expect, it } from 'vitest';
import { askedToCopy, grouped, marked, matchingCommands } from './palette';

describe('the palette', () => {
  it('marks what matched, accents aside', () => {
    expect(marked('PF4GX7K2', '4gx7')).toEqual([
      { text: 'PF', hit: false },
      { text: '4GX7', hit: true },
      { text: 'K2', hit: false },
    ]);
    expect(marked('Anna Krüger', 'kruger').at(-1)).toEqual({ text: 'Krüger', hit: true });
  });

  it('finds commands by any words of theirs', () => {
    expect(matchingCommands('dev add').map((command) => command.id)).toContain('add-hardware');
    expect(matchingCommands('zzz')).toEqual([]);
  });

  it('hears what is to be copied', () => {
    expect(askedToCopy('copy mail')).toBe('mail');
    expect(askedToCopy('Copy password of mail gateway')).toBe('mail gateway');
    expect(askedToCopy('copy user name of mail')).toBe('mail');
    expect(askedToCopy('copy keyboard')).toBe('keyboard');
    expect(askedToCopy('copier lease')).toBeNull();
  });

  it('keeps the best group first', () => {
    const thing = (kind: 'device' | 'license', id: string) => ({
      kind,
      id,
      title: id,
      codes: '',
      detail: '',
      matched: { field: '', label: '', text: '' },
    });
    const groups = grouped([thing('device', 'a'), thing('license', 'b'), thing('device', 'c')]);
    expect(groups.map((group) => [group.kind, group.things.length])).toEqual([
      ['device', 2],
      ['license', 1],
    ]);
  });
});
