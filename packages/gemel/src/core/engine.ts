/** Puts the engine together: the parts, what they know of each other, and what runs in the background. */
import { type AuthenticationEvent, type JsonValue, parseSessionToken, principalFromClaims, toGemelError } from '@gemel/protocol';
import { createTokenVerifier, createView, followFeed, tellReceipts } from '@gemel/verifier';
import { createAuthenticate } from './requests/authenticate.ts';
import { createBoundedMap } from './cache/bounded-map.ts';
import { createSessionTokenChecker, type HeldSession } from './cache/check-session-token.ts';
import { createEndedSignals } from './sessions/ended-signals.ts';
import { createEventHub } from './event-hub.ts';
import { createFleet } from './fleet/fleet.ts';
import { createRegistration } from './fleet/registration.ts';
import type { Gemel, SessionPrincipal, StartedSession } from './gemel.ts';
import { createKeyRing, type KeyRing } from './tokens/key-ring.ts';
import { createMaintenance } from './maintenance.ts';
import type { GemelOptions } from './options/options.ts';
import type { Runtime } from './ports/runtime.ts';
import { createLearnFloor } from './cache/learn-floor.ts';
import { createConfirmEpoch } from './cache/confirm-epoch.ts';
import { createFindRecord } from './cache/find-record.ts';
import { createRecordLoader } from './cache/record-loader.ts';
import { createRecordWriter } from './sessions/record-writer.ts';
import { createRefresh } from './tokens/refresh.ts';
import { resolveOptions, withFleetBound } from './options/resolve-options.ts';
import { signingAlgorithms } from './options/signing-algorithm.ts';
import { createRevocations } from './sessions/revocations.ts';
import { createRevokeToken } from './tokens/revoke-token.ts';
import { createSecrets } from './tokens/secrets.ts';
import { createSessionData } from './sessions/session-data.ts';
import { createSessionLifecycle } from './sessions/session-lifecycle.ts';
import { principalFromRecord, withEnded } from './sessions/session-principal.ts';
import type { SessionRecord } from './sessions/session-record.ts';
import { createStats } from './stats.ts';
import { createTokenMinter } from './tokens/token-minter.ts';
import { createTouchQueue } from './sessions/touch-queue.ts';
import { createWhenStale } from './tokens/when-stale.ts';

/** The list of keys is read again before it signs when it is older; maintenance reads it more often. */
const keyReloadMs = 30_000;

/**
 * Returns an engine whose keys are loaded and whose view has heard the feed once.
 *
 * @throws GemelError `options_invalid`, `secret_mismatch`, `store_unavailable`, `schema_outdated`, `schema_too_new`
 */
