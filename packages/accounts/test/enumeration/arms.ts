/** What somebody could ask to learn whether an address has an account: pairs of requests, the first about one that has, the second about one that has not. */
import { randomBytes } from 'node:crypto';
import { endpointPaths } from '@gemel/protocol';
import { createGemel } from 'gemel';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import { createAccountEndpoints, createAccounts } from '../../src/index.ts';
import { createSqliteAccountStore, migrateSqliteAccountStore } from '../../src/stores/sqlite/index.ts';
import { anAccount } from '../../src/testing/index.ts';
import { cheapHashing, issuer, otherPassword, password } from '../a-world.ts';
import { aSqliteFile } from '../stores/open-sqlite.ts';
import { present } from '../support.ts';
import type { Arm } from './time-arms.ts';

export interface ArmPair {
  readonly flow: string;
  /** What each arm asks. */
  readonly arms: readonly [Arm, Arm];
}

export interface Suspects {
  readonly pairs: readonly ArmPair[];
  stop(): Promise<void>;
}

/** Never met: what is limited here is another test's business. */
const endless = { burst: 1_000_000, interval: 0.01 };

/** Accounts in a SQLite file, as the server keeps them, and the endpoints over them; hashes are cheap, so that the rest of the time shows. */
export async function openSuspects(people: number): Promise<Suspects> {
  const file = await aSqliteFile();
  migrateSqliteStore(file.connect());
  migrateSqliteAccountStore(file.connect());
  const store = createSqliteAccountStore(file.connect());
  const sessions = createSqliteStore(file.connect());
  const gemel = await createGemel({ issuer, secret: randomBytes(32).toString('base64url'), store: sessions });
  const accounts = createAccounts({
    gemel,
    store,
    hashing: cheapHashing,
    throttling: { pair: endless, account: endless, address: endless, network: endless, signUps: endless, passkeys: endless },
    mail: { send: async () => undefined },
  });
  await accounts.signUp({ email: 'first@known.example', password });
  const { passwordHash = null } = (await store.findByEmail('first@known.example')) ?? {};
  const known = (index: number): string => `person-${index}@known.example`;
  const unknown = (index: number): string => `person-${index}@other.example`;
  for (let done = 0; done < people; done += 1000) {
    const batch = Array.from({ length: Math.min(1000, people - done) }, (_, index) => done + index);
    await store.insertMany(
      batch.map((index) => anAccount({ id: randomBytes(16).toString('base64url'), email: known(index), passwordHash, emailVerifiedAt: 1 })),
    );
  }
  const endpoints = createAccountEndpoints(accounts, gemel);
  /** Each request comes from elsewhere, so that none stands out by whom it shares a limit with. */
  let requests = 0;
  const send = async (path: string, body: unknown): Promise<Response> => {
    requests += 1;
    const remoteAddress = `10.${(requests >> 16) & 255}.${(requests >> 8) & 255}.${requests & 255}`;
    const request = new Request(`${issuer}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return present(await endpoints.handle(request, { remoteAddress }));
  };
  const pair = (flow: string, path: string, bodyOf: (email: string) => unknown): ArmPair => ({
    flow,
    arms: [(index) => send(path, bodyOf(known(index))), (index) => send(path, bodyOf(unknown(index)))],
  });

  return {
    pairs: [
      pair('sign-in', endpointPaths.signIn, (email) => ({ email, password: otherPassword })),
      pair('reset', endpointPaths.forgotPassword, (email) => ({ email })),
      // Names nobody, so the arms are one: it shows what the test finds where there is nothing to find.
      pair('passkey begin', `${endpointPaths.passkeySignIn}/options`, () => ({})),
      // The last, since it makes the unknown known.
      pair('sign-up', endpointPaths.signUp, (email) => ({ email, password: otherPassword })),
    ],
    stop: async () => {
      await accounts.close();
      await gemel.close();
      await sessions.close();
      await file.remove();
    },
  };
}
