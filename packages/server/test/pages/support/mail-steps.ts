/** Steps of a walk to the pages to which mail leads. */
import { linkIn } from '../../support/link-in.ts';
import type { PageWalk } from './page-walk.ts';

interface OutboxMail {
  readonly kind: string;
  readonly to: string;
  readonly text: string;
}

/** Opens the link of the newest message of that kind, as soon as it is in the outbox. */
export async function openMailed({ page, server, email }: PageWalk, kind: string): Promise<void> {
  for (;;) {
    const mails = (await (await fetch(`${server.adminUrl}/outbox`)).json()) as readonly OutboxMail[];
    const found = mails.find((one) => one.kind === kind && one.to === email);
    // Of the public listener, wherever the walk is.
    if (found !== undefined) return void (await page.goto(new URL(linkIn(found), server.url).href));
  }
}

/** Asks for a link, on a page that asks for nothing but the address. */
export async function askByMail({ page, email }: PageWalk): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('status').waitFor();
}

/** Asks for a link that signs in, by the page, and opens it. */
export async function openSignInLink(walk: PageWalk): Promise<void> {
  await askByMail(walk);
  await openMailed(walk, 'sign-in-link');
}
