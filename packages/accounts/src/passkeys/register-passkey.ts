/** Adding a passkey to the account of whoever has just authenticated. */
import type { AccountParts } from '../parts.ts';
import { type Asking, requireRecent } from '../step-up/require-recent.ts';
import { passkeyOf } from './manage-passkeys.ts';
import { parseCreatedCredential } from './parse-passkey-credential.ts';
import { createPasskeyEnrolment, type EnrolmentBond } from './passkey-enrolment.ts';
import type { Passkeys } from './passkeys.ts';

export function createPasskeyRegistration(parts: AccountParts): Pick<Passkeys, 'beginRegistration' | 'confirmRegistration'> {
  const enrolment = createPasskeyEnrolment(parts);
  return {
    beginRegistration: async (asking) => enrolment.begin(await requireRecent(parts, asking), bondOf(asking)),

    confirmRegistration: async (asking, { credential, name = '' }) => {
      const { sid, client } = asking;
      parseCreatedCredential(credential);
      const account = await requireRecent(parts, asking);
      const judged = await enrolment.judge(account, bondOf(asking), { credential, name, sid, client });
      return passkeyOf(await enrolment.add(account, judged, { sid, client, stamp: account.stamp }));
    },
  };
}

/** A ceremony belongs to the session that began it. */
function bondOf({ sid }: Asking): EnrolmentBond {
  return { sid };
}
