/** What every page asks first: who is there, and what the frame around it needs. */
import { GemelError } from '@gemel/protocol';
import type { Context } from 'hono';
import { formatClearedCookie, type SessionPrincipal } from 'gemel';
import { isForm, readParameters } from 'gemel/endpoints';
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

/** Reads fields of a form; '' where one is absent. @throws GemelError `media_type_unsupported`, `request_too_large`, `request_malformed` */
export async function readFields<Name extends string>(
  context: PageContext,
  names: readonly Name[],
): Promise<Readonly<Record<Name, string>>> {
  if (!isForm(context.req.raw)) throw new GemelError('media_type_unsupported');
  const parameters = await readParameters(context.req.raw);
  return Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ''])) as Record<Name, string>; // fromEntries forgets the names
}
