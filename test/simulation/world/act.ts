/** What people do, and thieves. */
import { GemelError } from '@gemel/protocol';
import type { AuthenticationResult, Gemel, IssuedTokens } from '../../../packages/gemel/src/core/gemel.ts';
import type { Deed, Step } from '../plan/step.ts';
import { callNode } from './call-node.ts';
import { type Client, takeSession, takeTokens } from './client.ts';
import { compareTwins } from './compare-twins.ts';
import { bearerOf, cookieOf, type Credential, presentAtNode, presentAtVerifier } from './present.ts';
import { track } from './track.ts';
import type { World } from './world.ts';

type Act<Name> = Extract<Deed, { do: Name }>;

export function act(world: World, step: Step & { readonly client: number }): void {
  const client = world.clients[step.client % world.clients.length];
  if (client === undefined) return;
  const outcome = actOf(world, client, step);
  if (outcome === undefined) return;
  track(world, outcome).then(
    (what) => world.tell(() => `  ${client.name}: ${step.do}: ${what ?? 'done'}`),
    (error: unknown) => world.tell(() => `  ${client.name}: ${step.do}: ${error instanceof GemelError ? error.code : String(error)}`),
  );
}

function actOf(world: World, client: Client, step: Step & { readonly client: number }): Promise<string | void> | undefined {
  switch (step.do) {
    case 'sign in':
      return signIn(world, client, step);
    case 'request':
      return request(world, client, step);
    case 'refresh':
      for (let tab = 1; tab < step.tabs; tab++) track(world, refresh(world, client, step.node + tab)).catch(() => undefined);
      return refresh(world, client, step.node);
    case 'mint':
      return mint(world, client, step.node);
    case 'step up':
      return stepUp(world, client, step.node);
    case 'sign out':
      return signOut(world, client, step.node);
    case 'compare':
      return callNode(world, step.node, (gemel, { name }) => compareTwins(world, name, gemel, client));
    case 'steal':
      return steal(world, client);
    case 'thief refreshes':
      return thiefRefreshes(world, client, step.node);
    default:
      return undefined;
  }
}

async function signIn(world: World, client: Client, { node, mode, thinkMs }: Act<'sign in'>): Promise<string> {
  const subjectVersion = await callNode(world, node, (gemel) => gemel.subjectVersion(client.subject));
  const begunMs = world.scheduler.nowMs;
  await world.outside.sleep(thinkMs);
  const roles = ['reader'];
  const started = await callNode(world, node, async (gemel) => {
    const session = await gemel.startSession({ subject: client.subject, subjectVersion, mode, roles });
    world.judge.signIn(client.subject, session.session.sid, begunMs);
    return session;
  });
  takeSession(client, started);
  world.count('signed in');
  return `${started.session.sid}, ${mode}`;
}

/** The credential that was asked for, or the other one. */
function credentialOf(client: Client, by: 'cookie' | 'bearer'): Credential | undefined {
  const cookie = client.cookie === undefined ? undefined : cookieOf(client.cookie, true);
  const bearer = client.accessToken === undefined ? undefined : bearerOf(client.accessToken, true);
  return by === 'cookie' ? (cookie ?? bearer) : (bearer ?? cookie);
}

async function request(world: World, client: Client, { place, by }: Act<'request'>): Promise<string> {
  const credential = credentialOf(client, by);
  if (credential === undefined) return 'holds nothing';
  const verifier = world.verifiers[place - world.settings.nodes];
  if (verifier === undefined || credential.kind === 'cookie') {
    const result = await callNode(world, place, (gemel, { name }) => presentAtNode(world, name, gemel, credential));
    return result === undefined ? 'fault' : result.status;
  }
  if (verifier.machine.isRunning) await presentAtVerifier(world, verifier, credential);
  return `at ${verifier.name}`;
}

const mostTries = 4;

/** As a client does it: the same token again while nothing is known, the newest one where another tab has got one. */
async function refresh(world: World, client: Client, node: number): Promise<string> {
  for (let tries = 1; ; tries++) {
    const { sid, refreshToken } = client;
    if (sid === undefined || refreshToken === undefined) return 'holds no refresh token';
    try {
      const tokens = await callNode(world, node + tries - 1, (gemel, { name }) =>
        refreshAt(world, name, gemel, { sid, refreshToken, isHonest: true }),
      );
      if (client.sid === sid) takeTokens(client, tokens);
      world.count('refreshed');
      return `refreshed, now ${tokens.refreshToken?.split('.')[2]}`;
    } catch (error) {
      const isRefused = error instanceof GemelError && error.isRefusal;
      if (isRefused || tries === mostTries) throw error;
      await world.outside.sleep(world.settings.maxStaleness * 100);
    }
  }
}

