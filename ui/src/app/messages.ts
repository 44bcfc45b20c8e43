import { formatNumber } from '../lib/format/money';
import type { Kind, SampleRemoval } from '../lib/ipc/bindings';

/** Words of the shell. */
export const messages = {
  product: 'Holdfast',
  pages: {
    overview: 'Overview',
    reminders: 'Reminders',
    calendar: 'Calendar',
    licenses: 'Licenses',
    contracts: 'Contracts',
    fields: 'Fields',
    hardware: 'Hardware',
    credentials: 'Credentials',
    vendors: 'Vendors',
    people: 'People',
    locations: 'Locations',
    stocktake: 'Stock-take',
    starting: 'Starting',
    leaving: 'Leaving',
    kits: 'Kits',
    reports: 'Reports',
    import: 'Import',
    settings: 'Settings',
  },
  navigation: 'Pages',
  waiting: ' to do',
  find: 'Find anything',
  findKeys: 'Ctrl K',
  addKind: {
    licenses: 'Add license',
    contracts: 'Add contract',
    hardware: 'Add device',
    credentials: 'Add credential',
    vendors: 'Add vendor',
    people: 'Add person',
    locations: 'Add location',
  },
  kinds: {
    vendor: 'Vendors',
    license: 'Licenses',
    contract: 'Contracts',
    device: 'Hardware',
    credential: 'Credentials',
    person: 'People',
    location: 'Locations',
  } satisfies Record<Kind, string>,
  keyring: {
    ready: 'Keyring ready',
    locked: 'Keyring locked',
    not_created: 'No keyring yet',
    no_provider: 'No keyring service',
    no_session: 'No keyring session',
    not_answering: 'Keyring silent',
  },
  unlock: 'Unlock',
  create: 'Create keyring',
  lock: {
    now: 'Lock now (Ctrl L)',
    hidden: 'Secrets hidden. Set a passphrase to lock Holdfast.',
    set: 'Set a passphrase',
  },
  home: {
    adopt: 'Take over secrets…',
    title: 'Take over the secrets?',
    text: (count: number, home: string | null) =>
      `Do this if you moved the folder or restored a backup. This database can then replace and delete ${count === 1 ? 'its secret' : `its ${formatNumber(count)} secrets`} in the keyring. ${home === null ? 'Every other copy' : home} can still use ${count === 1 ? 'it' : 'them'}, but no longer change ${count === 1 ? 'it' : 'them'}. If this is just a copy, leave it as it is.`,
    keep: 'Leave as it is',
    confirm: 'Take over',
    done: 'This database now owns its secrets.',
  },
  missing: (count: number) =>
    count === 1
      ? '1 secret is not on this computer.'
      : `${formatNumber(count)} secrets are not on this computer.`,
  showMissing: 'Show and restore',
  unlocking: 'Waiting for your system keyring',
  readOnly: (why: string, folder: string) =>
    `Read-only: ${why}. You can look at everything, but no change is saved to ${folder}.`,
  restoreBackup: 'Restore a backup…',
  repair: {
    act: 'Save what can be read',
    acting: 'Reading every page of the database. This can take some minutes.',
    about:
      'What can be read is saved into a new database, and you are told what is gone. The damaged file is kept, and nothing is deleted from the keyring.',
    newest: 'Restore the newest automatic backup…',
    complete: 'Everything was saved',
    saved: 'What can be read was saved',
    open: 'Open Holdfast',
  },
  sample: 'You are looking at sample data. None of it is real.',
  removeSample: 'Remove it',
  sampleRemoval: {
    title: 'Remove the sample data?',
    what: ({ things, changed, values }: SampleRemoval) => {
      const parts = [
        things === 1 ? '1 record' : `${formatNumber(things)} records`,
        ...(changed > 0
          ? [changed === 1 ? 'your changes to 1 of them' : `your changes to ${formatNumber(changed)} of them`]
          : []),
        ...(values > 0
          ? [values === 1 ? '1 secret in the keyring' : `${formatNumber(values)} secrets in the keyring`]
          : []),
      ];
      const last = parts.pop() ?? '';
      return `This removes the sample company: ${parts.length > 0 ? `${parts.join(', ')} and ${last}` : last}.`;
    },
    forGood: 'It does not go to Trash and cannot be undone. What you added yourself stays.',
    stockTakes: (count: number) =>
      count === 1
        ? 'A stock-take of one of its locations goes too.'
        : `${formatNumber(count)} stock-takes of its locations go too.`,
    unlinked: ({ unlinked, unlinked_names }: SampleRemoval) => {
      const more = unlinked - unlinked_names.length;
      const names = [...unlinked_names, ...(more > 0 ? [`${formatNumber(more)} more`] : [])].join(', ');
      return unlinked === 1
        ? `One record of yours stays but loses its links to the sample, such as a holder, vendor or seat: ${names}.`
        : `These records of yours stay but lose their links to the sample, such as a holder, vendor or seat: ${names}.`;
    },
    remove: 'Remove sample data',
    keep: 'Keep it',
    done: 'Sample data removed',
    keyringLater:
      'Sample data removed. Its secrets are deleted once the keyring is unlocked and Holdfast starts again.',
  },
  palette: {
    label: 'Find anything or run a command',
    placeholder: 'Name, tag, serial, or what to do',
    commands: 'Commands',
    nothing: (text: string) => `No results for “${text}”.`,
    start: 'Type part of a name, an asset tag or a serial number.',
    choose: 'choose',
    open: 'open',
    close: 'close',
    found: (count: number, seconds: string) => `${count} found in ${seconds} s`,
    report: (title: string) => `Report: ${title}`,
    goTo: (page: string) => `Go to ${page}`,
    import: 'Import a file',
    several: 'Add several devices',
    computer: 'Read this computer',
    theme: { light: 'Use the light theme', dark: 'Use the dark theme', system: 'Follow the system theme' },
    backUp: 'Back up to a file',
    keys: 'Keyboard shortcuts',
    copy: {
      value: (what: string, name: string) => `Copy ${what === 'Password' ? 'password' : what} of ${name}`,
      username: (name: string) => `Copy user name of ${name}`,
      code: (name: string) => `Copy code of ${name}`,
    },
    copyKeys: 'copy',
    lock: 'Lock now',
    exportVault: 'Export credentials to KDBX',
    checkKeyring: 'Check the keyring',
  },
  zoomed: (percent: number) => `${percent} %`,
  backedUp: (path: string) => `Backup written and checked: ${path}`,
  keys: {
    title: 'Keyboard shortcuts',
    list: [
      ['Ctrl K', 'Find anything, run any command'],
      ['Ctrl N', 'Add to this list'],
      ['Ctrl L', 'Lock Holdfast'],
      ['Ctrl C', 'Copy the password of a credential, unless text is selected'],
      ['Ctrl B', 'Copy the user name of a credential'],
      ['Ctrl T', 'Copy the one-time code of a credential'],
      ['/', 'Filter this list'],
      ['↑ ↓', 'Move through the list'],
      ['Enter', 'Open the row'],
      ['Space', 'Select the row'],
      ['Shift ↑ ↓', 'Select several rows'],
      ['Ctrl A', 'Select all rows'],
      ['Delete', 'Move the row or the selection to Trash'],
      ['Shift F10', 'Menu of the row'],
      ['Ctrl Enter', 'Save the form'],
      ['Alt ↓', 'Calendar of a date'],
      ['← → ↑ ↓', 'Move by days in the calendar; Page up and down by months, T to today'],
      ['1 2 3 4', 'Month, quarter, year and agenda of the calendar'],
      ['Ctrl + −', 'Zoom in, zoom out; Ctrl 0 resets the zoom'],
      ['Esc', 'Close what is open'],
      ['?', 'Show these shortcuts'],
      ['j k', 'Reminders: down, up'],
      ['e', 'Reminders: done'],
      ['a', 'Reminders: acknowledge'],
      ['s', 'Reminders: snooze'],
      ['m', 'Reminders: mute'],
      ['r', 'Reminders: start the next step, such as renewing'],
      ['x', 'Reminders: select'],
    ] as [string, string][],
  },
  clipboard: {
    copied: (seconds: number) => `Copied. Clears in ${seconds} s.`,
    clear: 'Clear now',
  },
};
