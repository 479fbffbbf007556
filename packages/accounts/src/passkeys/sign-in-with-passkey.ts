/** Signing in with a passkey alone, and the beginning of showing one for something else. WebAuthn Level 3, section 7.2 */
import { GemelError } from '@gemel/protocol';
import type { AccountRecord } from '../account.ts';
import { noteFailure } from '../audit/note-failure.ts';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { finishSignIn } from '../sign-in/finish-sign-in.ts';
import { openAccount } from '../sign-in/open-account.ts';
import { readAsking } from '../step-up/require-recent.ts';
import { listPasskeyRecords } from './manage-passkeys.ts';
import { requestOptions } from './passkey-options.ts';
import type { Passkeys } from './passkeys.ts';
import { type PasskeyUse, useForHalf, useForStepUp } from './passkey-use.ts';
import { claimPasskey, judgePasskey, refusalOf } from './use-passkey.ts';

type Showing = Pick<Passkeys, 'beginSignIn' | 'signIn' | 'beginSecondFactor' | 'beginStepUp'>;

export function createPasskeySignIn(parts: AccountParts): Showing {
  const { challenges, store, passkeySite, audit } = parts;

  const begin = async (
    wanted: PasskeyUse,
    account?: AccountRecord,
    passkeys: readonly AuthenticatorRecord[] = [],
  ): ReturnType<Passkeys['beginSignIn']> => {
    const { secret: challenge, expiresIn } = await challenges.issue('passkey_request', account, { ...wanted });
    return { options: requestOptions(passkeySite, passkeys, { challenge, timeout: expiresIn * 1000 }), expiresIn };
  };
  const beginFor = async (wanted: PasskeyUse, account: AccountRecord): ReturnType<Passkeys['beginSignIn']> =>
    begin(wanted, account, await listPasskeyRecords(store, account.id));

  return {
    beginSignIn: async (client) => {
      await parts.requestLimits.take('passkeys', client);
      return begin({ use: 'sign_in' });
    },

    signIn: async ({ credential, mode, jkt, client }) => {
      const attempted = { step: 'sign_in', way: 'passkey', client } as const;
      const fail = (error: unknown): never => noteFailure(audit, { ...attempted, ...refusalOf(error) }, error);
      const claimed = await claimPasskey(parts, credential, { wanted: { use: 'sign_in' }, account: undefined }).catch(fail);
      const { account: subject } = claimed.record;
      // Before the passkey is judged: whoever removes it, or ends all sessions, from now on stops this sign-in.
      const opened = await openAccount(parts, subject);
      await judgePasskey(parts, claimed).catch(fail);
      if (opened === undefined)
        return fail(new GemelError('passkey_failed', { text: 'the account is disabled', reason: 'account_disabled', subject }));
      const held = { ...(mode === undefined ? {} : { mode }), ...(jkt === undefined ? {} : { jkt }) };
      const optional = { ...held, ...(client === undefined ? {} : { client }) };
      const result = await finishSignIn(parts, { ...opened, used: ['passkey'], ...optional });
      if (result.status !== 'signed_in') throw new GemelError('internal', 'a passkey is two factors');
      return result;
    },

    beginSecondFactor: async (pending) => {
      requireTexts({ pending });
      const half = await challenges.look('second_factor', pending);
      if (half?.account === undefined) throw new GemelError('second_factor_failed');
      return beginFor(useForHalf(pending), half.account);
    },

    beginStepUp: async (asking) => beginFor(useForStepUp(asking), (await readAsking(parts, asking)).account),
  };
}
