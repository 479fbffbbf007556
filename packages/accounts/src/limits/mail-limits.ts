/** How often mail may be asked for: by one network for one address, for one address by everybody, and by one network for everybody. */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { AccountParts } from '../parts.ts';
import { clientNetwork } from './client-network.ts';
import { limitKey } from './limit-key.ts';
import type { Limit, LimitAnswer } from './limit-store.ts';

/** Who asks, and for whose mailbox: the canonical address, whether or not it has an account. */
export interface MailAsking {
  readonly email: string;
  readonly client: ClientFacts | undefined;
}

/**
 * Of one address: three at once and three an hour from one network; ten at once and twelve a day from everywhere, so that a stranger alone leaves some to its owner.
 * Of one network: thirty at once and one a minute. An IPv6 /64 is one network, and so is everybody whose address is not known (S18).
 */
function limitsOf({ email, client }: MailAsking): readonly Limit[] {
  const { address } = clientNetwork(client?.address);
  const key = (kind: string, text: string): string => limitKey(`mail ${kind}`, text);
  return [
    { key: key('pair', `${email} ${address}`), interval: 1200, burst: 3 },
    { key: key('email', email), interval: 7200, burst: 10 },
    { key: key('network', address), interval: 60, burst: 30 },
  ];
}

type MailParts = Pick<AccountParts, 'store' | 'now' | 'audit'>;

/** Takes one message from every limit that it falls under, and returns true; or from none. */
export async function mayMail(parts: MailParts, asking: MailAsking): Promise<boolean> {
  return (await spendMail(parts, asking)).isAllowed;
}

/** The same for whoever waits for the answer. @throws GemelError `mail_throttled` */
export async function takeMail(parts: MailParts, asking: MailAsking): Promise<void> {
  const answer = await spendMail(parts, asking);
  if (!answer.isAllowed) throw new GemelError('mail_throttled', { retryAfter: answer.waitFor });
}

async function spendMail({ store, now, audit }: MailParts, asking: MailAsking): Promise<LimitAnswer> {
  const answer = await store.limits.spend(limitsOf(asking), now());
  if (!answer.isAllowed) audit.write({ kind: 'mail.throttled', client: asking.client });
  return answer;
}
