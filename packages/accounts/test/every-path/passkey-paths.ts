/** Paths with a passkey. */
import { accountDefaults } from '../../src/options.ts';
import { adasEmail, otherPassword, password, signIn, type World } from '../a-world.ts';
import { addPasskey, show } from '../passkeys/a-passkey-world.ts';
import { softwareAuthenticator } from '../passkeys/software-authenticator.ts';
import { anOwner } from '../second-factor/an-owner.ts';
import { codeOf } from '../support.ts';
import { client, told, twoFactors, type PathRow } from './path-row.ts';

/** As many as one client may send for one account. */
const wrongPasswords = accountDefaults.throttling.pair.burst;

const alone = { amr: ['pop', 'user', 'mfa'], acr: 'aal2' } as const;
const withPassword = { amr: ['pwd', 'pop', 'user', 'mfa'], acr: 'aal2' } as const;

async function withPasskey({ accounts }: World, subject: string): Promise<Awaited<ReturnType<typeof addPasskey>>> {
  const { session } = await signIn(accounts, { email: adasEmail, password });
  return addPasskey({ accounts }, { subject, sid: session.sid, client }, { counter: 7 });
}

export const passkeyPaths: readonly PathRow[] = [
  {
    path: 'a passkey: not added, added, used alone, renamed and removed',
    walk: async ({ accounts }, ada) => {
      const first = await signIn(accounts, { email: adasEmail, password });
      const asking = { subject: ada, sid: first.session.sid, client };
      const { options } = await accounts.passkeys.beginRegistration(asking);
      const elsewhere = softwareAuthenticator({ origin: 'https://evil.example' }).create(options);
      await codeOf(accounts.passkeys.confirmRegistration(asking, { credential: elsewhere }));
      await codeOf(accounts.passkeys.confirmRegistration(asking, { credential: elsewhere }));
      const { authenticator, passkey } = await addPasskey({ accounts }, asking);
      const credential = await show({ accounts }, authenticator);
      const { session } = await accounts.passkeys.signIn({ credential, client });
      const own = { subject: ada, sid: session.sid, client };
      await accounts.passkeys.rename(own, passkey.id, 'the blue one');
      await accounts.passkeys.remove(own, passkey.id);
      return { sid: session.sid, secrets: [options.challenge, credential.id, String(credential.response['signature']), 'the blue one'] };
    },
    ...alone,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.not_added', actor: 'owner', ...told({ factor: 'passkey', reason: 'proof_wrong' }) },
      { kind: 'factor.not_added', actor: 'owner', ...told({ factor: 'passkey', reason: 'proof_void' }) },
      { kind: 'factor.added', actor: 'owner', ...told({ factor: 'passkey' }) },
      { kind: 'sign_in.succeeded', actor: 'owner', ...told({ ways: ['passkey'], ...alone }) },
      { kind: 'factor.renamed', actor: 'owner', ...told({ factor: 'passkey' }) },
      { kind: 'factor.removed', actor: 'owner', ...told({ factor: 'passkey' }) },
    ],
  },
  {
    path: "a passkey that is refused: used before, without its owner's proof, copied, of nobody here, and of a disabled account",
    walk: async (world, ada) => {
      const { accounts } = world;
      const { authenticator } = await withPasskey(world, ada);
      const credential = await show({ accounts }, authenticator);
      await accounts.passkeys.signIn({ credential, client });
      const refused = [
        credential,
        await show({ accounts }, authenticator, { isUserVerified: false }),
        await show({ accounts }, authenticator, { counter: 8 }),
        await show({ accounts }, softwareAuthenticator()),
      ];
      for (const one of refused) await codeOf(accounts.passkeys.signIn({ credential: one, client }));
      await accounts.setDisabled(ada, true);
      await codeOf(accounts.passkeys.signIn({ credential: await show({ accounts }, authenticator, { counter: 20 }), client }));
    },
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'sign_in.succeeded' },
      { kind: 'sign_in.failed', actor: 'nobody', subject: null, ...told({ way: 'passkey', reason: 'proof_void' }) },
      { kind: 'sign_in.failed', actor: 'nobody', ...told({ way: 'passkey', reason: 'proof_wrong' }) },
      { kind: 'sign_in.failed', actor: 'nobody', ...told({ way: 'passkey', reason: 'passkey_copied' }) },
      { kind: 'sign_in.failed', actor: 'nobody', subject: null, ...told({ way: 'passkey', reason: 'account_unknown' }) },
      { kind: 'account.disabled' },
      { kind: 'session.ended' },
      { kind: 'session.ended' },
      { kind: 'sign_in.failed', actor: 'nobody', ...told({ way: 'passkey', reason: 'account_disabled' }) },
    ],
  },
  {
    path: 'a passkey as the second factor, after one that was refused',
    walk: async (world) => {
      const owner = await anOwner({}, world);
      const { accounts } = world;
      const { authenticator } = await addPasskey({ accounts }, { subject: owner.subject, sid: owner.sid, client });
      const pending = await owner.half(client.address);
      const { options } = await accounts.passkeys.beginSecondFactor(pending);
      const wrong = authenticator.get(options, { isUserVerified: false });
      await codeOf(accounts.secondFactor.confirm({ pending, passkey: wrong, client }));
      const passkey = authenticator.get((await accounts.passkeys.beginSecondFactor(pending)).options);
      const { session } = await accounts.secondFactor.confirm({ pending, passkey, client });
      return { sid: session.sid, secrets: [pending, passkey.id] };
    },
    amr: ['pwd', 'pop', 'user', 'mfa'],
    acr: 'aal2',
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'factor.added', ...told({ factor: 'passkey' }) },
      { kind: 'sign_in.second_factor_needed' },
      { kind: 'second_factor.failed', actor: 'nobody', ...told({ way: 'passkey', reason: 'proof_wrong' }) },
      { kind: 'sign_in.succeeded', ...told({ ways: ['password', 'passkey'], amr: ['pwd', 'pop', 'user', 'mfa'], acr: 'aal2' }) },
    ],
  },
  {
    path: 'step-up by a passkey alone, after one that was refused',
    walk: async (world, ada) => {
      const { accounts } = world;
      const { authenticator } = await withPasskey(world, ada);
      const { session } = await signIn(accounts, { email: adasEmail, password });
      const asking = { subject: ada, sid: session.sid, client };
      const shown = async (isUserVerified: boolean) =>
        authenticator.get((await accounts.passkeys.beginStepUp(asking)).options, { isUserVerified });
      await codeOf(accounts.stepUp.confirm(asking, { factor: { passkey: await shown(false) } }));
      await accounts.stepUp.confirm(asking, { factor: { passkey: await shown(true) } });
      return { sid: session.sid };
    },
    ...alone,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'sign_in.succeeded' },
      { kind: 'step_up.failed', actor: 'owner', ...told({ way: 'passkey', reason: 'proof_wrong' }) },
      { kind: 'step_up.succeeded', actor: 'owner', ...told({ ways: ['passkey'], ...alone }) },
    ],
  },
  {
    path: 'step-up by password and passkey together',
    walk: async (world, ada) => {
      const { accounts } = world;
      const { authenticator } = await withPasskey(world, ada);
      const { session } = await signIn(accounts, { email: adasEmail, password });
      const asking = { subject: ada, sid: session.sid, client };
      const passkey = authenticator.get((await accounts.passkeys.beginStepUp(asking)).options);
      await accounts.stepUp.confirm(asking, { password, factor: { passkey } });
      return { sid: session.sid, secrets: [passkey.id] };
    },
    ...withPassword,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'sign_in.succeeded' },
      { kind: 'step_up.succeeded', actor: 'owner', ...told({ ways: ['password', 'passkey'], ...withPassword }) },
    ],
  },
  {
    path: 'a policy that asks for a second factor of whoever has a passkey alone',
    world: { secondFactor: { required: { roles: ['admin'] } } },
    walk: async (world, ada) => {
      const { accounts } = world;
      const { authenticator } = await withPasskey(world, ada);
      await accounts.grant(adasEmail, { roles: ['admin'] });
      const half = await accounts.signIn({ email: adasEmail, password, client });
      const pending = half.status === 'second_factor_needed' ? half.pending : '';
      const passkey = authenticator.get((await accounts.passkeys.beginSecondFactor(pending)).options);
      const { session } = await accounts.secondFactor.confirm({ pending, passkey, client });
      return { sid: session.sid, secrets: [pending, passkey.id] };
    },
    ...withPassword,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'grants.changed' },
      { kind: 'sign_in.second_factor_needed', ...told({ ways: ['password'], factors: ['passkey'] }) },
      { kind: 'sign_in.succeeded', ...told({ ways: ['password', 'passkey'], ...withPassword }) },
    ],
  },
  {
    path: 'a policy that asks for a second factor of whoever has none: a passkey made in the middle of the sign-in, after one that did not hold',
    world: { secondFactor: { required: 'always' } },
    walk: async ({ accounts }) => {
      const half = await accounts.signIn({ email: adasEmail, password, client });
      const pending = half.status === 'second_factor_needed' ? half.pending : '';
      const { enrolment } = accounts.secondFactor;
      const make = async (isUserVerified: boolean) =>
        softwareAuthenticator().create((await enrolment.beginPasskey(pending)).options, { isUserVerified });
      await codeOf(enrolment.confirmPasskey({ pending, credential: await make(false), client }));
      const credential = await make(true);
      const { session } = await enrolment.confirmPasskey({ pending, credential, name: 'the blue one', client });
      return { sid: session.sid, secrets: [pending, credential.id, 'the blue one'] };
    },
    ...withPassword,
    events: [
      { kind: 'sign_in.second_factor_needed', ...told({ ways: ['password'], factors: [] }) },
      { kind: 'factor.not_added', sid: null, ...told({ factor: 'passkey', reason: 'proof_wrong' }) },
      { kind: 'factor.added', sid: null, ...told({ factor: 'passkey' }) },
      { kind: 'sign_in.succeeded', actor: 'owner', ...told({ ways: ['password', 'passkey'], ...withPassword }) },
    ],
  },
  {
    path: 'a passkey while the password is guessed too often: its limit is not its own',
    walk: async (world, ada) => {
      const { accounts } = world;
      const { authenticator } = await withPasskey(world, ada);
      for (let guess = 0; guess <= wrongPasswords; guess++)
        await codeOf(accounts.signIn({ email: adasEmail, password: otherPassword, client }));
      const { session } = await accounts.passkeys.signIn({ credential: await show({ accounts }, authenticator), client });
      return { sid: session.sid };
    },
    ...alone,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      ...Array.from({ length: wrongPasswords }, () => ({ kind: 'sign_in.failed' as const })),
      { kind: 'sign_in.throttled', subject: null, ...told({ way: 'password' }) },
      { kind: 'sign_in.succeeded', actor: 'owner', ...told({ ways: ['passkey'], ...alone }) },
    ],
  },
  {
    path: 'a lost passkey, removed after a step-up by password and recovery code; the codes go with it',
    walk: async (world, ada) => {
      const { accounts } = world;
      const { authenticator, passkey } = await withPasskey(world, ada);
      const first = await accounts.passkeys.signIn({ credential: await show({ accounts }, authenticator), client });
      const [recoveryCode = ''] = await accounts.recoveryCodes.renew({ subject: ada, sid: first.session.sid, client });
      const { session } = await signIn(accounts, { email: adasEmail, password });
      const asking = { subject: ada, sid: session.sid, client };
      await codeOf(accounts.stepUp.confirm(asking, { password, factor: { recoveryCode: 'A' } }));
      await accounts.stepUp.confirm(asking, { password, factor: { recoveryCode } });
      await accounts.passkeys.remove(asking, passkey.id);
      return { sid: session.sid, secrets: [recoveryCode] };
    },
    ...twoFactors,
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added', ...told({ factor: 'recovery_codes' }) },
      { kind: 'sign_in.succeeded' },
      { kind: 'step_up.failed', ...told({ way: 'recovery_code', reason: 'proof_wrong' }) },
      { kind: 'step_up.succeeded', actor: 'owner', ...told({ ways: ['password', 'recovery_code'], ...twoFactors }) },
      { kind: 'factor.removed', actor: 'owner', ...told({ factor: 'passkey' }) },
      { kind: 'factor.removed', actor: 'owner', ...told({ factor: 'recovery_codes' }) },
    ],
  },
];
