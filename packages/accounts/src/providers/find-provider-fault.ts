/** Asks a provider for what it says of itself, as a sign-in would, for whoever sets one up. */
import { GemelError } from '@gemel/protocol';
import { createProviderClient } from './provider-client.ts';
import { type ProviderOptions, resolveProviderOptions } from './provider-options.ts';

/** Returns what is wrong, in a few words; undefined where it answers as it must. */
export async function findProviderFault(name: string, options: ProviderOptions): Promise<string | undefined> {
  const problems: string[] = [];
  const [provider] = resolveProviderOptions({ [name]: options }, 'https://app.example', problems);
  if (provider === undefined) return problems.join('; ');
  try {
    await createProviderClient(provider, () => Date.now() / 1000).keysUrl();
    return undefined;
  } catch (error) {
    const cause: unknown = error instanceof GemelError ? error.cause : undefined;
    return String(Reflect.get(Object(cause), 'text') ?? 'it does not answer');
  }
}