export async function createEngine<Data extends JsonValue = JsonValue>(given: GemelOptions, runtime: Runtime): Promise<Gemel<Data>> {
  const resolved = resolveOptions(given);
  const { store } = given;
  const { clock } = runtime;
  const secrets = createSecrets(typeof given.secret === 'string' ? [given.secret] : given.secret, runtime);
  const stopping = new AbortController();

  const events = createEventHub();
  const stats = createStats(events);
  const reportFault = (during: string) => (error: unknown) => events.emit('fault', { error: toGemelError(error), during });
  const registration = createRegistration({
    fleet: store.fleet,
    runtime,
    maxStaleness: resolved.freshness.maxStaleness,
    acceptsStale: resolved.freshness.onStale === 'accept',
    onFault: reportFault('registration'),
  });
  await registration.ensure();
  const options = withFleetBound(resolved, registration.fleetMaxStaleness);
  const { freshness, tokens } = options;
  const view = createView({ clock, maxStaleness: freshness.maxStaleness });
  const fleet = createFleet({ store, runtime, freshness, registration, view, onFault: reportFault, signal: stopping.signal });
  const made: { keyRing?: KeyRing } = {};
  const following = followFeed({
    feed: fleet.feed,
    onPage: tellReceipts(fleet.noteReceipts),
    view,
    clock,
    sleep: runtime.sleep,
    onFault: reportFault('feed'),
    onNewEpoch: async (floors) => {
      await store.announce(floors);
      for (const kid of view.retiredKids()) await store.keys.retire(kid);
      // What signs here may be among what was lost.
      await made.keyRing?.maintain();
    },
  });
  // What a message tells is refused at once; that nothing is missing is known by the read that follows.
  const stopHearing = store.onHeard?.((entry) => view.raise([entry]));
  const giveUp = async (error: unknown): Promise<never> => {
    stopping.abort();
    stopHearing?.();
    await following.stop();
    await fleet.leave();
    throw toGemelError(error, 'store_unavailable');
  };
  const keyRing = await createKeyRing({
    store: store.keys,
    secrets,
    runtime,
    algorithm: tokens.algorithm,
    keyLifetime: tokens.keyLifetime,
    tokenRetention: freshness.retention,
    reloadMs: keyReloadMs,
    isRetired: (kid) => view.isRetired(kid),
    emit: events.emit,
    onFault: reportFault('keys'),
  }).catch(giveUp);
  made.keyRing = keyRing;

  const bound = () => registration.maxStaleness;
  const engineTime = () => view.engineTimeAt(clock.monotonicMs());
  const learnFloor = createLearnFloor(view, freshness.retention, engineTime);
  const signals = createEndedSignals(view);
  const findRecord = createFindRecord({ store, view, clock, confirmEpoch: createConfirmEpoch(store, view) });
  const writer = createRecordWriter({ store, findRecord, view, events, learnFloor, retention: freshness.retention });
  const touches = createTouchQueue(store, runtime, events, stopping.signal);
  const touch = (sid: string, now: number) => ({ sid, lastSeenAt: now, inactivityDeadline: now + options.sessions.inactivityTimeout });
  const principalOf = (record: SessionRecord) => withEnded(principalFromRecord(record), signals);
  const cache = createBoundedMap<HeldSession>(options.sessions.cacheSize);
  const minter = createTokenMinter({ options, runtime, keyRing, view, store, writer, touch, forget: cache.delete });
  const patienceMs = freshness.maxStaleness * 1000;
  const loader = createRecordLoader({ findRecord, view, clock, learnFloor, patienceMs });
  const sessionTokens = createSessionTokenChecker({
    options,
    runtime,
    clock,
    view,
    loader,
    bound,
    principalOf,
    cache,
    noteActivity: (sid, now) => touches.add(touch(sid, now)),
    writeActivity: (sid, now) => store.touch([touch(sid, now)]),
  });
  const accessTokens = createTokenVerifier<SessionPrincipal>({
    principalFrom: (claims) => {
      learnFloor(claims.sid, claims.generation);
      return withEnded(principalFromClaims(claims), signals);
    },
    issuer: options.issuer,
    audiences: tokens.audiences,
    algorithms: signingAlgorithms, // whatever the ring signs with now or signed with before: each of its keys has exactly one
    keys: keyRing,
    view,
    clock,
    clockTolerance: freshness.clockTolerance,
    cacheSize: tokens.cacheSize,
    maxTokenBytes: tokens.maxBytes,
    whenStale: createWhenStale({ onStale: freshness.onStale, bound, view, clock, loader, keys: store.keys }),
  });
  const lifecycle = createSessionLifecycle({
    options,
    runtime,
    store,
    view,
    events,
    writer,
    minter,
    secrets,
    claimsHook: given.sessions?.claims,
    hold: (record, sentMs, era) => sessionTokens.hold(record, sentMs, era),
    principalOf,
  });
  const refresh = createRefresh({
    writer,
    secrets,
    runtime,
    view,
    events,
    patienceMs,
    settledAt: () => view.settledAt,
    reuseWindow: tokens.reuseWindow,
    inactivityTimeout: options.sessions.inactivityTimeout,
    maxStaleness: () => view.maxStaleness,
    vouchedFor: sessionTokens.vouchedFor,
    beginHold: () => {
      const sentMs = clock.monotonicMs();
      const { era } = view;
      return (record) => void sessionTokens.hold(record, sentMs, era);
    },
    mint: minter.mint,
    prepare: minter.prepare,
  });
  const data = createSessionData<Data>(writer, options.sessions.maxDataBytes);
  const maintenance = createMaintenance({
    runtime,
    store,
    keyRing,
    signals,
    keepFor: freshness.retention,
    events,
    signal: stopping.signal,
  });

  const revocations = createRevocations({
    writer,
    lifecycle,
    retireKey: async (kid, receipt) => {
      const retired = await keyRing.retire(kid, receipt);
      // This node's own view hears of it first.
      view.raise([{ kind: 'key', kid }]);
      return retired;
    },
    awaitReach: fleet.awaitReach,
    runtime,
  });

  await following.firstPage;
  // Of keys that were read before the log was, a failover in between may have left nothing, and no new epoch would tell.
  await keyRing.maintain().catch(giveUp);
  maintenance.start();

  return {
    options,
    startSession: lifecycle.start,
    subjectVersion: async (subject) => (await store.subjectVersion(subject)).value,
    authenticate: createAuthenticate({
      cookieName: options.cookie.name,
      ownOrigins: [new URL(options.issuer).origin, ...options.http.allowedOrigins],
      ownAudience: tokens.audiences[0],
      sessionTokens,
      accessTokens,
      events,
      counts: stats.hot,
    }),
    verifyAccessToken: async (token) => (await accessTokens.verify(token)).claims,
    issueAccessToken: (principal, { audience } = {}) => minter.issue(principal, audience),
    refresh: (refreshToken, { audience } = {}) => refresh(refreshToken, audience),
    revokeToken: createRevokeToken({
      accessTokens,
      secrets,
      runtime,
      store,
      checkSessionToken: async (text) => {
        const token = parseSessionToken(text);
        return token === undefined ? undefined : (await sessionTokens.check(token)).record.sid;
      },
      end: (sid) => writer.end(sid, 'revoked'),
    }),
    revokeSession: revocations.revokeSession,
    revokeSubject: revocations.revokeSubject,
    listSessions: lifecycle.list,
    stepUp: (sid: string, event: Partial<AuthenticationEvent>): Promise<StartedSession> => lifecycle.stepUp(sid, event),
    changeGrants: lifecycle.changeGrants,
    readData: data.read,
    writeData: data.write,
    updateData: data.update,
    on: events.on,
    keys: { publicKeys: async () => keyRing.publicKeys(), rotate: () => keyRing.rotate(), retire: revocations.retireKey },
    engineTime,
    feed: fleet.servedFeed,
    health: async () => ({
      store: await store.readLog(view.cursor).then(
        () => 'ok' as const,
        () => 'failing' as const,
      ),
      feed: view.status(),
      keys: keyRing.status(engineTime()),
      fleet: { nodeId: fleet.nodeId, readers: fleet.readers(), maxStaleness: view.maxStaleness },
    }),
    stats: () => ({ ...stats.read(), feed: view.status() }),
    async close() {
      stopping.abort();
      stopHearing?.();
      await touches.flush();
      await following.stop();
      // It hears nothing any more, and nobody waits for it.
      view.distrust();
      await fleet.leave();
    },
  };
}
