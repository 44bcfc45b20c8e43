import { messages } from './messages';

/** The tab of credentials in the details of other things. */
export const credentialsTab = { id: 'credentials', label: messages.panel.tab };
