/** The engine and the accounts over open stores; commands use them without a server. */
import { type Accounts, type AccountsOptions, type AuditFault, createAccounts } from '@gemel/accounts';
import { createGemel, type Gemel } from 'gemel';
import { builtInRoles } from '../admin/admin-scope.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { OpenDatabase } from '../stores/database.ts';

interface EngineParts {
  readonly url: string;
  readonly secrets: readonly string[];
  readonly stores: OpenDatabase;
  /** True beside a fleet: what it signs with stays, whatever the configuration says. */
  readonly keepsAlgorithm?: boolean;
  /** What whoever looks at the fleet knows it as. */
  readonly nodeName: string;
  /** Undefined, as for commands: there is no mail. */
  readonly mail?: AccountsOptions['mail'];
  /** Told where the audit log cannot be written. */
  readonly onAuditFault: (fault: AuditFault) => void;
}

const secondsOfDay = 86_400;

export async function startEngine(
  {
    clients,
    cookieName,
    allowedOrigins,
    trustedProxies,
    tokenAlgorithm,
    areTokensBound,
    secondFactor,
    totpSteps,
    passkeySite,
    timeouts: { inactivityTimeout, overallTimeout },
    limits,
    admin,
    unsealedPasskeys,
    auditDays,
    providers,
    roles,
    freshness: { maxStaleness, onStale },
  }: Configuration,
  { url, secrets, stores, nodeName, keepsAlgorithm = false, mail, onAuditFault }: EngineParts,
): Promise<{ readonly gemel: Gemel; readonly accounts: Accounts }> {
  const gemel = await createGemel({
    issuer: url,
    secret: secrets,
    store: stores.sessions,
    tokens: {
      audiences: [...new Set([url, ...clients.flatMap(({ audiences }) => audiences)])],
      ...(tokenAlgorithm === undefined ? {} : { algorithm: tokenAlgorithm }),
      keepsAlgorithm,
      areBound: areTokensBound,
    },
    http: { allowedOrigins, trustedProxies },
    sessions: {
      ...(inactivityTimeout === undefined ? {} : { inactivityTimeout }),
      ...(overallTimeout === undefined ? {} : { overallTimeout }),
    },
    freshness: { nodeName, ...(maxStaleness === undefined ? {} : { maxStaleness }), ...(onStale === undefined ? {} : { onStale }) },
    ...(cookieName === undefined ? {} : { cookie: { name: cookieName } }),
  });
  const accounts = createAccounts({
    gemel,
    store: stores.accounts,
    builtInRoles,
    ...(roles === undefined ? {} : { roles }),
    audit: { onFault: onAuditFault, ...(auditDays === undefined ? {} : { keepFor: auditDays * secondsOfDay }) },
    ...(providers === undefined ? {} : { providers }),
    ...(mail === undefined ? {} : { mail }),
    secondFactor: { ...(secondFactor === undefined ? {} : { required: secondFactor }), ...(totpSteps === undefined ? {} : { totpSteps }) },
    ...(limits === undefined ? {} : { throttling: limits }),
    passkeys: {
      ...(passkeySite.domain === undefined ? {} : { rpId: passkeySite.domain }),
      origins: [url, ...passkeySite.origins, ...consoleOrigins(url, admin.port)],
      ...(unsealedPasskeys === undefined ? {} : { unsealed: unsealedPasskeys }),
    },
  });
  return { gemel, accounts };
}

/** Where the console has the host of the public pages, which is on a developer's machine, the same passkeys can be shown there. */
function consoleOrigins(url: string, adminPort: number): readonly string[] {
  return new URL(url).hostname === 'localhost' && adminPort !== 0 ? [`http://localhost:${adminPort}`] : [];
}
