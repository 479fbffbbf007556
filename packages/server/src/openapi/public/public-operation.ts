/** What is said of a route of the public listener that programs call: the engine and the accounts mount it, this describes it. */
import type { ErrorCode } from '@gemel/protocol';
import type { z } from 'zod';

/** What has to be configured for it to be there. */
export type PublicNeed = 'mail' | 'sign-in links' | 'providers' | 'clients';

/** The same in words. */
export const needTexts: Readonly<Record<PublicNeed, string>> = {
  mail: 'There where mail is configured.',
  'sign-in links': 'There where links that sign in are switched on.',
  providers: 'There where providers are configured.',
  clients: 'There where clients are registered.',
};

export interface PublicAnswer {
  readonly status: 200 | 202 | 204 | 304 | 401 | 503;
  readonly what: string;
  /** None: there is no body. */
  readonly schema?: z.ZodType;
  /** JSON where nothing else is said. */
  readonly type?: string;
}

export interface PublicOperation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `{name}` stands for one segment. */
  readonly path: string;
  readonly summary: string;
  /** By what a call proves itself: a session's cookie or access token, a registered client's secret (which may be optional), or nothing. */
  readonly proof: 'none' | 'session' | 'cookie' | 'client' | 'maybe client';
  readonly needs?: PublicNeed;
  /** True: its own problems are called `application/json`. */
  readonly isOAuth?: boolean;
  readonly query?: z.ZodType;
  /** Flat, of texts: as JSON, or as a form that says where it comes from. */
  readonly body?: z.ZodType;
  readonly answers: readonly PublicAnswer[];
  /** Codes that it can be refused or fail with, beside `everyError` and, behind a session, `sessionErrors`. */
  readonly errors: readonly ErrorCode[];
}

/** What any route can be refused or fail with. */
export const everyError: readonly ErrorCode[] = ['request_malformed', 'not_found', 'store_unavailable', 'shutting_down', 'internal'];

/** What a route that reads a body can be refused with beside that. */
export const bodyErrors: readonly ErrorCode[] = ['request_too_large', 'media_type_unsupported'];

/** What a route behind a session can be refused with: its credential is judged with its proof, for which there may be no room, and where the request comes from. */
export const sessionErrors: readonly ErrorCode[] = [
  'authentication_required',
  'authorization_malformed',
  'proof_invalid',
  'request_throttled',
  'cross_site_refused',
  'session_unknown',
  'view_stale',
  'keys_unavailable',
];

/** What a change of what opens an account asks for. */
export const recentErrors: readonly ErrorCode[] = ['authentication_too_old', 'authentication_too_weak', 'data_conflict'];

/** What a step before a session can be refused or fail with. */
export const begun: readonly ErrorCode[] = ['cross_site_refused', 'hashing_busy', 'view_stale', 'keys_unavailable'];

/** What the step that begins one can be refused with. */
export const entered: readonly ErrorCode[] = [
  ...begun,
  'sign_in_throttled',
  'subject_changed',
  'credential_kind_wrong',
  'token_would_be_too_large',
];

/** What a password that somebody chooses can be refused with. */
export const chosen: readonly ErrorCode[] = ['password_too_short', 'password_too_long', 'password_too_common', 'password_contextual'];
