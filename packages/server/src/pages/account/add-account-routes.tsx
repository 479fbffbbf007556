/** The account's pages and the routes of their panels, for whoever is signed in. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { PageRoutes } from '../../http/page-routes.ts';
import { noticeText } from '../../texts/notice-texts.ts';
import { frameFor, type PageContext, type PageServices, readVisitor, textsFor } from '../page-context.ts';
import { AccountPage } from './account-page.tsx';
import type { AccountCall, AccountPanel, PanelRoutes } from './account-panel.ts';
import { type AccountSection, accountSections } from './account-sections.ts';

/** A panel in place of what it would draw by itself. */
interface Replacement {
  readonly panel: AccountPanel;
  readonly drawn: JSX.Element;
}

export function addAccountRoutes(app: PageRoutes, services: PageServices): void {
  for (const section of accountSections) {
    app.get(
      section.path,
      signedIn(async (call) => call.context.html(await drawPage(call, section))),
    );
    for (const panel of section.panels) panel.addRoutes?.(routesOf(section, panel));
  }

  function routesOf(section: AccountSection, panel: AccountPanel): PanelRoutes {
    const { path } = section;
    return {
      app,
      services,
      path,
      signedIn,
      show: async (call, drawn, status = 200) => call.context.html(await drawPage(call, section, { panel, drawn }), status),
      done: ({ context }, notice) => context.redirect(`${path}?notice=${notice}`, 303),
    };
  }

  function signedIn(act: Parameters<PanelRoutes['signedIn']>[0]): (context: PageContext) => Promise<Response> {
    return async (context) => {
      const visitor = await readVisitor(context, services);
      if (visitor === undefined) return context.redirect(doorFor(context), 303);
      return act({ context, services, visitor, texts: textsFor(context), now: services.gemel.engineTime() });
    };
  }
}

/** The way back is kept for a page, not for a form: nobody's click is repeated unasked. */
function doorFor(context: PageContext): string {
  const { method, path } = context.req;
  const isPage = method === 'GET' && path !== '/account';
  const query = [...(context.get('isRefused') === true ? ['notice=ended'] : []), ...(isPage ? [`next=${encodeURIComponent(path)}`] : [])];
  return query.length === 0 ? '/sign-in' : `/sign-in?${query.join('&')}`;
}

async function drawPage(call: AccountCall, section: AccountSection, replacement?: Replacement): Promise<JSX.Element> {
  const { context, services, visitor, texts } = call;
  const panels = await Promise.all(
    section.panels.map(async (panel) => (panel === replacement?.panel ? replacement.drawn : panel.draw(call))),
  );
  const scripts = ['session' as const, ...section.panels.flatMap((panel) => panel.scripts ?? [])];
  const frame = frameFor(context, services, { visitor, scripts });
  const notice = replacement === undefined ? noticeText(texts.notices, context.req.query('notice')) : undefined;
  return <AccountPage frame={frame} section={section} notice={notice} panels={panels} />;
}
