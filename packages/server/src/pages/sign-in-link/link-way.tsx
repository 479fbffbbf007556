/** Signing in by a mailed link, where that is switched on. */
import { LinkButton } from '../parts/button.tsx';
import { type WayIn, withNext } from '../door/way-in.ts';
import { addSignInLinkRoutes, askPath } from './add-sign-in-link-routes.tsx';

export const linkWay: WayIn = {
  id: 'link',
  draw: ({ services, texts, next }) =>
    services.accounts.signInLink === undefined ? undefined : (
      <LinkButton href={withNext(askPath, next)} kind="quiet" size="full">
        {texts.mailed.toSignInLink}
      </LinkButton>
    ),
  addRoutes: addSignInLinkRoutes,
};
