/** Makes the record of a new session, and what a step-up makes of one. */
import {
  type Actor,
  type AuthenticationEvent,
  type CustomClaims,
  isBase64urlOfLength,
  optionsError,
  RESERVED_CLAIMS,
  type Seconds,
  SESSION_SECRET_BYTES,
  SID_BYTES,
} from '@gemel/protocol';
import { checkTokenable } from './check-tokenable.ts';
import { checkDataSize } from './check-data-size.ts';
import type { ClaimsHook } from './claims-hook.ts';
import type { SessionMode, StartSession } from '../gemel.ts';
import type { ResolvedOptions } from '../options/options.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { SessionRecord } from './session-record.ts';

const saltBytes = 32;
const firstPartyClient = 'gemel';
/** Bytes of a SHA-256 thumbprint. */
const thumbprintBytes = 32;

/** A record, and the only copy of the secret whose hash it holds. */
export interface MadeRecord {
  readonly record: SessionRecord;
  readonly secret: string | undefined;
}

export interface MakeRecordParts {
  readonly runtime: Pick<Runtime, 'randomText' | 'sha256'>;
  readonly sessions: ResolvedOptions['sessions'];
  readonly claimsHook: ClaimsHook | undefined;
  readonly nameSession: SessionStore['nameSession'];
}

/** Of a session that comes of another. */
export interface Origin {
  readonly act: Actor;
  /** Engine time at which it ends whatever happens. */
  readonly until: Seconds;
  /** Seconds after which it ends at the latest. */
  readonly lifetime: Seconds;
}

/** Returns the record of a session that starts at engine time `now`. @throws GemelError `options_invalid` for a claim or subject that cannot be */
export async function makeRecord(start: StartSession, now: Seconds, parts: MakeRecordParts, origin?: Origin): Promise<MadeRecord> {
  const { runtime, sessions } = parts;
  const sid = parts.nameSession(start.subject, runtime.randomText(SID_BYTES));
  const secret = holdsCookie(start.mode ?? 'cookie') ? runtime.randomText(SESSION_SECRET_BYTES) : undefined;
  const latest = origin === undefined ? Number.POSITIVE_INFINITY : Math.min(origin.until, now + origin.lifetime);
  const roles = [...(start.roles ?? [])];
  const permissions = [...(start.permissions ?? [])];
  const record: SessionRecord = {
    sid,
    subject: start.subject,
    clientId: start.clientId ?? firstPartyClient,
    version: 1,
    generation: 1,
    secretHash: secret === undefined ? null : runtime.sha256(secret),
    refresh: holdsTokens(start.mode ?? 'cookie') ? { salt: runtime.randomText(saltBytes), rotation: 0, rotatedAt: null } : null,
    authentication: authenticationEvent(start.authentication, now),
    roles,
    permissions,
    claims: await customClaims(parts.claimsHook, { sid, subject: start.subject, roles, permissions }),
    act: origin?.act ?? null,
    jkt: bindingKey(start),
    client: { ...start.client },
    createdAt: now,
    lastSeenAt: now,
    inactivityDeadline: Math.min(latest, now + sessions.inactivityTimeout),
    overallDeadline: Math.min(latest, now + sessions.overallTimeout),
    endedAt: null,
    endReason: null,
    data: checkDataSize(start.data ?? null, sessions.maxDataBytes),
    dataVersion: 0,
  };
  return { record: checkTokenable('startSession', record), secret };
}

/**
 * Returns the record after its subject has proven anew who it is: fresh secrets for whatever the session is held by, both timeouts
 * begun again (NIST SP 800-63B-4, section 5.2).
 *
 * @throws GemelError `options_invalid` for an event that cannot be
 */
export function reauthenticate(
  record: SessionRecord,
  event: Partial<AuthenticationEvent>,
  now: Seconds,
  parts: MakeRecordParts,
): MadeRecord {
  const { runtime, sessions } = parts;
  const secret = record.secretHash === null ? undefined : runtime.randomText(SESSION_SECRET_BYTES);
  return {
    secret,
    record: checkTokenable('stepUp', {
      ...record,
      secretHash: secret === undefined ? null : runtime.sha256(secret),
      refresh:
        record.refresh === null ? null : { salt: runtime.randomText(saltBytes), rotation: record.refresh.rotation + 1, rotatedAt: null },
      authentication: authenticationEvent(event, now),
      lastSeenAt: now,
      inactivityDeadline: now + sessions.inactivityTimeout,
      overallDeadline: now + sessions.overallTimeout,
    }),
  };
}

/** @throws GemelError `options_invalid` */
function bindingKey({ jkt, mode = 'cookie' }: StartSession): string | null {
  if (jkt === undefined) return null;
  if (typeof jkt !== 'string' || !isBase64urlOfLength(jkt, thumbprintBytes)) {
    throw optionsError('startSession', ['jkt must be a thumbprint of SHA-256: write what gemel.proofKeyOf(request) gave']);
  }
  if (!holdsTokens(mode)) throw optionsError('startSession', ["jkt binds tokens, so mode must be 'token' or 'both'"]);
  return jkt;
}

/** Runs the hook and refuses what would pass for a claim of ours. @throws GemelError `options_invalid` */
export async function customClaims(hook: ClaimsHook | undefined, session: Parameters<ClaimsHook>[0]): Promise<CustomClaims> {
  if (hook === undefined) return {};
  const claims = await hook(session);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
    throw optionsError('sessions.claims', ['it must return an object, such as { tenant }']);
  const reserved = Object.keys(claims).filter((name) => RESERVED_CLAIMS.has(name));
  if (reserved.length > 0) throw optionsError('sessions.claims', [`it returned ${reserved.join(', ')}: choose other names`]);
  return jsonCopy(claims);
}

/** What a token would carry is what the record carries: the same JSON. */
function jsonCopy(claims: CustomClaims): CustomClaims {
  return JSON.parse(JSON.stringify(claims), refusePrototype) as CustomClaims; // a JSON copy of JSON
}

/** At any depth: the verifier refuses a token with such a name. */
function refusePrototype(name: string, value: unknown): unknown {
  if (name === '__proto__') throw optionsError('sessions.claims', ['it returned the name __proto__: choose another one']);
  return value;
}

function authenticationEvent(event: Partial<AuthenticationEvent> | undefined, now: Seconds): AuthenticationEvent {
  return {
    time: Math.floor(event?.time ?? now),
    amr: [...(event?.amr ?? [])],
    ...(event?.acr === undefined ? {} : { acr: event.acr }),
  };
}

function holdsCookie(mode: SessionMode): boolean {
  return mode !== 'token';
}

function holdsTokens(mode: SessionMode): boolean {
  return mode !== 'cookie';
}
