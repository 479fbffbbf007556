/** Puts the engine together: the parts, what they know of each other, and what runs in the background. */
import { type AuthenticationEvent, type JsonValue, parseSessionToken, principalFromClaims, toGemelError } from '@gemel/protocol';
import { createCautiousView, createView, followFeed, tellReceipts, type TokenVerifierParts } from '@gemel/verifier';
import { createDpop } from '@gemel/verifier/dpop';
import { createAuthenticate } from './requests/authenticate.ts';
import { createBoundedMap } from './cache/bounded-map.ts';
import { createSessionTokenChecker, type HeldSession, type SessionTokenParts } from './cache/check-session-token.ts';
import { createEndedSignals } from './sessions/ended-signals.ts';
import { createEventHub } from './event-hub.ts';
import { createHealth } from './health.ts';
import { createFleet } from './fleet/fleet.ts';
import { createRegistration } from './fleet/registration.ts';
import type { Gemel, SessionPrincipal, StartedSession } from './gemel.ts';
import { createKeyRing, type KeyRing } from './tokens/key-ring.ts';
import { createLiveSource } from './requests/live-source.ts';
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
import { createSessionLists } from './sessions/session-lists.ts';
import { createImpersonate } from './sessions/impersonate.ts';
import { createSessionLifecycle } from './sessions/session-lifecycle.ts';
import { createWithEnded, principalFromRecord } from './sessions/session-principal.ts';
import type { SessionRecord } from './sessions/session-record.ts';
import { createStats } from './stats.ts';
import { createAccessTokens, createProofKeyOf } from './tokens/access-tokens.ts';
import { createTokenMinter } from './tokens/token-minter.ts';
import { createTouchQueue } from './sessions/touch-queue.ts';
import { createVault } from './tokens/vault.ts';
import { createWhenStale } from './tokens/when-stale.ts';

/** The list of keys is read again before it signs when it is older; maintenance reads it more often. */
const keyReloadMs = 30_000;
/** Seconds that a client's clock may be ahead at most where it signs proofs. */
const mostTolerance = 300;

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
  const view = createView({ clock, maxStaleness: resolved.freshness.maxStaleness });
  const registration = createRegistration({
    fleet: store.fleet,
    runtime,
    freshness: resolved.freshness,
    view,
    onFault: reportFault('registration'),
  });
  await registration.ensure();
  const options = withFleetBound(resolved, registration.fleetMaxStaleness);
  const { freshness, tokens } = options;
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
    keepsAlgorithm: tokens.keepsAlgorithm,
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
  const withEnded = createWithEnded(signals);
  const principalOf = (record: SessionRecord) => withEnded(principalFromRecord(record));
  const cache = createBoundedMap<HeldSession>(options.sessions.cacheSize);
  const minter = createTokenMinter({ options, runtime, keyRing, view, store, writer, touch, forget: cache.delete });
  const patienceMs = freshness.maxStaleness * 1000;
  const loader = createRecordLoader({ findRecord, view, clock, learnFloor, patienceMs });
  const cautiousView = freshness.onStale === 'ask' ? createCautiousView(view) : view;
  const sessionTokenParts: SessionTokenParts = {
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
  };
  const sessionTokens = createSessionTokenChecker(sessionTokenParts);
  const accessTokenParts: TokenVerifierParts<SessionPrincipal> = {
    principalFrom: (claims) => {
      learnFloor(claims.sid, claims.generation);
      return withEnded(principalFromClaims(claims));
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
    whenStale: createWhenStale({ onStale: freshness.onStale, bound, view, clock, loader, sleep: runtime.sleep, keys: store.keys }),
  };
  // What the host is, the configuration says and no request does.
  const dpop = createDpop({ url: new URL(options.issuer).origin, clockTolerance: Math.min(freshness.clockTolerance, mostTolerance) });
  const accessTokens = createAccessTokens(accessTokenParts, dpop, engineTime);
  const authenticate = createAuthenticate({
    cookieName: options.cookie.name,
    ownOrigins: [new URL(options.issuer).origin, ...options.http.allowedOrigins],
    ownAudience: tokens.audiences[0],
    sessionTokens,
    accessTokens,
    events,
    counts: stats.hot,
  });
  const live = createLiveSource({
    view,
    runtime,
    onStale: freshness.onStale,
    cookieName: options.cookie.name,
    authenticate,
    sessionTokens: createSessionTokenChecker({ ...sessionTokenParts, view: cautiousView }),
    accessTokens: createAccessTokens({ ...accessTokenParts, view: cautiousView, cacheSize: 0 }, dpop, engineTime),
    bound,
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
  const sessionLists = createSessionLists({ store, findRecord, writer });
  const impersonate = createImpersonate({ writer, start: lifecycle.start });
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
    noteActivity: sessionTokenParts.noteActivity,
    beginHold: () => {
      const [sentMs, era] = [clock.monotonicMs(), view.era];
      return (record) => void sessionTokens.hold(record, sentMs, era);
    },
    mint: minter.mint,
    prepare: minter.prepare,
  });
  const data = createSessionData<Data>(writer, options.sessions.maxDataBytes);
  const maintenance = createMaintenance({
    runtime,
    store,
    findRecord,
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
    store,
    view,
    freshness,
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
    authenticate,
    live,
    verifyAccessToken: async (token, request) => (await accessTokens.verify(token, request)).claims,
    introspectAccessToken: async (token) => (await accessTokens.verifyUnpresented(token)).claims,
    proofs: { algorithms: dpop.algorithms, isRequired: false },
    proofKeyOf: createProofKeyOf(dpop, engineTime),
    issueAccessToken: (principal, { audience, jkt } = {}) => minter.issue(principal, audience, jkt),
    refresh: (refreshToken, request = {}) => refresh(refreshToken, request),
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
    revokeEveryone: revocations.revokeEveryone,
    listSessions: sessionLists.ofSubject,
    listAllSessions: sessionLists.page,
    findSession: sessionLists.find,
    impersonate,
    stepUp: (sid: string, event: Partial<AuthenticationEvent>): Promise<StartedSession> => lifecycle.stepUp(sid, event),
    changeGrants: lifecycle.changeGrants,
    readData: data.read,
    writeData: data.write,
    updateData: data.update,
    on: events.on,
    keys: { publicKeys: async () => keyRing.publicKeys(), rotate: () => keyRing.rotate(), retire: revocations.retireKey },
    vault: createVault(secrets, runtime),
    engineTime,
    feed: fleet.servedFeed,
    health: createHealth({ store, view, keyRing, fleet, engineTime }),
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
