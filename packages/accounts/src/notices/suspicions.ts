/** Tells an owner of what looks like somebody else at the account: behind the request, seldom enough to be read, unless it is switched off. ASVS 6.3.5 */
import { createHash } from 'node:crypto';
import type { Seconds } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { AccountRecord } from '../account.ts';
import type { MailSuspicion } from '../mail/mail-facts.ts';
import { occasionOf } from '../mail/occasion.ts';
import type { AccountParts } from '../parts.ts';

/** Of one account: how many at once, and how many seconds until another one. The one table of it. */
const rates: Readonly<Record<MailSuspicion, { readonly burst: number; readonly interval: Seconds }>> = {
  'new-device': { burst: 3, interval: 14_400 },
  'new-network': { burst: 1, interval: 86_400 },
  'second-factor-failed': { burst: 1, interval: 21_600 },
  'passkey-copied': { burst: 2, interval: 21_600 },
};

/** What was noticed, of whose account. */
export interface Noticed {
  readonly account: Pick<AccountRecord, 'id' | 'email'>;
  readonly client: ClientFacts | undefined;
}

/** @param find says what is suspicious, behind the request; nothing, where it answers undefined */
export function postSuspicion(
  parts: Pick<AccountParts, 'mail' | 'notices' | 'store' | 'now'>,
  { account, client }: Noticed,
  find: () => Promise<MailSuspicion | undefined>,
): void {
  const { mail, notices, store, now } = parts;
  const occasion = occasionOf(now(), client);
  mail?.postLater('suspicious-sign-in', async () => {
    const suspicion = await find();
    if (suspicion === undefined || !notices[suspicion]) return undefined;
    const key = createHash('sha256').update(`notice ${suspicion}:${account.id}`).digest('base64url');
    const { isAllowed } = await store.limits.spend([{ key, ...rates[suspicion] }], now());
    return isAllowed ? { to: account.email, facts: { suspicion, ...occasion } } : undefined;
  });
}
