/** How a session begins, changes and ends. */
import { type AuthenticationEvent, formatSessionToken, GemelError } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { HeldSession } from '../cache/check-session-token.ts';
import type { EventHub } from '../event-hub.ts';
import type { ClaimsHook } from './claims-hook.ts';
import type { Gemel, IssuedTokens, SessionPrincipal, StartedSession, StartSession } from '../gemel.ts';
import { expiresAt } from './check-record.ts';
import { checkAuthentication, checkGrants, checkStart } from './check-start.ts';
import { checkTokenable } from './check-tokenable.ts';
import { customClaims, type MadeRecord, makeRecord, type Origin, reauthenticate } from './make-record.ts';
import type { ResolvedOptions } from '../options/options.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { Committed } from '../ports/stamped.ts';
import { currentRefreshToken } from '../tokens/refresh.ts';
import type { RecordWriter, Written } from './record-writer.ts';
import type { Secrets } from '../tokens/secrets.ts';
import type { EndReason, SessionRecord } from './session-record.ts';
import { createSubjectFence, type FencedStart } from './subject-fence.ts';
import { summarizeSession } from './summarize-session.ts';
import { isLater } from '../tokens/is-later.ts';
import type { TokenMinter } from '../tokens/token-minter.ts';

export interface SessionLifecycleParts {
  readonly options: ResolvedOptions;
  readonly runtime: Runtime;
  readonly store: SessionStore;
  readonly view: View;
  readonly events: EventHub;
  readonly writer: RecordWriter;
  readonly minter: TokenMinter;
  readonly secrets: Secrets;
  readonly claimsHook: ClaimsHook | undefined;
  readonly hold: (record: SessionRecord, sentMs: number, era: number) => HeldSession;
  readonly principalOf: (record: SessionRecord) => SessionPrincipal;
}

export interface EndSubjectOptions {
  readonly except?: string | undefined;
  readonly reason?: EndReason | undefined;
  readonly receipt?: string | undefined;
  readonly by?: string | undefined;
}

export interface SessionLifecycle {
  /** @param origin of a session that comes of another: who acts in it, and until when it may stand. */
  start(start: StartSession, origin?: Origin): Promise<StartedSession>;
  stepUp(sid: string, event: Partial<AuthenticationEvent>): Promise<StartedSession>;
  changeGrants: Gemel['changeGrants'];
  /** Resolves once committed. */
  endSubject(subject: string, options: EndSubjectOptions): Promise<Committed<readonly string[]>>;
}

/** Changes of one subject's grants that meet begin again this often at most. */
const mostSweeps = 64;

