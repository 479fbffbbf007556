/** What every page asks first: who is there, and what the frame around it needs. */
import { toGemelError } from '@gemel/protocol';
import type { Context } from 'hono';
import { formatClearedCookie, type SessionPrincipal } from 'gemel';
import type { NodeHttpAuth } from 'gemel/adapters/node-http';
import type { HttpEnvironment, Services } from '../http/services.ts';
import type { Assets, Frame } from './layout.tsx';

export type PageContext = Context<HttpEnvironment>;

export interface PageServices extends Services {
  readonly auth: NodeHttpAuth;
  readonly assets: Assets;
}

export interface Visitor {
  readonly principal: SessionPrincipal;
  /** The e-mail address; the subject's id for a session whose account is not ours. */
  readonly name: string;
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
  return { principal, name: account?.email ?? principal.subject };
}

export function frameFor(services: PageServices, visitor: Visitor | undefined): Frame {
  return { assets: services.assets, visitor: visitor?.name };
}

/** Reads a form's text field; '' where it is absent or not a text. */
export async function readFields<Name extends string>(
  context: PageContext,
  names: readonly Name[],
): Promise<Readonly<Record<Name, string>>> {
  const body = await context.req.parseBody().catch((error: unknown) => {
    throw toGemelError(error, 'request_malformed');
  });
  const entries = names.map((name) => {
    const value = body[name];
    return [name, typeof value === 'string' ? value : ''] as const;
  });
  return Object.fromEntries(entries) as Record<Name, string>; // fromEntries forgets the names it was given
}
