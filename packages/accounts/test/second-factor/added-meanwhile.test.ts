/** A factor that somebody's session is adding in the very moment in which the account is taken back from them: it is not added any more. S22, S25 */
import { afterEach, describe, expect, it } from 'vitest';
import type { AccountStore } from '../../src/account-store.ts';
import { createMemoryAccountStore } from '../../src/stores/memory/index.ts';
import type { Asking } from '../../src/step-up/require-recent.ts';
import { totpCode } from '../../src/totp/totp-code.ts';
import { adasEmail, aWorld, otherPassword, password, signIn, type World } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { softwareAuthenticator } from '../passkeys/software-authenticator.ts';
import { aProviderWorld, comeBack } from '../providers/a-provider-world.ts';
import { codeOf, present } from '../support.ts';
import { fromBase32 } from './an-owner.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

type Act = () => Promise<unknown>;

/** A store in which something happens just before the next authenticator is inserted. */
function aStore(): { readonly store: AccountStore; happen(act: Act): void } {
  const memory = createMemoryAccountStore();
  let next: Act | undefined;
  const insert: AccountStore['authenticators']['insert'] = async (...given) => {
    const act = next;
    next = undefined;
    await act?.();
    return memory.authenticators.insert(...given);
  };
  return {
    store: { ...memory, authenticators: { ...memory.authenticators, insert } },
    happen: (act) => {
      next = act;
    },
  };
}

/** Makes the last request of an enrolment; everything before it has been done. */
type PrepareEnrolment = (world: World, asking: Asking) => Promise<Act>;

const enrolments: Readonly<Record<string, PrepareEnrolment>> = {
  passkey: async ({ accounts }, asking) => {
    const { options } = await accounts.passkeys.beginRegistration(asking);
    const credential = softwareAuthenticator().create(options);
    return () => accounts.passkeys.confirmRegistration(asking, { credential });
  },
  app: async ({ accounts, clock }, asking) => {
    const { enrolment, secret } = await accounts.totp.begin(asking);
    const code = totpCode(fromBase32(secret), Math.floor(clock.seconds / 30));
    return () => accounts.totp.confirm(asking, enrolment, code);
  },
};

interface Scene {
  readonly world: World;
  readonly asking: Asking;
  happen(act: Act): void;
}

/** Ada's account, and a session of it that may be somebody else's. */
async function aScene({ isVerified }: { readonly isVerified: boolean }): Promise<Scene> {
  const { store, happen } = aStore();
  const world = await aWorld({ hasMail: true, store });
  worlds.push(world);
  world.clock.seconds = world.gemel.engineTime();
  const { subject } = await world.signUp();
  const [message] = await world.mailbox.deliver();
  if (isVerified) await present(world.accounts.emailVerification).confirm(tokenIn(message));
  const { session } = await signIn(world.accounts, { email: adasEmail, password });
  return { world, asking: { subject, sid: session.sid }, happen };
}

async function resetPassword({ accounts, mailbox }: World): Promise<Act> {
  const reset = present(accounts.passwordReset);
  await reset.ask(adasEmail);
  const token = tokenIn((await mailbox.deliver()).at(-1));
  return () => reset.complete({ token, newPassword: otherPassword });
}

describe.each(Object.entries(enrolments))('a %s', (_name, prepare) => {
  it('is not added where the owner of the address sets a password meanwhile, who had never shown to hold it (S25)', async () => {
    const { world, asking, happen } = await aScene({ isVerified: false });
    const enrol = await prepare(world, asking);
    happen(await resetPassword(world));
    expect(await codeOf(enrol())).toMatch(/^(?:passkey_not_added|second_factor_failed)$/);
    expect(await world.store.authenticators.listByAccount(asking.subject)).toEqual([]);
  });

  it('is not added where an operator takes all factors away meanwhile (6.4.4)', async () => {
    const { world, asking, happen } = await aScene({ isVerified: true });
    const enrol = await prepare(world, asking);
    happen(() => world.accounts.resetFactors(asking.subject));
    expect(await codeOf(enrol())).toMatch(/^(?:passkey_not_added|second_factor_failed)$/);
    expect(await world.store.authenticators.listByAccount(asking.subject)).toEqual([]);
  });

  it('is not added where the holder of the old address takes it back meanwhile', async () => {
    const { world, asking, happen } = await aScene({ isVerified: true });
    const { mailbox } = world;
    const change = present(world.accounts.emailChange);
    await change.ask(asking, 'lovelace@example.org');
    await change.confirm(asking, tokenIn((await mailbox.deliver()).at(-1)));
    const undo = tokenIn((await mailbox.deliver()).at(-1));
    const enrol = await prepare(world, asking);
    happen(() => change.undo.confirm(undo));
    expect(await codeOf(enrol())).toMatch(/^(?:passkey_not_added|second_factor_failed)$/);
    expect(await world.store.authenticators.listByAccount(asking.subject)).toEqual([]);
  });
});

it('an account elsewhere is not linked where the owner of the address sets a password meanwhile (S25)', async () => {
  const { store, happen } = aStore();
  const world = await aProviderWorld({ store });
  const { subject } = await world.signUp();
  await world.mailbox.deliver();
  const { session } = await signIn(world.accounts, { email: adasEmail, password });
  const asking = { subject, sid: session.sid };
  const journey = await world.accounts.providers.beginLink(asking, { provider: 'example' });
  const answer = await comeBack(journey, 'grace');
  happen(await resetPassword(world));
  expect(await codeOf(world.accounts.providers.finish({ ...answer, asking }))).toBe('provider_failed');
  expect(await store.authenticators.listByAccount(subject)).toEqual([]);
});
