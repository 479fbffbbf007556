/** Seals what others keep in their stores beside the engine's own, such as second-factor seeds: one more use of the server secrets. */
import { GemelError } from '@gemel/protocol';
import type { Runtime } from '../ports/runtime.ts';
import type { Secrets } from './secrets.ts';

/** Sealing under the engine's secrets; what was sealed under a former one opens as long as that secret is configured. */
export interface Vault {
  /** @param context what the text belongs to, such as a record's id: sealed for one, it does not open for another. */
  seal(text: string, context: string): string;
  /** @throws GemelError `secret_mismatch` where no configured secret, or another context, sealed it */
  open(sealed: string, context: string): string;
  /** Whether it was sealed under a secret that is no longer the first. */
  isOutdated(sealed: string): boolean;
}

export function createVault(secrets: Secrets, runtime: Pick<Runtime, 'seal' | 'open'>): Vault {
  return {
    seal: (text, context) => `${secrets.current.name}.${runtime.seal(secrets.current.vaultKey, text, context)}`,
    open: (sealed, context) => {
      const [name, rest] = split(sealed);
      const secret = secrets.byName(name);
      const text = secret && runtime.open(secret.vaultKey, rest, context);
      if (text === undefined) throw new GemelError('secret_mismatch', secret === undefined ? unknownSecret(name, secrets) : brokenSeal);
      return text;
    },
    isOutdated: (sealed) => split(sealed)[0] !== secrets.current.name,
  };
}

const brokenSeal = 'Something sealed in the store was changed, or belongs elsewhere.';

function unknownSecret(name: string, { names }: Secrets): string {
  return `Something in the store is sealed under the secret named ${name}; configured: ${names.join(', ')}.`;
}

function split(sealed: string): readonly [name: string, rest: string] {
  const dot = sealed.indexOf('.');
  return [sealed.slice(0, Math.max(dot, 0)), sealed.slice(dot + 1)];
}
