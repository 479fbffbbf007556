/** The e-mail address, as a panel of the account. */
import type { AccountPanel } from '../account/account-panel.ts';
import { addEmailRoutes } from './add-email-routes.ts';
import { drawEmail } from './draw-email.tsx';

export const emailPanel: AccountPanel = { id: 'email', draw: (call) => drawEmail(call), addRoutes: addEmailRoutes };
