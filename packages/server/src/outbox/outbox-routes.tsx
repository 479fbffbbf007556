/** The outbox page of development: what would have been sent, to be read and clicked. */
import { GemelError } from '@gemel/protocol';
import type { Context, Hono } from 'hono';
import type { HttpEnvironment } from '../http/services.ts';
import { checkOwnHost } from '../http/check-own-host.ts';
import { createPageRoutes } from '../http/page-routes.ts';
import { outboxPages } from '../openapi/pages/fixed-pages.ts';
import type { Assets } from '../pages/asset-routes.ts';
import { chooseTexts } from '../texts/choose-texts.ts';
import type { KeptMail, Outbox } from './create-outbox.ts';
import { MailPage, type OutboxFrame, OutboxPage } from './outbox-pages.tsx';

/** A message brings its own style and nothing else; links open, scripts and forms do not. */
const messagePolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** Adds `/outbox` (as JSON where that is asked for), `/outbox/{id}` and `/outbox/{id}/html`. */
export function addOutboxRoutes(app: Hono<HttpEnvironment>, outbox: Outbox, assets: Assets): void {
  const frameOf = (context: Context): OutboxFrame => ({ assets, texts: chooseTexts(context.req.header('accept-language')) });

  app.use('/outbox/*', async (context, next) => {
    checkOwnHost(context.req.url);
    await next();
  });
  const pages = createPageRoutes(app, outboxPages);
  pages.get('/outbox', (context) => {
    if (context.req.header('accept')?.includes('text/html') === true)
      return context.html(<OutboxPage frame={frameOf(context)} mails={outbox.list()} />);
    return context.json(outbox.list().map(({ message, sentAt }) => ({ ...message, sentAt })));
  });
  pages.get('/outbox/:id', (context) => context.html(<MailPage frame={frameOf(context)} mail={found(context)} />));
  pages.get('/outbox/:id/html', (context) =>
    context.html(found(context).message.html ?? '', 200, { 'content-security-policy': messagePolicy }),
  );

  function found(context: Context): KeptMail {
    const mail = outbox.find(context.req.param('id') ?? '');
    if (mail === undefined) throw new GemelError('not_found');
    return mail;
  }
}
