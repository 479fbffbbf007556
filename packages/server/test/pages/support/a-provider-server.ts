/** The server, two real providers of OpenID Connect and one that is down, all on this machine. */
import { type OidcProvider, reservePort, startOidcProvider } from '@gemel/testbed';
import { type InProcessServer, startInProcess, type Visitor } from '../../support/in-process-server.ts';

export interface ProviderServer {
  readonly server: InProcessServer;
  /** `example`: whose word about addresses counts. */
  readonly idp: OidcProvider;
  /** `other`: whose word does not. */
  readonly other: OidcProvider;
  stop(): Promise<void>;
}

const clientSecret = 'a secret of forty-three characters, at least';

export async function startProviderServer(): Promise<ProviderServer> {
  const port = await reservePort();
  const url = `http://localhost:${port}`;
  const people = {
    ada: { email: 'ada@example.com', email_verified: true },
    grace: { email: 'grace@example.com', email_verified: true },
    eve: { email: 'ada@example.com', email_verified: false },
  };
  const clientOf = (name: string): object => ({
    client_id: 'gemel',
    client_secret: clientSecret,
    redirect_uris: [`${url}/sign-in/with/${name}/callback`],
    backchannel_logout_uri: `${url}/auth/back-channel-logout/${name}`,
    backchannel_logout_session_required: true,
  });
  const idp = await startOidcProvider({ clients: [clientOf('example')], people });
  const other = await startOidcProvider({ clients: [clientOf('other')], people });
  const providers = {
    example: { issuer: idp.issuer, clientId: 'gemel', clientSecret, label: 'Example ID', trustsEmail: true },
    other: { issuer: other.issuer, clientId: 'gemel', clientSecret, label: 'Other ID' },
    down: { issuer: 'http://127.0.0.1:9', clientId: 'gemel', label: 'Sleepy ID' },
  };
  const server = await startInProcess({ GEMEL_PORT: String(port), GEMEL_PROVIDERS: JSON.stringify(providers) });
  return {
    server,
    idp,
    other,
    stop: async () => {
      await server.stop();
      await Promise.all([idp.stop(), other.stop()]);
    },
  };
}

/** Presses the button of a provider, and returns where the page leads. */
export async function setOut(visitor: Visitor, name = 'example', query = ''): Promise<string> {
  const page = await visitor.post(`/sign-in/with/${name}${query}`);
  const [, url] = /^0; url=(.+)$/.exec(page.headers.get('refresh') ?? '') ?? [];
  if (url === undefined) throw new Error(`answered ${page.status}: ${(await page.text()).slice(0, 2000)}`);
  return url;
}

/** The path, with its query, that the provider leads back to. */
export function pathOf({ pathname, search }: URL): string {
  return `${pathname}${search}`;
}
