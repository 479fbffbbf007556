/** What a provider's server can make ours ask for: its own addresses, and nothing that it points to; so much of an answer, and so long. ASVS 1.3.6, 15.3.2 */
import type { IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { boundedFetch } from '../../src/providers/bounded-fetch.ts';
import { aWorld, type World } from '../a-world.ts';
import { codeOf } from '../support.ts';
import { aServer } from './a-server.ts';

/** Something inside that answers whoever asks, such as a cloud's metadata: it notes what it was asked. */
async function somethingInside(): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const url = await aServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json').end('{"keys":[],"secret":"of this machine"}');
  });
  return { url: `${url}/latest/meta-data`, asked };
}

type Place = 'metadata' | 'token' | 'jwks' | 'userinfo';

interface Misled {
  readonly world: World;
  readonly asked: readonly string[];
  /** What the provider itself was asked. */
  readonly places: readonly string[];
}

/** A world whose provider answers as it should, and leads elsewhere at one place. */
async function aMisledWorld(at: Place, status: number): Promise<Misled> {
  const inside = await somethingInside();
  const places: string[] = [];
  let nonce = '';
  const issuer = await aServer((request, response) => {
    const place = placeOf(request);
    places.push(place);
    if (place === at) return void response.writeHead(status, { location: inside.url }).end();
    if (place === 'token') return void response.setHeader('content-type', 'application/json').end(JSON.stringify(tokensFor(issuer, nonce)));
    response.setHeader('content-type', 'application/json').end(JSON.stringify(metadataOf(issuer)));
  });
  const world = await aWorld({ hasMail: true, providers: { misled: { issuer, clientId: 'gemel', trustsEmail: true } } });
  onTestFinished(() => world.stop());
  world.clock.seconds = world.gemel.engineTime();
  const begin = world.accounts.providers.beginSignIn;
  Object.assign(world.accounts.providers, {
    beginSignIn: async (given: Parameters<typeof begin>[0]) => {
      const journey = await begin(given);
      nonce = new URL(journey.url).searchParams.get('nonce') ?? '';
      return journey;
    },
  });
  return { world, asked: inside.asked, places };
}

function placeOf({ url = '' }: IncomingMessage): Place {
  return (['token', 'jwks', 'userinfo'] as const).find((place) => url === `/${place}`) ?? 'metadata';
}

function metadataOf(issuer: string): object {
  return {
    ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
    ...{ jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/userinfo` },
    ...{ response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'] },
  };
}

/** Of a signature that holds nowhere: it is looked for all the same. */
function tokensFor(issuer: string, nonce: string): object {
  const iat = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: issuer, aud: 'gemel', sub: 'ada', iat, exp: iat + 300, nonce };
  const idToken = `${part({ alg: 'ES256', kid: 'one' })}.${part(claims)}.${Buffer.alloc(64, 7).toString('base64url')}`;
  return { access_token: 'access', token_type: 'Bearer', expires_in: 300, id_token: idToken };
}

async function walk({ world }: Misled): Promise<string> {
  const { beginSignIn, finish } = world.accounts.providers;
  const walking = async (): Promise<unknown> => {
    const { url, secret } = await beginSignIn({ provider: 'misled' });
    const state = new URL(url).searchParams.get('state') ?? '';
    return finish({ provider: 'misled', secret, query: new URLSearchParams({ code: 'a code', state }) });
  };
  return codeOf(walking(), 'in');
}

describe('where a provider leads us elsewhere', () => {
  it.each([
    ['its metadata', 'metadata', ['metadata']],
    ['its token endpoint', 'token', ['metadata', 'token']],
    ['its keys', 'jwks', ['metadata', 'token', 'jwks']],
  ] as const)('by a redirect from %s, we ask nobody else, and sign nobody in (1.3.6, SSRF)', async (_, at, way) => {
    // 307 and 308 would carry the code and the client's secret along.
    for (const status of [301, 302, 303, 307, 308]) {
      const misled = await aMisledWorld(at, status);
      expect(['provider_unavailable', 'provider_failed'], String(status)).toContain(await walk(misled));
      expect(misled.places, String(status)).toEqual(way);
      expect(misled.asked, String(status)).toEqual([]);
    }
  });

  it('by a redirect from its keys, where a logout token names one, we ask nobody else', async () => {
    const { world, asked, places } = await aMisledWorld('jwks', 302);
    const { id_token: token } = tokensFor('x', '') as { readonly id_token: string };
    expect(await codeOf(world.accounts.providers.endSessions('misled', token))).toBe('provider_unavailable');
    expect(places).toEqual(['metadata', 'jwks']);
    expect(asked).toEqual([]);
  });
});

describe('one answer of a provider', () => {
  it.each([301, 302, 303, 307, 308])('of %d is handed on as it is, and not followed', async (status) => {
    const { url, asked } = await somethingInside();
    const from = await aServer((_, response) => void response.writeHead(status, { location: url }).end('elsewhere'));
    const answer = await boundedFetch(from, { method: 'POST', body: new URLSearchParams({ client_secret: 'x' }) });
    expect([answer.status, asked]).toEqual([status, []]);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/',
    'http://provider.example/',
    'file:///etc/passwd',
    'ftp://localhost/',
  ])('is not asked for in clear, or elsewhere than over HTTP: %s', async (url) => {
    expect(await codeOf(boundedFetch(url))).toBe('provider_unavailable');
  });

  it('is cut where it is longer than a quarter of a megabyte: the sender is hung up on', async () => {
    const mebibyte = 1024 * 1024;
    let taken = 0;
    const hungUp = new Promise<void>((resolve) => {
      void aServer((_, response) => {
        const chunk = Buffer.alloc(65_536, 32);
        const more = (): void => {
          while (response.writable && !response.destroyed) {
            taken += chunk.byteLength;
            if (!response.write(chunk)) return;
          }
        };
        response.setHeader('content-type', 'application/json').on('drain', more).on('close', resolve);
        more();
      }).then(async (url) => expect(await codeOf(boundedFetch(url))).toBe('provider_unavailable'));
    });
    await hungUp;
    // What lies in the buffers between us was sent, and is not kept.
    expect(taken).toBeLessThan(32 * mebibyte);
  });

  it('is given up after five seconds, though its body goes on trickling', async () => {
    const url = await aServer((_, response) => {
      const timer = setInterval(() => response.write(' '), 50);
      response.setHeader('content-type', 'application/json').on('close', () => clearInterval(timer));
      response.write('{');
    });
    const begun = performance.now();
    expect(await codeOf(boundedFetch(url))).toBe('provider_unavailable');
    const tookMs = performance.now() - begun;
    expect(tookMs).toBeGreaterThan(4500);
    expect(tookMs).toBeLessThan(8000);
  }, 15_000);
});