interface Presented {
  readonly sid: string;
  readonly refreshToken: string;
  readonly isHonest: boolean;
}

export async function refreshAt(
  world: World,
  where: string,
  gemel: Gemel,
  { sid, refreshToken, isHonest }: Presented,
): Promise<IssuedTokens> {
  // A token that is being judged already gets the answer of the presentation that came first.
  const flight = `${where} ${refreshToken}`;
  const startedMs = world.refreshesUnderWay.get(flight) ?? world.scheduler.nowMs;
  world.refreshesUnderWay.set(flight, startedMs);
  try {
    const tokens = await gemel.refresh(refreshToken);
    world.judge.renewal(where, 'refreshed token', sid, startedMs);
    world.judge.successor(refreshToken, tokens.refreshToken ?? '', startedMs);
    return tokens;
  } catch (error) {
    world.count(`refresh ${error instanceof GemelError ? error.code : 'error'}`);
    if (isHonest) await world.judge.refusal({ where, kind: 'refresh', credential: refreshToken, sid, error });
    throw error;
  } finally {
    world.refreshesUnderWay.delete(flight);
  }
}

/** What the token endpoint does with a cookie. */
async function mint(world: World, client: Client, node: number): Promise<string> {
  const { cookie, sid } = client;
  if (cookie === undefined || sid === undefined) return 'holds no cookie';
  const tokens = await callNode(world, node, async (gemel, { name }) => {
    const exchange = async (): Promise<IssuedTokens> => {
      const startedMs = world.scheduler.nowMs;
      const principal = principalOf(await presentAtNode(world, name, gemel, cookieOf(cookie, true)));
      const issued = await gemel.issueAccessToken(principal);
      world.judge.renewal(name, 'minted token', sid, startedMs);
      return issued;
    };
    return exchange().catch((error: unknown) => {
      if (error instanceof GemelError && error.code === 'token_superseded') return exchange();
      throw error;
    });
  });
  if (client.sid === sid) takeTokens(client, tokens);
  world.count('minted');
  return 'minted';
}

function principalOf(result: AuthenticationResult | undefined): { readonly sid: string; readonly generation: number } {
  if (result?.status === 'authenticated') return result.principal;
  throw result?.status === 'refused' ? result.error : new GemelError('view_stale');
}

async function stepUp(world: World, client: Client, node: number): Promise<string> {
  const credential = credentialOf(client, 'cookie');
  if (credential === undefined) return 'holds nothing';
  const started = await callNode(world, node, async (gemel, { name }) => {
    const startedMs = world.scheduler.nowMs;
    const { sid } = principalOf(await presentAtNode(world, name, gemel, credential));
    const stepped = await gemel.stepUp(sid, { amr: ['otp'] });
    world.judge.renewal(name, 'step-up', sid, startedMs);
    return stepped;
  });
  if (client.sid === started.session.sid) takeSession(client, started);
  world.count('stepped up');
  return 'stepped up';
}

async function signOut(world: World, client: Client, node: number): Promise<string> {
  const { sid } = client;
  const token = client.refreshToken ?? client.cookie ?? client.accessToken;
  if (sid === undefined || token === undefined) return 'holds nothing';
  world.ledger.noteEndWanted((facts) => facts.sid === sid);
  await callNode(world, node, async (gemel) => {
    await gemel.revokeToken(token);
    world.judge.ending(gemel, sid);
  });
  world.count('signed out');
  return 'signed out';
}

async function steal(world: World, client: Client): Promise<string> {
  const facts = client.sid === undefined ? undefined : world.ledger.sessionOf(client.sid);
  if (client.refreshToken === undefined || facts === undefined) return 'nothing to steal';
  facts.isStolen = true;
  client.stolen = client.refreshToken;
  return 'stolen';
}

async function thiefRefreshes(world: World, client: Client, node: number): Promise<string> {
  const { stolen } = client;
  const sid = stolen?.split('.')[1];
  if (stolen === undefined || sid === undefined) return 'nothing stolen';
  const tokens = await callNode(world, node, (gemel, { name }) =>
    refreshAt(world, name, gemel, { sid, refreshToken: stolen, isHonest: false }),
  );
  client.stolen = tokens.refreshToken ?? stolen;
  client.oldAccessTokens.push(tokens.accessToken);
  world.count('thief refreshed');
  return 'the thief refreshed';
}
