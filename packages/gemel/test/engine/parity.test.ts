import { GemelError } from '@gemel/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gemel, IssuedTokens, RequestFacts, SessionPrincipal } from '../../src/core/gemel.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { aKeyHolder, hashOf } from '../adapters/key-holder.ts';
import { aFleet, aRequest, type Fleet, present, withBearer, withCookie } from './fleet.ts';

/** Random histories of operations over several nodes; after each step both credentials of every session are asked on every node. */

type Step =
  | { readonly do: 'start'; readonly node: number; readonly subject: number }
  | { readonly do: 'revoke' | 'stepUp' | 'refresh' | 'mint'; readonly node: number; readonly session: number }
  | { readonly do: 'impersonate'; readonly node: number; readonly session: number; readonly subject: number }
  | { readonly do: 'revokeEveryone'; readonly node: number }
  | { readonly do: 'revokeSubject' | 'changeGrants'; readonly node: number; readonly subject: number }
  | { readonly do: 'rotateKeys'; readonly node: number }
  | { readonly do: 'cut' | 'mend'; readonly node: number }
  | { readonly do: 'advance'; readonly seconds: number };

/** Of whoever has the sessions of `subject-1`, whose tokens are bound to it. */
const holder = aKeyHolder();

/** What the test knows of a session: what it was last given, and whether it must have ended. */
interface Known {
  readonly sid: string;
  readonly subject: string;
  sessionToken: string;
  tokens: IssuedTokens;
  hasEnded: boolean;
  /** The session that it came of. */
  readonly origin?: Known;
}

function isOver({ hasEnded, origin }: Known): boolean {
  return hasEnded || origin?.hasEnded === true;
}

const nodeCount = 3;
const maxStaleness = 5;
/** Seconds after which a node that could not read has tried again. */
const longestRetry = 2.1;
const sessions = {
  inactivityTimeout: 400,
  overallTimeout: 900,
  claims: ({ roles }: { readonly roles: readonly string[] }) => ({ level: roles.length }),
};

const node = fc.nat({ max: nodeCount - 1 });
const subject = fc.nat({ max: 1 });
const session = fc.nat({ max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('start' as const), node, subject }),
  fc.record({ do: fc.constantFrom('revoke' as const, 'stepUp' as const, 'refresh' as const, 'mint' as const), node, session }),
  fc.record({ do: fc.constantFrom('revokeSubject' as const, 'changeGrants' as const), node, subject }),
  fc.record({ do: fc.constant('impersonate' as const), node, session, subject }),
  fc.record({ do: fc.constant('revokeEveryone' as const), node }),
  fc.record({ do: fc.constant('rotateKeys' as const), node }),
  fc.record({ do: fc.constantFrom('cut' as const, 'mend' as const), node }),
  fc.record({ do: fc.constant('advance' as const), seconds: fc.constantFrom(0.5, 2, 6, 31, 120, 390) }),
);

