/** What every page asks first: who is there, in which language, and what the frame around it needs. */
import { GemelError } from '@gemel/protocol';
import type { Context } from 'hono';
import { formatClearedCookie, formatSessionCookie, type SessionPrincipal, type StartedSession } from 'gemel';
import { isForm, readParameters } from 'gemel/endpoints';
import type { NodeHttpAuth } from 'gemel/adapters/node-http';
import type { HttpEnvironment, Services } from '../http/services.ts';
import { chooseTexts, languages } from '../texts/choose-texts.ts';
import type { Texts } from '../texts/texts.ts';
import type { Assets, ScriptName } from './asset-routes.ts';
import type { Frame } from './layout.tsx';

export type PageContext = Context<HttpEnvironment>;

export interface PageServices extends Services {
  readonly auth: NodeHttpAuth;
  readonly assets: Assets;
}

export interface Visitor {
  readonly principal: SessionPrincipal;
  /** The e-mail address; the subject's id for a session whose account is not ours. */
  readonly name: string;
  /** The address of the administrator who acts as the visitor; undefined where nobody does. */
  readonly actor: string | undefined;
}

/** Returns the signed-in visitor, or undefined; clears a cookie only where the engine says so. Faults are thrown. */
export async function readVisitor(context: PageContext, services: PageServices): Promise<Visitor | undefined> {
  const result = await services.auth.authenticate(context.env.incoming);
  if (result.status === 'refused') {
    if (result.error.code === 'cross_site_refused') throw result.error;
    if (result.clearCookie) context.header('set-cookie', formatClearedCookie(services.gemel.options.cookie));
    context.set('isRefused', true);
  }
  if (result.status !== 'authenticated' || result.credential !== 'cookie') return undefined;
  const { principal } = result;
  context.set('sid', principal.sid);
  const account = await services.accounts.findBySubject(principal.subject);
  const { act } = principal;
  const actor = act && ((await services.accounts.findBySubject(act.sub))?.email ?? act.sub);
  return { principal, name: account?.email ?? principal.subject, actor };
}

/** Returns the page's texts in the visitor's language. */
export function textsFor(context: PageContext): Texts {
  if (languages.length > 1) context.header('vary', 'accept-language', { append: true });
  return chooseTexts(context.req.header('accept-language'));
}

/** What the frame of a page needs. A page that names scripts, and only that one, is allowed to run them, and to call this origin. */
export function frameFor(
  context: PageContext,
  services: PageServices,
  { visitor, scripts = [] }: { readonly visitor?: Visitor | undefined; readonly scripts?: readonly ScriptName[] } = {},
): Frame {
  if (scripts.length > 0) context.set('hasScript', true);
  const { stylesheet, icon, scripts: paths } = services.assets;
  return {
    stylesheet,
    icon,
    scripts: [...new Set(scripts)].map((name) => paths[name]),
    visitor: visitor?.name,
    actor: visitor?.actor,
    texts: textsFor(context),
  };
}

/** Sets the session cookie of a session that was just started or stepped up. */
export function giveCookie(context: PageContext, services: PageServices, started: StartedSession): void {
  const { cookie, sessions } = services.gemel.options;
  if (started.sessionToken === undefined) return;
  context.set('sid', started.session.sid);
  context.header(
    'set-cookie',
    formatSessionCookie(cookie, started.sessionToken, cookie.isPersistent ? sessions.overallTimeout : undefined),
  );
}

/** Reads fields of a form; '' where one is absent. @throws GemelError `media_type_unsupported`, `request_too_large`, `request_malformed` */
export async function readFields<Name extends string>(
  context: PageContext,
  names: readonly Name[],
): Promise<Readonly<Record<Name, string>>> {
  if (!isForm(context.req.raw)) throw new GemelError('media_type_unsupported');
  const parameters = await readParameters(context.req.raw);
  return Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ''])) as Record<Name, string>; // fromEntries forgets the names
}
