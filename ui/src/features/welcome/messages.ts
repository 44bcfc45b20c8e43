/** Words of the first start. */
export const messages = {
  title: 'Welcome to Holdfast',
  text: 'Everything your IT holds, and when it ends. It all stays on this computer.',
  choose: 'How would you like to start?',
  importTitle: 'Import a spreadsheet',
  importText: 'Licenses or hardware from CSV. You see every row before anything is written.',
  sampleTitle: 'Look around in sample data',
  sampleText: 'An invented company with licenses, hardware and deadlines. Gone again with one act.',
  sampleBusy: 'Adding the sample data',
  vendorTitle: 'Add the first vendor',
  vendorText: 'Start with whom you buy from, and add what hangs on it.',
  failed: (reason: string) => reason,
};
