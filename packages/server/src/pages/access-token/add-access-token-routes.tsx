/** The form that mints an access token to look at. */
import type { PanelRoutes } from '../account/account-panel.ts';
import { AccessToken } from './access-token.tsx';

export function addAccessTokenRoutes({ app, services, path, signedIn, show }: PanelRoutes): void {
  const { gemel, url } = services;
  // The token is in this one answer, which nothing stores, and never in a URL; hence no redirect.
  app.post(
    '/account/access-token',
    signedIn(async (call) => {
      const tokens = await gemel.issueAccessToken(call.visitor.principal);
      return show(call, <AccessToken texts={call.texts} issued={{ tokens, url }} />);
    }),
  );
  app.get('/account/access-token', (context) => context.redirect(path, 303));
}
