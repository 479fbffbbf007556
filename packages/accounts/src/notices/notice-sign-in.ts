/** Notices a sign-in from a device, or from a network, from which its owner was not seen before. ASVS 6.3.5 */
import type { ClientFacts } from 'gemel';
import type { AccountRecord } from '../account.ts';
import type { AuditEntry } from '../audit/audit-event.ts';
import type { MailSuspicion } from '../mail/mail-facts.ts';
import { occasionOf } from '../mail/occasion.ts';
import type { AccountParts } from '../parts.ts';
import { isSameClient } from '../limits/client-network.ts';
import { postSuspicion } from './suspicions.ts';

/** As many of the last sign-ins are remembered. */
const remembered = 200;

export interface SignedInAs {
  readonly account: AccountRecord;
  readonly sid: string;
  readonly client: ClientFacts | undefined;
}

/** Goes by the audit log: what it has forgotten is new. The first sign-in of an account is no news to anybody. */
export function noticeSignIn(parts: AccountParts, { account, sid, client }: SignedInAs): void {
  const { notices, audit, store, now } = parts;
  const { device, address } = occasionOf(now(), client);
  if ((device === undefined && address === undefined) || (!notices['new-device'] && !notices['new-network'])) return;
  postSuspicion(parts, { account, client }, async () => {
    await audit.settled();
    const found = await store.audit.search({ kinds: ['sign_in.succeeded'], subject: account.id, order: 'newest', limit: remembered });
    return judge(
      found.filter((entry) => entry.sid !== sid),
      { device, address },
    );
  });
}

function judge(
  before: readonly AuditEntry[],
  { device, address }: { readonly device: string | undefined; readonly address: string | undefined },
): MailSuspicion | undefined {
  if (before.length === 0) return undefined;
  if (device !== undefined && !before.some((entry) => entry.device === device)) return 'new-device';
  if (address === undefined) return undefined;
  const isKnown = before.some((entry) => entry.address !== null && isSameClient(entry.address, address));
  return isKnown ? undefined : 'new-network';
}