describe('parity (invariant 3)', () => {
  it(
    'either credential gives the same principal, or is refused for the same reason, after every step of any history',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
          const isCut = Array.from({ length: nodeCount }, () => false);
          const fleet = await aFleet({
            nodeCount,
            sessions,
            freshness: { maxStaleness },
            through: (store, index) => cuttable(store, () => isCut[index] === true),
          });
          const known: Known[] = [];
          try {
            for (const one of steps) {
              await take(one, fleet, known, isCut);
              await fleet.clock.settle();
              for (const asked of known)
                for (const [index, gemel] of fleet.nodes.entries()) await checkParity(gemel, asked, fleet, isCut[index] === true);
            }
          } finally {
            await fleet.stop();
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});

/** The feed of this node fails while it is cut; the store answers everything else. */
function cuttable(store: SessionStore, isCut: () => boolean): SessionStore {
  return {
    ...store,
    readLog: async (after) => {
      if (isCut()) throw new Error('cut');
      return store.readLog(after);
    },
  };
}

async function take(one: Step, { nodes, clock }: Fleet, known: Known[], isCut: boolean[]): Promise<void> {
  if (one.do === 'advance') {
    await clock.advance(one.seconds);
    return;
  }
  const gemel = present(nodes[one.node]);
  switch (one.do) {
    case 'start': {
      const binding = one.subject === 1 ? { jkt: holder.jkt } : {};
      const started = await gemel.startSession({ subject: `subject-${one.subject}`, mode: 'both', roles: ['reader'], ...binding });
      const { sid, subject: of } = started.session;
      known.push({ sid, subject: of, sessionToken: present(started.sessionToken), tokens: present(started.tokens), hasEnded: false });
      return;
    }
    case 'revokeSubject':
      await gemel.revokeSubject(`subject-${one.subject}`);
      for (const ended of known) if (ended.subject === `subject-${one.subject}`) ended.hasEnded = true;
      return;
    case 'changeGrants':
      for (const { origin, subject: of, ...rest } of known)
        if (origin !== undefined && of === `subject-${one.subject}`) markEnded(known, rest.sid);
      return gemel.changeGrants(`subject-${one.subject}`, { roles: ['reader', 'writer'] });
    case 'impersonate':
      return impersonate(gemel, known, one);
    case 'revokeEveryone':
      await gemel.revokeEveryone();
      for (const ended of known) ended.hasEnded = true;
      return;
    case 'rotateKeys':
      await gemel.keys.rotate();
      return;
    case 'cut':
      isCut[one.node] = true;
      return;
    case 'mend':
      isCut[one.node] = false;
      return clock.advance(longestRetry);
    default:
      return takeOnSession(one.do, gemel, known[one.session]);
  }
}

function markEnded(known: readonly Known[], sid: string): void {
  for (const one of known) if (one.sid === sid) one.hasEnded = true;
}

async function impersonate(
  gemel: Gemel,
  known: Known[],
  { session: index, subject: of }: { readonly session: number; readonly subject: number },
): Promise<void> {
  const origin = known[index];
  if (origin === undefined) return;
  try {
    const started = await gemel.impersonate({ actor: await principalOf(gemel, origin), subject: `subject-${of}`, mode: 'both' });
    const { sid, subject: whose } = started.session;
    expect(started.principal.act).toEqual({ sub: origin.subject, sid: origin.sid });
    known.push({
      sid,
      subject: whose,
      sessionToken: present(started.sessionToken),
      tokens: present(started.tokens),
      hasEnded: false,
      origin,
    });
  } catch (error) {
    expect(error instanceof GemelError ? error.code : error).toMatch(
      /^session_(?:revoked|expired|unknown|secret_wrong)$|^token_superseded$|^impersonation_refused$/,
    );
  }
}

async function takeOnSession(what: 'revoke' | 'stepUp' | 'refresh' | 'mint', gemel: Gemel, known: Known | undefined): Promise<void> {
  if (known === undefined) return;
  try {
    if (what === 'revoke') {
      await gemel.revokeSession(known.sid);
      known.hasEnded = true;
    } else if (what === 'stepUp') {
      const { sessionToken, tokens } = await gemel.stepUp(known.sid, { amr: ['otp'] });
      Object.assign(known, { sessionToken, tokens });
    } else if (what === 'refresh') {
      const proven = known.tokens.tokenType === 'DPoP' ? { jkt: holder.jkt } : {};
      known.tokens = await gemel.refresh(present(known.tokens.refreshToken), proven);
    } else {
      known.tokens = { ...known.tokens, ...(await gemel.issueAccessToken(await principalOf(gemel, known))) };
    }
  } catch (error) {
    expect(error instanceof GemelError ? error.code : error).toMatch(
      /^session_(?:revoked|expired|unknown)$|^token_superseded$|^refresh_token_invalid$|^impersonation_limited$/,
    );
  }
}

/** The principal that the cookie gives, as an endpoint would have it before it mints. */
async function principalOf(gemel: Gemel, known: Known): Promise<SessionPrincipal> {
  const result = await gemel.authenticate(withCookie(known.sessionToken));
  if (result.status === 'authenticated') return result.principal;
  throw result.status === 'refused' ? result.error : new Error('expected a cookie');
}

async function checkParity(gemel: Gemel, known: Known, { clock }: Fleet, isDeaf: boolean): Promise<void> {
  const cookie = await gemel.authenticate(withCookie(known.sessionToken));
  const bearer = await gemel.authenticate(withToken(known.tokens, clock.wallMs() / 1000));
  const codes = [cookie, bearer].map((result) => (result.status === 'refused' ? result.error.code : result.status));
  const story = JSON.stringify({ codes, known, isDeaf, at: clock.monotonicMs() });

  // A node that hears the feed, or asks the store, accepts nothing that has ended.
  const { isFresh } = (await gemel.health()).feed;
  if (isOver(known) && (!isDeaf || !isFresh)) expect(codes, story).not.toContain('authenticated');
  if (cookie.status === 'authenticated' && bearer.status === 'authenticated') {
    // A node that hears nothing may learn of a change by the newer of the two, and from then on both are judged by it.
    const isBehind = isDeaf && isFresh && cookie.principal.generation < bearer.principal.generation;
    const asked = isBehind ? await gemel.authenticate(withCookie(known.sessionToken)) : cookie;
    expect(asked.status === 'authenticated' && asked.principal, story).toEqual(bearer.principal);
    return;
  }
  if (clock.wallMs() / 1000 >= expiryOf(known.tokens.accessToken)) {
    expect(codes[1], story).not.toBe('authenticated');
    return;
  }
  if (codes[1] === 'token_superseded') return;
  // Within the bound a node that hears nothing may still trust one of the two; else they must agree.
  if (isDeaf && isFresh) return;
  expect(codes[1], story).toBe(codes[0]);
}

/** With a proof where the token is bound. */
function withToken({ accessToken, tokenType }: IssuedTokens, now: number): RequestFacts {
  if (tokenType === 'Bearer') return withBearer(accessToken);
  const dpop = holder.proof('GET', '/', { ath: hashOf(accessToken), iat: Math.floor(now) });
  return { ...aRequest({ authorization: `DPoP ${accessToken}`, dpop }), message: { url: '/' } };
}

function expiryOf(accessToken: string): number {
  const claims: unknown = JSON.parse(Buffer.from(present(accessToken.split('.')[1]), 'base64url').toString());
  return typeof claims === 'object' && claims !== null && 'exp' in claims ? Number(claims.exp) : Number.NaN;
}
