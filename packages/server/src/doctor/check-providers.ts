/** Looks at each provider that people may sign in with: whether it answers, and what it has to know of this service. */
import { findProviderFault, providerCallbackPath } from '@gemel/accounts';
import { endpointPaths } from '@gemel/protocol';
import type { Configuration } from '../configuration/configuration.ts';
import { type Finding, ok, problem } from './finding.ts';

export async function checkProviders({
  providers = {},
  url,
  port,
}: Pick<Configuration, 'providers' | 'url' | 'port'>): Promise<readonly Finding[]> {
  const own = url ?? `http://localhost:${port}`;
  return Promise.all(
    Object.entries(providers).map(async ([name, options]) => {
      const fault = await findProviderFault(name, options);
      if (fault !== undefined)
        return problem(`Provider ${name}: ${options.issuer} cannot be used (${fault}); other ways to sign in work meanwhile`);
      const uris = `redirect URI ${own}${providerCallbackPath(name)}, back-channel logout URI ${own}${endpointPaths.backChannelLogout}/${name}`;
      return ok(`Provider ${name}: ${options.issuer} answers; register there as ${options.clientId}: ${uris}`);
    }),
  );
}
