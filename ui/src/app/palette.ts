import type { Copyable } from '../features/credentials/copying.svelte';
import { shapes } from '../features/credentials/kinds';
import type { Credential, Found, Kind } from '../lib/ipc/bindings';
import type { ListName, PageName } from './router.svelte';
import { reports } from './reports';
import { messages } from './messages';

/** A command of the palette. */
export interface PaletteCommand {
  id: string;
  label: string;
  act:
    | { kind: 'add'; page: ListName }
    | { kind: 'go'; page: PageName }
    | { kind: 'ask'; what: 'several' | 'computer' }
    | { kind: 'theme'; theme: 'light' | 'dark' | 'system' }
    | { kind: 'report'; report: string }
    | { kind: 'backup' }
    | { kind: 'keys' }
    | { kind: 'copy'; what: Copyable; id: string }
    | { kind: 'vault'; what: 'lock' | 'export' | 'keyring' };
}

const pages: PageName[] = [
  'overview',
  'reminders',
  'calendar',
  'licenses',
  'contracts',
  'hardware',
  'credentials',
  'vendors',
  'people',
  'locations',
  'stocktake',
  'kits',
  'reports',
  'import',
  'settings',
];
const lists: ListName[] = [
  'licenses',
  'contracts',
  'hardware',
  'credentials',
  'vendors',
  'people',
  'locations',
];

export const paletteCommands: PaletteCommand[] = [
  ...lists.map((page) => ({
    id: `add-${page}`,
    label: messages.addKind[page],
    act: { kind: 'add' as const, page },
  })),
  { id: 'devices-several', label: messages.palette.several, act: { kind: 'ask', what: 'several' } },
  { id: 'this-computer', label: messages.palette.computer, act: { kind: 'ask', what: 'computer' } },
  { id: 'import', label: messages.palette.import, act: { kind: 'go', page: 'import' } },
  ...pages.map((page) => ({
    id: `go-${page}`,
    label: messages.palette.goTo(messages.pages[page]),
    act: { kind: 'go' as const, page },
  })),
  ...reports.map((report) => ({
    id: `report-${report.id}`,
    label: messages.palette.report(report.title),
    act: { kind: 'report' as const, report: report.id },
  })),
  ...(['light', 'dark', 'system'] as const).map((theme) => ({
    id: `theme-${theme}`,
    label: messages.palette.theme[theme],
    act: { kind: 'theme' as const, theme },
  })),
  { id: 'lock', label: messages.palette.lock, act: { kind: 'vault', what: 'lock' } },
  { id: 'export-vault', label: messages.palette.exportVault, act: { kind: 'vault', what: 'export' } },
  { id: 'check-keyring', label: messages.palette.checkKeyring, act: { kind: 'vault', what: 'keyring' } },
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

/** What is looked for when the text asks to copy something: "copy password of mail" looks for "mail". */
export function askedToCopy(text: string): string | null {
  const asked = /^copy\s+(.*)$/i.exec(text.trimStart());
  if (!asked) return null;
  return (asked[1] ?? '').replace(
    /^(the\s+)?(password|value|secret|key|code|user\s*name)(\s+of)?(\s+|$)/i,
    '',
  );
}

/** What can be copied of a credential. */
export function copyCommands(credential: Credential): PaletteCommand[] {
  const { id, fields, secrets } = credential;
  const has = (field: string) =>
    secrets.some((value) => value.field === field && value.id !== '' && value.state !== 'missing');
  const say = messages.palette.copy;
  const all: [Copyable, boolean, string][] = [
    ['value', has('password'), say.value(shapes[fields.kind].value, fields.name)],
    ['username', fields.username !== null, say.username(fields.name)],
    ['code', has('totp'), say.code(fields.name)],
  ];
  return all
    .filter(([, there]) => there)
    .map(([what, , label]) => ({ id: `copy-${what}-${id}`, label, act: { kind: 'copy', what, id } }));
}