export function createSessionLifecycle(parts: SessionLifecycleParts): SessionLifecycle {
  const { options, runtime, store, view, events, writer, minter, secrets } = parts;
  const fence = createSubjectFence({ store, view, clock: runtime.clock });
  const making = {
    runtime,
    sessions: options.sessions,
    claimsHook: parts.claimsHook,
    nameSession: (subject: string, random: string) => store.nameSession(subject, random),
  };

  const tokensFor = (written: Written): IssuedTokens | undefined => {
    const refreshToken = currentRefreshToken(written.record, secrets, runtime);
    return refreshToken === undefined ? undefined : { ...minter.mint(written, undefined), refreshToken };
  };

  const handOut = ({ record, secret }: MadeRecord, tokens: IssuedTokens | undefined): StartedSession => ({
    session: summarizeSession(record),
    principal: parts.principalOf(record),
    ...(secret === undefined ? {} : { sessionToken: formatSessionToken(record.sid, secret) }),
    ...(tokens === undefined ? {} : { tokens }),
  });

  /** Roles or permissions that are not given stay as they are. */
  const regrant = async (record: SessionRecord, grants: Parameters<Gemel['changeGrants']>[1]): Promise<SessionRecord> => {
    const roles = [...(grants.roles ?? record.roles)];
    const permissions = [...(grants.permissions ?? record.permissions)];
    const claims = await customClaims(parts.claimsHook, { sid: record.sid, subject: record.subject, roles, permissions });
    return checkTokenable('changeGrants', { ...record, roles, permissions, claims });
  };

  /**
   * The version is raised first: a sign-in under way read the old grants, and must not bring them in after the sweep. Returns false
   * where somebody else has raised it since; it is asked for after each record was read, so a later sweep's record is never replaced.
   */
  const sweepGrants = async (subject: string, grants: Parameters<Gemel['changeGrants']>[1]): Promise<boolean> => {
    const { value: version } = await store.raiseSubject(subject);
    const { value: records, now } = await store.listBySubject(subject);
    let isOurs = true;
    for (const { sid, act } of records.filter((record) => now < expiresAt(record))) {
      // Who acts in it was let in for what the subject was permitted then.
      if (act !== null) {
        await writer.end(sid, 'revoked');
        continue;
      }
      const revise = async (record: SessionRecord): Promise<SessionRecord> => {
        isOurs = (await store.subjectVersion(subject)).value === version;
        if (!isOurs) throw new GemelError('subject_changed', { subject });
        return regrant(record, grants);
      };
      await writer.supersede(sid, revise).catch(ignoreEnded);
      if (!isOurs) return false;
    }
    return true;
  };

  /** Claims are asked for after the version that the insert goes by: what they were before a change of grants is not brought in after it. */
  const begin = async (
    start: StartSession,
    origin: Origin | undefined,
    begun: FencedStart,
  ): Promise<{ readonly made: MadeRecord; readonly tokens: IssuedTokens | undefined }> => {
    const made = await makeRecord(start, begun.now, making, origin);
    // Minted before anything is written: what cannot be minted must not leave a session.
    const tokens = tokensFor({ record: made.record, now: begun.now });
    const { now, again } = await begun.insert(made.record);
    if (again !== undefined) return begin(start, origin, again);
    if (now === undefined) throw new GemelError('subject_changed', { subject: start.subject });
    return { made, tokens: isLater(begun.now, now) ? tokensFor({ record: made.record, now }) : tokens };
  };

  return {
    async start(start, origin) {
      checkStart(start);
      await minter.prepare();
      const sentMs = runtime.clock.monotonicMs();
      const era = view.era;
      const { made, tokens } = await begin(start, origin, await fence.begin(start.subject, start.subjectVersion));
      parts.hold(made.record, sentMs, era);
      events.emit('session.started', { sid: made.record.sid, subject: start.subject, client: made.record.client });
      return handOut(made, tokens);
    },

    async stepUp(sid, event) {
      checkAuthentication(event);
      await minter.prepare();
      let made: MadeRecord | undefined;
      let tokens: IssuedTokens | undefined;
      const written = await writer.supersede(sid, (record, now) => {
        if (record.act !== null) throw new GemelError('impersonation_limited', { sid });
        made = reauthenticate(record, event, now, making);
        // Minted before anything is written: what cannot be minted must not cost the credentials of before.
        tokens = tokensFor({ record: { ...made.record, generation: record.generation + 1 }, now });
        return made.record;
      });
      return handOut({ record: written.record, secret: made?.secret }, tokens);
    },

    /** Of those that come at once, each begins again until it has had all sessions to itself: none is left with a mixture. */
    async changeGrants(subject, grants) {
      checkGrants(grants);
      for (let sweeps = 0; sweeps < mostSweeps; sweeps++) {
        if (await sweepGrants(subject, grants)) return;
        await runtime.sleep(stepAsideMs(runtime), undefined, true);
      }
      throw new GemelError('subject_changed', { subject });
    },

    async endSubject(subject, { except, reason = 'subject_revoked', receipt, by }) {
      const end = { subject, reason, retention: options.freshness.retention };
      const optional = { ...(except === undefined ? {} : { except }), ...(receipt === undefined ? {} : { receipt }) };
      const committed = await store.endSubject({ ...end, ...optional });
      writer.announceEnded({ subject, sids: committed.value, reason, by }, committed.now);
      return committed;
    },
  };
}

/** A while that differs from one to the next, so that those that got in each other's way do not do so again. */
function stepAsideMs({ randomText }: Pick<Runtime, 'randomText'>): number {
  return randomText(1).charCodeAt(0) % 50;
}

/** A session that ended meanwhile has no grants to change. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof GemelError) || !error.isRefusal) throw error;
}
