/** The server's HTTP side over memory stores, with the accounts in the test's hands: their clock, their mail, and what no page does yet. */
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { type Accounts, type AccountsOptions, createAccounts, type MailMessage } from '@gemel/accounts';
import { createMemoryAccountStore } from '@gemel/accounts/stores/memory';
import { createGemel, type Gemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { createApp } from '../../src/http/create-app.ts';
import { createListener } from '../../src/http/create-listener.ts';
import type { RouteRow } from '../../src/http/route-table.ts';
import { createLogger } from '../../src/logging/create-logger.ts';
import { createRequestCounts } from '../../src/metrics/request-counts.ts';

export interface OwnServer {
  readonly url: string;
  readonly gemel: Gemel;
  readonly accounts: Accounts;
  readonly routes: readonly RouteRow[];
  /** What was mailed so far. */
  readonly mails: readonly MailMessage[];
  /** Resolves to the newest message of that kind to an address, as soon as there are as many. */
  mailTo(email: string, kind: MailMessage['kind'], count?: number): Promise<MailMessage>;
  /** Seconds by which the accounts' clock is ahead. */
  readonly clock: { ahead: number };
  /** Answers a path as an application beside the server would. */
  mount(path: string, listener: RequestListener): void;
  /** The log so far, as text. */
  log(): string;
  stop(): Promise<void>;
}

/** As for accounts; mail goes to `mails` where nothing else is said. */
export type OwnServerOptions = Omit<Partial<AccountsOptions>, 'mail'> & {
  /** `none`: there is no mail. */
  readonly mail?: Partial<NonNullable<AccountsOptions['mail']>> | 'none';
  /** As the server's services have it. */
  readonly sessionsMaxAuthAge?: number;
};

export async function startOwnServer({ mail, sessionsMaxAuthAge, ...options }: OwnServerOptions = {}): Promise<OwnServer> {
  const server = createServer({ requireHostHeader: false });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  const url = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const sessions = createMemoryStore();
  const gemel = await createGemel({ issuer: url, secret: randomBytes(32).toString('base64url'), store: sessions });
  const mails: MailMessage[] = [];
  const waiting = new Set<() => void>();
  const send = async (message: MailMessage): Promise<void> => {
    mails.push(message);
    for (const wake of waiting) wake();
  };
  const clock = { ahead: 0 };
  const accounts = createAccounts({
    gemel,
    store: createMemoryAccountStore(),
    hashing: { memoryKiB: 64, passes: 1 },
    ...(mail === 'none' ? {} : { mail: { send, ...mail } }),
    clock: { wallMs: () => (gemel.engineTime() + clock.ahead) * 1000, monotonicMs: () => performance.now() },
    ...options,
  });
  const lines: string[] = [];
  const logger = createLogger({ level: 'trace', format: 'json', write: (line) => void lines.push(line) });
  const { app, routes } = createApp({
    gemel,
    accounts,
    logger,
    requests: createRequestCounts(),
    url,
    clients: [],
    feedAccess: 'public',
    sessionsMaxAuthAge,
    minPasswordLength: 15,
    stopping: new AbortController().signal,
  });
  const mounted = new Map<string, RequestListener>();
  const listener = createListener(app, logger, url);
  server.on('request', (request, response) => (mounted.get(request.url ?? '') ?? listener)(request, response));
  return {
    url,
    gemel,
    accounts,
    routes,
    mails,
    mailTo: async (email, kind, count = 1) => {
      for (;;) {
        const found = mails.filter((message) => message.to === email && message.kind === kind);
        const newest = found.at(-1);
        if (newest !== undefined && found.length >= count) return newest;
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
        });
      }
    },
    clock,
    mount: (path, own) => void mounted.set(path, own),
    log: () => lines.join('\n'),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await gemel.close();
      await accounts.close();
      await sessions.close();
    },
  };
}
