/** The providers that are configured, by name. */
import type { Seconds } from '@gemel/protocol';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import { createProviderClient, type ProviderClient } from './provider-client.ts';
import type { ResolvedProvider } from './provider-options.ts';

export interface ProviderBook {
  /** In the order of the options. */
  readonly all: readonly ResolvedProvider[];
  find(name: string): ProviderClient | undefined;
  /** Whether a link leads to one of them. */
  isLinkable(record: Pick<AuthenticatorRecord, 'data'>): boolean;
}

export function createProviderBook(all: readonly ResolvedProvider[], now: () => Seconds): ProviderBook {
  const clients: ReadonlyMap<string, ProviderClient> = new Map(all.map((one) => [one.name, createProviderClient(one, now)]));
  return {
    all,
    find: (name) => clients.get(name),
    isLinkable: ({ data }) => clients.has((data as { readonly provider: string }).provider), // as linkIdentity wrote it
  };
}
