/** Words of the first start. */
export const messages = {
  title: 'Welcome to Holdfast',
  text: 'Everything your IT holds, and when it ends. All of it stays on this computer.',
  choose: 'How would you like to start?',
  importTitle: 'Import a spreadsheet',
  importText: 'Licenses or hardware from CSV. You see every row before anything is written.',
  sampleTitle: 'Explore sample data',
  sampleText: 'A fictional company with licenses, hardware and deadlines. Remove it with one click.',
  sampleBusy: 'Adding the sample data',
  vendorTitle: 'Add the first vendor',
  vendorText: 'Start with a company you buy from, then add what you bought.',
  failed: (reason: string) => reason,
};
