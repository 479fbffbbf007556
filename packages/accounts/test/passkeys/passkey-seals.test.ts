/** Whoever can write to the store and does not know the secret: no passkey is planted, exchanged or moved, on whichever store. ASVS 6.7.1 */
import { randomBytes } from 'node:crypto';
import type { JsonValue } from '@gemel/protocol';
import { createGemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AuthenticatorRecord } from '../../src/authenticators/authenticator-store.ts';
import { type Accounts, createAccounts, type UnsealedPasskeys } from '../../src/index.ts';
import { userHandleOf } from '../../src/passkeys/passkey-options.ts';
import { createMemoryAccountStore } from '../../src/stores/memory/index.ts';
import { adasEmail, cheapHashing, issuer, password, signIn } from '../a-world.ts';
import { describeOnDatabases, type OpenStores, type Stores } from '../stores/describe-on-databases.ts';
import { codeOf, present } from '../support.ts';
import { addPasskey, type Held, show, signInByPasskey } from './a-passkey-world.ts';

interface Node {
  readonly accounts: Accounts;
  readonly stores: Stores;
  readonly sessionsOf: (subject: string) => Promise<number>;
}

interface Owner extends Held {
  readonly asking: { readonly subject: string; readonly sid: string };
}

const former = randomBytes(32).toString('base64url');

async function startNode(open: OpenStores, secret: string | readonly string[] = former, unsealed?: UnsealedPasskeys): Promise<Node> {
  const stores = await open();
  const gemel = await createGemel({ issuer, secret, store: stores.sessions });
  onTestFinished(async () => {
    await gemel.close();
    await stores.sessions.close();
  });
  const passkeys = unsealed === undefined ? {} : { unsealed };
  const accounts = createAccounts({ gemel, store: stores.accounts, hashing: cheapHashing, passkeys });
  return { accounts, stores, sessionsOf: async (subject) => (await gemel.listSessions(subject)).length };
}

async function anOwner({ accounts }: Node, email: string): Promise<Owner> {
  await accounts.signUp({ email, password });
  const { session } = await signIn(accounts, { email, password });
  const asking = { subject: session.subject, sid: session.sid };
  return { asking, ...(await addPasskey({ accounts }, asking)) };
}

async function rowOf({ stores }: Node, owner: Owner): Promise<AuthenticatorRecord> {
  const rows = await stores.accounts.authenticators.listByAccount(owner.asking.subject);
  return present(rows.find(({ id }) => id === owner.passkey.id));
}

const withData = (row: AuthenticatorRecord, changes: Readonly<Record<string, JsonValue>>): AuthenticatorRecord => ({
  ...row,
  data: { ...(row.data as Record<string, JsonValue>), ...changes }, // the data of a passkey are an object
});

const withoutSeal = (row: AuthenticatorRecord): AuthenticatorRecord => {
  const { seal: _seal, ...data } = row.data as Record<string, JsonValue>; // likewise
  return { ...row, data };
};

const sealOf = async (node: Node, owner: Owner): Promise<unknown> => Reflect.get(Object((await rowOf(node, owner)).data), 'seal');

/** Mallory has an account, a passkey of her own, and the database; Ada is whom she would be. */
async function aTheft(open: OpenStores) {
  const node = await startNode(open);
  const [ada, mallory] = [await anOwner(node, adasEmail), await anOwner(node, 'mallory@example.com')];
  return { node, ada, mallory, adas: await rowOf(node, ada), mallorys: await rowOf(node, mallory) };
}

