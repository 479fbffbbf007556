/** What has to be there before the stores are opened. */
import type { Configuration } from '../configuration/configuration.ts';
import { databaseAt } from '../stores/database-at.ts';
import { readOrMakeSecret, secretPathOf } from './make-secret.ts';

export interface Prepared {
  readonly secrets: readonly string[];
  readonly secretPath: string | undefined;
  readonly isSecretNew: boolean;
}

/** Development makes its own files, tables and secret; production has been checked to have them. */
export async function prepare({ isProduction, database, secrets }: Configuration): Promise<Prepared> {
  if (!isProduction) {
    const made = await databaseAt(database);
    made.prepare();
    await made.migrate();
  }
  if (secrets !== undefined) return { secrets, secretPath: undefined, isSecretNew: false };
  const secretPath = secretPathOf(database);
  const { secret, isNew } = readOrMakeSecret(secretPath);
  return { secrets: [secret], secretPath, isSecretNew: isNew };
}
