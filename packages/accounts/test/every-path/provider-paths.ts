/** Paths with an account at a provider. */
import type { OidcProvider } from '@gemel/testbed';
import { expect } from 'vitest';
import { adasEmail, password, signIn, type WorldOptions } from '../a-world.ts';
import { anOidcProvider, clientSecret, comeBack, type Returned } from '../providers/a-provider-world.ts';
import { sign } from '../providers/sign-anew.ts';
import { codeOf, present } from '../support.ts';
import { client, here, type PathRow, told } from './path-row.ts';

const byProvider = { amr: ['fed'], acr: 'aal1' } as const;

/** Makes the world of a row, and what its walk needs of the provider. */
function withProvider(): { readonly world: () => Promise<WorldOptions>; readonly idp: () => OidcProvider } {
  let idp: OidcProvider | undefined;
  return {
    idp: () => present(idp),
    world: async () => {
      idp = await anOidcProvider();
      return { providers: { example: { issuer: idp.issuer, clientId: 'gemel', clientSecret, trustsEmail: true } } };
    },
  };
}

const secretsOf = ({ secret, query }: Returned): readonly string[] => [secret, query.get('state') ?? '', query.get('code') ?? ''];

const signOut = withProvider();

export const providerPaths: readonly PathRow[] = [
  {
    path: 'an account elsewhere, of an address that nobody had shown to hold; the same answer again, one that was broken off, and a stranger',
    world: withProvider().world,
    walk: async ({ accounts: { providers } }) => {
      const answer = await comeBack(await providers.beginSignIn({ provider: 'example' }), 'ada');
      const arrival = await providers.finish({ ...answer, client });
      await codeOf(providers.finish({ ...answer, client }));
      for (const person of ['', 'nobody']) {
        await codeOf(providers.finish({ ...(await comeBack(await providers.beginSignIn({ provider: 'example' }), person)), client }));
      }
      if (arrival.kind !== 'sign_in' || arrival.result.status !== 'signed_in') throw new Error('nobody is signed in');
      return { sid: arrival.result.session.sid, secrets: secretsOf(answer) };
    },
    ...byProvider,
    events: [
      { kind: 'email.verified', actor: 'owner', ...here },
      { kind: 'password.removed', actor: 'system', ...here },
      { kind: 'factor.added', sid: null, ...told({ factor: 'provider' }) },
      { kind: 'sign_in.succeeded', actor: 'owner', ...told({ ways: ['provider'], ...byProvider }) },
      { kind: 'sign_in.failed', subject: null, ...told({ way: 'provider', reason: 'proof_void' }) },
      { kind: 'sign_in.failed', subject: null, ...told({ way: 'provider', reason: 'provider_refused' }) },
      { kind: 'sign_in.failed', subject: null, ...told({ way: 'provider', reason: 'account_unknown' }) },
    ],
  },
  {
    path: 'linking with an account elsewhere, after a try that was broken off, and the end of the link',
    world: withProvider().world,
    walk: async ({ accounts }, ada) => {
      const { session } = await signIn(accounts, { email: adasEmail, password });
      const asking = { subject: ada, sid: session.sid, client };
      const { providers } = accounts;
      const answers: Returned[] = [];
      for (const person of ['', 'grace']) {
        const answer = await comeBack(await providers.beginLink(asking, { provider: 'example' }), person);
        await codeOf(providers.finish({ ...answer, asking, client }));
        answers.push(answer);
      }
      await providers.unlink(asking, present((await providers.linked(ada))[0]).id);
      return { sid: session.sid, secrets: secretsOf(present(answers[1])) };
    },
    amr: ['pwd'],
    acr: 'aal1',
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.not_added', sid: expect.any(String) as string, ...told({ factor: 'provider', reason: 'provider_refused' }) },
      { kind: 'factor.added', sid: expect.any(String) as string, ...told({ factor: 'provider' }) },
      { kind: 'factor.removed', sid: expect.any(String) as string, ...told({ factor: 'provider' }) },
    ],
  },
  {
    path: 'the end of a session elsewhere',
    world: signOut.world,
    walk: async ({ accounts: { providers }, clock }) => {
      await providers.finish({ ...(await comeBack(await providers.beginSignIn({ provider: 'example' }), 'ada')), client });
      const iat = Math.floor(clock.seconds) + 1;
      const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
      const claims = { iss: signOut.idp().issuer, aud: 'gemel', iat, exp: iat + 60, jti: 'once', sub: 'ada', events };
      const token = await sign(signOut.idp(), claims, { header: { typ: 'logout+jwt' } });
      await providers.endSessions('example', token);
      return { secrets: [token] };
    },
    events: [
      { kind: 'email.verified' },
      { kind: 'password.removed' },
      { kind: 'factor.added' },
      { kind: 'sign_in.succeeded' },
      { kind: 'session.ended', facts: { reason: 'signed_out' } },
      { kind: 'provider.signed_out', actor: 'nobody', subject: null, facts: { provider: 'example', sessions: 1 } },
    ],
  },
];
