import type { Found, Kind } from '../lib/ipc/bindings';
import type { ListName, PageName } from './router.svelte';
import { messages } from './messages';

/** A command of the palette. */
export interface PaletteCommand {
  id: string;
  label: string;
  act:
    | { kind: 'add'; page: ListName }
    | { kind: 'go'; page: PageName }
    | { kind: 'theme'; theme: 'light' | 'dark' | 'system' }
    | { kind: 'backup' }
    | { kind: 'keys' };
}

const pages: PageName[] = [
  'overview',
  'calendar',
  'licenses',
  'contracts',
  'hardware',
  'credentials',
  'vendors',
  'people',
  'transfer',
  'settings',
];
const lists: ListName[] = ['licenses', 'contracts', 'hardware', 'credentials', 'vendors', 'people'];

export const paletteCommands: PaletteCommand[] = [
  ...lists.map((page) => ({
    id: `add-${page}`,
    label: messages.addKind[page],
    act: { kind: 'add' as const, page },
  })),
  { id: 'import', label: messages.palette.import, act: { kind: 'go', page: 'transfer' } },
  ...pages.map((page) => ({
    id: `go-${page}`,
    label: messages.palette.goTo(messages.pages[page]),
    act: { kind: 'go' as const, page },
  })),
  ...(['light', 'dark', 'system'] as const).map((theme) => ({
    id: `theme-${theme}`,
    label: messages.palette.theme[theme],
    act: { kind: 'theme' as const, theme },
  })),
  { id: 'backup', label: messages.palette.backUp, act: { kind: 'backup' } },
  { id: 'keys', label: messages.palette.keys, act: { kind: 'keys' } },
];

/** Commands with every word of the text in their label. */
export function matchingCommands(text: string): PaletteCommand[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return paletteCommands.filter((command) =>
    words.every((word) => command.label.toLowerCase().includes(word)),
  );
}

/** Found things in groups of their kind, each group where its best match stands. */
export function grouped(found: Found[]): { kind: Kind; things: Found[] }[] {
  const groups: { kind: Kind; things: Found[] }[] = [];
  for (const thing of found) {
    const group = groups.find((one) => one.kind === thing.kind);
    if (group) group.things.push(thing);
    else groups.push({ kind: thing.kind, things: [thing] });
  }
  return groups;
}

/** A text cut where any word of the search matches, case and accents aside. */
export function marked(text: string, search: string): { text: string; hit: boolean }[] {
  const plain = (value: string) => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const letters = [...text];
  const folded = letters.map((letter) => plain(letter) || letter);
  const joined = folded.join('');
  const hits = new Set<number>();
  for (const word of search.split(/\s+/).map(plain).filter(Boolean)) {
    for (let at = joined.indexOf(word); at >= 0; at = joined.indexOf(word, at + 1)) {
      for (let offset = 0; offset < word.length; offset += 1) hits.add(at + offset);
    }
  }
  const parts: { text: string; hit: boolean }[] = [];
  let position = 0;
  letters.forEach((letter, index) => {
    const hit = hits.has(position);
    position += (folded[index] ?? letter).length;
    const last = parts.at(-1);
    if (last && last.hit === hit) last.text += letter;
    else parts.push({ text: letter, hit });
  });
  return parts;
}
