/** Leads a browser to a provider: by a page of our own, since a form may lead nowhere but here (CSP `form-action`). ASVS 3.7.3 */
import type { ProviderJourney } from '@gemel/accounts';
import type { Texts } from '../../texts/texts.ts';
import { DoorPage } from '../door/door-page.tsx';
import { frameFor, type PageContext, type PageServices } from '../page-context.ts';
import { LinkButton } from '../parts/button.tsx';
import { journeyCookie } from './journey-cookie.ts';

export interface SetOut {
  readonly context: PageContext;
  readonly services: PageServices;
  readonly texts: Texts;
}

/** Binds the journey to this browser, says where it leads, and goes there at once. */
export function setOut({ context, services, texts }: SetOut, journey: ProviderJourney): Response | Promise<Response> {
  const { url, label, secret, expiresIn } = journey;
  const { providers } = texts;
  journeyCookie.give(context, services, secret, expiresIn);
  context.header('refresh', `0; url=${url}`);
  return context.html(
    <DoorPage
      frame={frameFor(context, services)}
      path="/sign-in"
      title={providers.leaving(label)}
      lead={providers.leavingLead(new URL(url).host)}
    >
      <LinkButton href={url} size="full">
        {providers.goOn}
      </LinkButton>
    </DoorPage>,
  );
}
