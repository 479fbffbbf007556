/** The access token, as a panel of the account. */
import type { AccountPanel } from '../account/account-panel.ts';
import { AccessToken } from './access-token.tsx';
import { addAccessTokenRoutes } from './add-access-token-routes.tsx';

export const accessTokenPanel: AccountPanel = {
  id: 'access-token',
  draw: ({ texts }) => <AccessToken texts={texts} />,
  addRoutes: addAccessTokenRoutes,
  scripts: ['copy'],
};
