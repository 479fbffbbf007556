/** A real provider of OpenID Connect on this machine, whose people sign in by pressing a button with their name. */
import { generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';
import { keepInMemory } from './keep-in-memory.ts';

/** Claims of somebody; `sub` is the name in the map of people. */
export type PersonClaims = Readonly<Record<string, string | boolean | number>>;

export interface OidcProviderOptions {
  /** Given the issuer, what is registered there: a client's metadata in the spelling of the specifications. */
  readonly clients: readonly object[];
  readonly people: Readonly<Record<string, PersonClaims>>;
  /** `scope` and `email` claims in the ID token, and not in the user info alone; false by default, as the specification has it. */
  readonly tellsInIdToken?: boolean;
  /** A port that was reserved; a free one by default. */
  readonly port?: number;
}

export interface OidcProvider {
  readonly issuer: string;
  /** What it signs with: a private JWK with `kid` and `alg`. */
  readonly signingKey: JsonWebKey & { readonly kid: string; readonly alg: string };
  /** Its people may change at any time. */
  readonly people: Map<string, PersonClaims>;
  /** Put in place of every ID token that it issues from now on; undefined lets them pass. */
  rewriteIdToken: ((idToken: string) => string | Promise<string>) | undefined;
  /** Posts a logout token to the client's address, as at the end of a session. Rejects where it is not taken. */
  logout(clientId: string, subject: string, sid: string): Promise<void>;
  stop(): Promise<void>;
}

const kid = 'testbed';

export async function startOidcProvider(options: OidcProviderOptions): Promise<OidcProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const signingKey = {
    ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
    kid,
    alg: 'ES256',
    use: 'sig',
  };
  const people = new Map(Object.entries(options.people));
  // Loaded for those who start one: it takes longer than all the rest together.
  const oidc = await import('oidc-provider');
  const provider = new oidc.Provider(issuer, configure(options, people, signingKey));
  const answer = provider.callback();
  const running: OidcProvider = {
    issuer,
    signingKey,
    people,
    rewriteIdToken: undefined,
    logout: async (clientId, subject, sid) => {
      const client = await provider.Client.find(clientId);
      if (client === undefined) throw new Error(`no client ${clientId}`);
      await client.backchannelLogout(subject, sid);
    },
    stop: () => stop(server),
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', issuer);
    if (pathname.startsWith('/choose/')) return void choose(provider, people, { request, response }).catch(() => response.destroy());
    if (pathname === '/token' && running.rewriteIdToken !== undefined) rewriteAnswer(response, running.rewriteIdToken);
    return answer(request, response);
  });
  return running;
}

function configure(
  { clients, tellsInIdToken = false }: OidcProviderOptions,
  people: ReadonlyMap<string, PersonClaims>,
  signingKey: JsonWebKey,
): object {
  return {
    adapter: keepInMemory(),
    clients: clients.map((client) => ({ id_token_signed_response_alg: 'ES256', ...client })),
    jwks: { keys: [signingKey] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: ['openid', 'email'],
    claims: { openid: ['sub', 'sid'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: !tellsInIdToken,
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/choose/${uid}` },
    findAccount: (_: unknown, sub: string) =>
      people.has(sub) ? { accountId: sub, claims: () => ({ sub, ...people.get(sub) }) } : undefined,
    // It would not speak with this machine otherwise.
    fetch: (url: string, { method, headers, body }: RequestInit) =>
      fetch(url, { method, headers, body, redirect: 'manual' } as RequestInit),
    // Nobody is asked whether an application may know them.
    loadExistingGrant: async ({ oidc }: GrantContext) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
    ttl: { Interaction: 3600, Session: 3600, Grant: 3600, AccessToken: 600, AuthorizationCode: 60, IdToken: 600 },
  };
}

interface GrantContext {
  readonly oidc: {
    readonly provider: Provider;
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string };
  };
}

/** A page with a button for each person, and one to break off. */
async function choose(
  provider: Provider,
  people: ReadonlyMap<string, PersonClaims>,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  if (request.method !== 'POST') {
    const buttons = [...people.keys(), ''].map((name) => `<button name="person" value="${name}">${name || 'Cancel'}</button>`);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    return void response.end(`<!doctype html><title>Who are you?</title><form method="post">${buttons.join('')}</form>`);
  }
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const person = new URLSearchParams(body).get('person') ?? '';
  const result = people.has(person)
    ? { login: { accountId: person } }
    : { error: 'access_denied', error_description: '<b>broken off</b> by its owner' };
  await provider.interactionFinished(request, response, result);
}

/** The provider answers a token request in one piece. */
function rewriteAnswer(response: ServerResponse, rewrite: NonNullable<OidcProvider['rewriteIdToken']>): void {
  const end = response.end.bind(response);
  const replace = async (body: string): Promise<void> => {
    const members = JSON.parse(body) as { readonly id_token?: string }; // its own answer
    const written = JSON.stringify(members.id_token === undefined ? members : { ...members, id_token: await rewrite(members.id_token) });
    response.setHeader('content-length', Buffer.byteLength(written));
    end(written);
  };
  response.end = ((body: unknown): ServerResponse => {
    void replace(String(body)).catch(() => response.destroy());
    return response;
  }) as ServerResponse['end']; // of its overloads the one that is used
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => void server.close(() => resolve()));
}
