/** Adding a passkey to an account: a challenge, what was made for it judged, and the passkey counted. Who may do it is for the caller to say. WebAuthn Level 3, section 7.1 */
import { createHash } from 'node:crypto';
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { AccountRecord } from '../account.ts';
import type { SignInFailure } from '../audit/audit-event.ts';
import type { AuthenticatorRecord } from '../authenticators/authenticator-store.ts';
import { occasionOf } from '../mail/occasion.ts';
import type { AccountParts } from '../parts.ts';
import { listPasskeyRecords } from './manage-passkeys.ts';
import { parseCreatedCredential } from './parse-passkey-credential.ts';
import { judgeCreation } from './passkey-ceremony.ts';
import { passkeyDataJson, type PasskeyFacts } from './passkey-data.ts';
import { passkeyName } from './passkey-name.ts';
import { creationOptions, type PasskeyCreationOptions } from './passkey-options.ts';
import { sealPasskey } from './passkey-seal.ts';
import type { NewPasskey, PasskeyCeremony } from './passkeys.ts';

/** More than anybody uses; a bound on what an account can make the store hold. */
const mostPasskeys = 50;

/** What a challenge belongs to: the session, or the half sign-in, that began. S22 */
export type EnrolmentBond = { readonly sid: string } | { readonly half: string };

/** Names the half in the challenge without being able to finish it. */
export function bondOfHalf(pending: string): EnrolmentBond {
  return { half: createHash('sha256').update(`enrols ${pending}`).digest('base64url') };
}

/** By whom, for the audit log. */
interface EnrolledBy {
  readonly sid?: string | undefined;
  readonly client?: ClientFacts | undefined;
}

/** It is added only to an account that nothing has changed since: its stamp then. Whoever has taken the account back meanwhile finds nothing new in it. */
type AddedBy = EnrolledBy & { readonly stamp: number };

/** A passkey that holds, and is not counted yet. */
interface JudgedPasskey {
  readonly lookup: string;
  readonly name: string;
  readonly facts: PasskeyFacts;
}

interface EnrolsPasskey {
  /** @throws GemelError `passkey_limit_reached` */
  begin(account: AccountRecord, bond: EnrolmentBond): Promise<PasskeyCeremony<PasskeyCreationOptions>>;
  /** Uses the challenge up, which has to be the bond's. @throws GemelError `passkey_not_added`, `request_malformed` */
  judge(account: AccountRecord, bond: EnrolmentBond, given: NewPasskey & EnrolledBy): Promise<JudgedPasskey>;
  /**
   * Makes the account's open challenges void, and tells the owner.
   *
   * @throws GemelError `passkey_not_added` where the credential is known already, or the account has changed; for half a sign-in that is `second_factor_failed`
   */
  add(account: AccountRecord, judged: JudgedPasskey, by: AddedBy): Promise<AuthenticatorRecord>;
}

export function createPasskeyEnrolment(parts: AccountParts): EnrolsPasskey {
  const { challenges, store, mail, now, passkeySite, randomText, audit } = parts;

  const notAdded = (subject: string, { sid, client }: EnrolledBy, text: string, reason: SignInFailure): GemelError => {
    audit.write({ kind: 'factor.not_added', subject, sid, client, factor: 'passkey', reason });
    return new GemelError('passkey_not_added', { text, reason });
  };

  return {
    begin: async (account, bond) => {
      const passkeys = await listPasskeyRecords(store, account.id);
      if (passkeys.length >= mostPasskeys) throw new GemelError('passkey_limit_reached');
      const { secret: challenge, expiresIn } = await challenges.issue('passkey_creation', account, { ...bond });
      return { options: creationOptions(passkeySite, account, passkeys, { challenge, timeout: expiresIn * 1000 }), expiresIn };
    },

    judge: async (account, bond, { credential, name = '', ...by }) => {
      const created = parseCreatedCredential(credential);
      const open = await challenges.take('passkey_creation', created.clientData.challenge);
      const isOurs = open?.account?.id === account.id && JSON.stringify(open.data) === JSON.stringify(bond);
      if (!isOurs) throw notAdded(account.id, by, 'the challenge is not for whoever asks, was used or has expired', 'proof_void');
      const judged = await judgeCreation(passkeySite, created);
      if (!judged.holds) throw notAdded(account.id, by, judged.reason, 'proof_wrong');
      return { lookup: created.id, name: passkeyName(name), facts: judged.facts };
    },

    add: async (account, { lookup, name, facts }, { stamp, ...by }) => {
      const head = { id: randomText(16), account: account.id, kind: 'passkey', lookup, name } as const;
      const data = passkeyDataJson({ ...facts, seal: sealPasskey(parts, head, facts.publicKey) });
      const record: AuthenticatorRecord = { ...head, data, createdAt: now(), lastUsedAt: null, version: 1 };
      const inserted = await store.authenticators.insert(record, { stamp });
      if (inserted === 'stamp_changed') {
        if (by.sid === undefined) throw new GemelError('second_factor_failed');
        throw notAdded(account.id, by, 'the account has changed meanwhile', 'proof_void');
      }
      // Whoever else has that id: no credential is two accounts'. WebAuthn Level 3, section 7.1, step 26
      if (inserted !== 'inserted') throw notAdded(account.id, by, 'the credential is known already', 'proof_wrong');
      audit.write({ kind: 'factor.added', subject: account.id, sid: by.sid, client: by.client, factor: 'passkey' });
      mail?.post('factor-added', account.email, { factor: 'passkey', name, ...occasionOf(now(), by.client) });
      return record;
    },
  };
}
