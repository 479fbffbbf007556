/** What a feature brings to the door: a way to sign in that it draws, and the routes of its forms. */
import type { ErrorRow } from '@gemel/protocol';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { SignInResult } from '@gemel/accounts';
import type { PageRoutes } from '../../http/page-routes.ts';
import type { Texts } from '../../texts/texts.ts';
import type { ScriptName } from '../asset-routes.ts';
import type { PageContext, PageServices } from '../page-context.ts';

/** One request at the door. */
export interface DoorCall {
  readonly context: PageContext;
  readonly services: PageServices;
  readonly texts: Texts;
  /** Where the visitor wanted to go: a path of ours, or undefined. */
  readonly next: string | undefined;
}

export interface WayIn {
  readonly id: string;
  /** Draws the way as it is before anything was tried; undefined where it cannot be offered. */
  readonly draw: (call: DoorCall) => JSX.Element | undefined;
  readonly addRoutes?: (routes: DoorRoutes) => void;
  /** What `/sign-in` may run for it. */
  readonly scripts?: readonly ScriptName[];
}

/** What a way's routes are made with. */
export interface DoorRoutes {
  readonly app: PageRoutes;
  readonly services: PageServices;
  /** Makes a handler. */
  handle(act: (call: DoorCall) => Response | Promise<Response>): (context: PageContext) => Promise<Response>;
  /** Answers with the door, and this way drawn as given: with what was wrong. */
  show(call: DoorCall, drawn: JSX.Element, status: ErrorRow['status'] | 200): Response | Promise<Response>;
  /** Answers what the sign-in came to: the cookie and on, or the second step. */
  letIn(call: DoorCall, result: SignInResult): Promise<Response>;
}

/** Returns a path of the door that keeps where the visitor wants to go. */
export function withNext(path: string, next: string | undefined): string {
  return next === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`;
}
