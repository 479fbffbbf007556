/** The password, as a panel of the account. */
import type { AccountPanel } from '../account/account-panel.ts';
import { addPasswordRoutes } from './add-password-routes.ts';
import { drawPassword } from './draw-password.tsx';

export const passwordPanel: AccountPanel = { id: 'password', draw: (call) => drawPassword(call), addRoutes: addPasswordRoutes };
