/** A whole verifier on whatever runtime: it finds keys and feed by the issuer's name, accepts a token, hears of the end of its session, and refuses it. */
import type * as library from '@gemel/verifier';
import { createManualClock } from '../../support/manual-clock.ts';
import { aPage } from '../../support/pages.ts';
import type { TokenSetting, VectorFile } from '../vector-file.ts';

/** The codes with which the token was answered. */
export interface LifeOutcome {
  readonly whileItLives: string;
  readonly afterItsEnd: string;
  /** By `verifySync`: `accepted` only where the cryptography is synchronous. */
  readonly atOnce: string;
  readonly fetched: readonly string[];
}

type LifeLibrary = Pick<typeof library, 'createVerifier' | 'GemelError'>;

interface Material {
  readonly token: string;
  readonly setting: TokenSetting;
  readonly key: unknown;
}

/** @param files of which `rfc9068.json` has the token, its key and its time. */
export async function runLife(verifier: LifeLibrary, files: readonly (readonly [string, VectorFile])[]): Promise<LifeOutcome> {
  const { token, setting, key } = materialOf(files);
  const { issuer } = setting;
  const [feedUri, jwksUri] = [`${issuer}/feed`, `${issuer}/jwks.json`];
  const clock = createManualClock();
  clock.stepWall(setting.now * 1000 - clock.wallMs());
  const fetched = new Set<string>();
  let hasEnded = false;

  const pageFor = (asked: URLSearchParams): unknown => {
    const sid: unknown = Reflect.get(claimsIn(token), 'sid');
    const isNews = hasEnded && asked.get('after') !== 'c2';
    const entries = isNews ? [{ kind: 'session', sid, generation: Number.MAX_SAFE_INTEGER, until: setting.now + 310 }] : [];
    return { ...aPage({ now: setting.now, cursor: hasEnded ? 'c2' : 'c1' }), entries, nonce: asked.get('nonce') };
  };
  const answers = (url: URL): unknown => {
    if (url.href.startsWith(feedUri)) return pageFor(url.searchParams);
    return url.href === jwksUri ? { keys: [key] } : { issuer, jwks_uri: jwksUri, gemel_feed_uri: feedUri };
  };

  const made = verifier.createVerifier(
    { issuer, audience: setting.audiences, algorithms: setting.algorithms, cacheSize: 0 },
    {
      clock,
      sleep: (ms, signal) => (ms < 1000 ? aTurn() : untilAborted(signal)),
      jitter: () => 1,
      async fetch(url) {
        await aTurn();
        fetched.add(new URL(url).pathname);
        return Response.json(answers(new URL(url)));
      },
    },
  );
  const outcomeOf = async (judge: () => unknown): Promise<string> => {
    try {
      await judge();
      return 'accepted';
    } catch (error) {
      if (error instanceof verifier.GemelError) return error.code;
      throw error;
    }
  };
  const verify = (): Promise<string> => outcomeOf(() => made.verify(token));

  await made.ready();
  const whileItLives = await verify();
  const atOnce = await outcomeOf(() => made.verifySync(token));
  hasEnded = true;
  let afterItsEnd = 'accepted';
  for (let reads = 0; afterItsEnd === 'accepted' && reads < 1000; reads++) {
    await aTurn();
    afterItsEnd = await verify();
  }
  await made.close();
  return { whileItLives, afterItsEnd, atOnce, fetched: [...fetched].toSorted() };
}

function materialOf(files: readonly (readonly [string, VectorFile])[]): Material {
  const file = files.find(([name]) => name === 'rfc9068.json')?.[1];
  const good = file?.groups.flatMap(({ cases }) => cases).find(({ expect }) => expect === 'accepted');
  if (file?.setting === undefined || typeof good?.input !== 'string') throw new Error('rfc9068.json has no token that is accepted');
  return { token: good.input, setting: file.setting, key: file.keys['es'] };
}

/** Lets the runtime do what is due beside promises. */
function aTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener('abort', () => resolve());
  });
}

function claimsIn(token: string): object {
  const [, payload = ''] = token.split('.');
  const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  return Object(claims);
}