function describeSeals(engine: string, openDatabase: () => Promise<OpenStores>): void {
  describe(`the passkeys of a store that somebody else writes to, on ${engine}`, () => {
    it.each<readonly [string, (theft: Awaited<ReturnType<typeof aTheft>>) => readonly AuthenticatorRecord[]]>([
      ['under the seal of her own account', ({ ada, mallorys }) => [{ ...mallorys, account: ada.asking.subject }]],
      ['without a seal', ({ ada, mallorys }) => [withoutSeal({ ...mallorys, account: ada.asking.subject })]],
      [
        'under the seal of another passkey',
        ({ adas, mallorys }) => [withData({ ...mallorys, account: adas.account }, { seal: sealIn(adas) })],
      ],
      ['under a seal that is empty', ({ adas, mallorys }) => [withData({ ...mallorys, account: adas.account }, { seal: '' })]],
    ])('a thief plants a passkey %s, and is not let in', async (_title, plant) => {
      const theft = await aTheft(await openDatabase());
      const { node, ada, mallory } = theft;
      const { authenticators } = node.stores.accounts;
      const mine = await rowOf(node, mallory);
      await authenticators.remove(mine.account, mine.id);
      for (const row of plant(theft)) expect(await authenticators.insert(row)).toBe('inserted');
      const before = await node.sessionsOf(ada.asking.subject);
      const { options } = await node.accounts.passkeys.beginSignIn();
      const userHandle = userHandleOf(ada.asking.subject);
      const credential = mallory.authenticator.get(options, { userHandle });
      expect(await codeOf(node.accounts.passkeys.signIn({ credential }))).toBe('secret_mismatch');
      const asked = await node.accounts.passkeys.beginStepUp(ada.asking);
      const shown = mallory.authenticator.get(asked.options, { userHandle });
      expect(await codeOf(node.accounts.stepUp.confirm(ada.asking, { factor: { passkey: shown } }))).toBe('secret_mismatch');
      expect(await node.sessionsOf(ada.asking.subject)).toBe(before);
    });

    it('a thief exchanges the public key of a passkey, and is not let in; its owner is, once it is put back', async () => {
      const { node, ada, mallory, adas, mallorys } = await aTheft(await openDatabase());
      const { authenticators } = node.stores.accounts;
      const exchanged = withData(adas, { publicKey: Reflect.get(Object(mallorys.data), 'publicKey') as JsonValue });
      expect(await authenticators.replace(exchanged)).toBe('replaced');
      const { options } = await node.accounts.passkeys.beginSignIn();
      const userHandle = userHandleOf(ada.asking.subject);
      const shown = mallory.authenticator.get(options, { userHandle });
      const credential = { ...shown, id: adas.lookup, rawId: adas.lookup };
      expect(await codeOf(node.accounts.passkeys.signIn({ credential }))).toBe('secret_mismatch');
      expect(await authenticators.replace({ ...adas, version: adas.version + 1 })).toBe('replaced');
      await signInByPasskey(node, ada.authenticator);
    });

    it('a passkey under another name than it was made with is not taken', async () => {
      const { node, ada, adas } = await aTheft(await openDatabase());
      const { authenticators } = node.stores.accounts;
      await authenticators.remove(adas.account, adas.id);
      const lookup = randomBytes(24).toString('base64url');
      expect(await authenticators.insert({ ...adas, lookup })).toBe('inserted');
      const credential = { ...(await show(node, ada.authenticator)), id: lookup, rawId: lookup };
      expect(await codeOf(node.accounts.passkeys.signIn({ credential }))).toBe('secret_mismatch');
    });

    it('the secret is rotated: each seal is made anew when its passkey is used, and then needs the former secret no more', async () => {
      const open = await openDatabase();
      const first = await startNode(open);
      const ada = await anOwner(first, adasEmail);
      const second = randomBytes(32).toString('base64url');
      const rotated = await startNode(open, [second, former]);
      const before = await sealOf(rotated, ada);
      const wrong = await show(rotated, ada.authenticator, { isUserVerified: false });
      expect(await codeOf(rotated.accounts.passkeys.signIn({ credential: wrong }))).toBe('passkey_failed');
      expect(await sealOf(rotated, ada)).toBe(before);
      await signInByPasskey(rotated, ada.authenticator);
      expect(await sealOf(rotated, ada)).not.toBe(before);
      expect(await codeOf(signInByPasskey(first, ada.authenticator))).toBe('secret_mismatch');
      const alone = await startNode(open, second);
      const after = await sealOf(alone, ada);
      await signInByPasskey(alone, ada.authenticator);
      expect(await sealOf(alone, ada)).toBe(after);
    });

    it('one from before there were seals is refused, unless the options take it: then its next use seals it', async () => {
      const open = await openDatabase();
      const node = await startNode(open);
      const ada = await anOwner(node, adasEmail);
      expect(await node.stores.accounts.authenticators.replace(withoutSeal(await rowOf(node, ada)))).toBe('replaced');
      expect(await codeOf(signInByPasskey(node, ada.authenticator))).toBe('secret_mismatch');
      const lenient = await startNode(open, former, 'seal');
      const wrong = await show(lenient, ada.authenticator, { isUserVerified: false });
      expect(await codeOf(lenient.accounts.passkeys.signIn({ credential: wrong }))).toBe('passkey_failed');
      expect(await sealOf(node, ada)).toBeUndefined();
      await signInByPasskey(lenient, ada.authenticator);
      expect(await sealOf(node, ada)).toEqual(expect.any(String));
      await signInByPasskey(node, ada.authenticator);
    });
  });
}

function sealIn(row: AuthenticatorRecord): JsonValue {
  return Reflect.get(Object(row.data), 'seal') as JsonValue;
}

describeOnDatabases(describeSeals);
describeSeals('memory', async () => {
  const stores: Stores = { sessions: createMemoryStore(), accounts: createMemoryAccountStore() };
  return async () => stores;
});
