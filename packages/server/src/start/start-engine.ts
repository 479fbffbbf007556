/** The engine and the accounts over open stores; commands use them without a server. */
import { type Accounts, createAccounts } from '@gemel/accounts';
import { createGemel, type Gemel } from 'gemel';
import type { Configuration } from '../configuration/configuration.ts';
import type { OpenDatabase } from '../stores/database.ts';

interface EngineParts {
  readonly url: string;
  readonly secrets: readonly string[];
  readonly stores: OpenDatabase;
}

export async function startEngine(
  { clients, cookieName, allowedOrigins, trustedProxies, tokenAlgorithm, freshness: { maxStaleness, onStale } }: Configuration,
  { url, secrets, stores }: EngineParts,
): Promise<{ readonly gemel: Gemel; readonly accounts: Accounts }> {
  const gemel = await createGemel({
    issuer: url,
    secret: secrets,
    store: stores.sessions,
    tokens: {
      audiences: [...new Set([url, ...clients.flatMap(({ audiences }) => audiences)])],
      ...(tokenAlgorithm === undefined ? {} : { algorithm: tokenAlgorithm }),
    },
    http: { allowedOrigins, trustedProxies },
    freshness: { ...(maxStaleness === undefined ? {} : { maxStaleness }), ...(onStale === undefined ? {} : { onStale }) },
    ...(cookieName === undefined ? {} : { cookie: { name: cookieName } }),
  });
  return { gemel, accounts: createAccounts({ gemel, store: stores.accounts }) };
}
