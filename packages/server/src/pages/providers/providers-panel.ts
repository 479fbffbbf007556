/** Accounts elsewhere, as a panel of the account. Not there where no provider is configured. */
import type { AccountPanel } from '../account/account-panel.ts';
import { addProviderRoutes } from './add-provider-routes.ts';
import { drawProviders } from './draw-providers.tsx';

export const providersPanel: AccountPanel = { id: 'providers', draw: (call) => drawProviders(call), addRoutes: addProviderRoutes };
