/** Who somebody is to a provider: its issuer and its subject, and nothing else. An e-mail address is none of it. OpenID Connect Core 1.0, section 5.7 */
import { createHash } from 'node:crypto';
import type { Seconds } from '@gemel/protocol';
import type { EmailAddress } from '../email/parse-email.ts';

/** A session at a provider, as ours remembers it: hashes, which the provider's own words lead to. */
export interface ExternalSession {
  /** Of the provider and its subject. */
  readonly person: string;
  /** Of the provider and its `sid`; null where it names none. */
  readonly session: string | null;
  /** When its word was given, by its own clock. */
  readonly since: Seconds;
}

/** What a provider has said of somebody, every check passed. */
export interface ProviderIdentity {
  readonly external: ExternalSession;
  /** When the person authenticated there; undefined where it does not say. */
  readonly authTime: Seconds | undefined;
  /** The address, where the provider says it has verified it, and is believed in that. May ask the provider. */
  provenEmail(): Promise<EmailAddress | undefined>;
  /** The address as it was given, for its owner to know the account over there by; '' where none was. */
  readonly shownEmail: string;
}

/** Two subjects never meet: neither of one provider nor of two. ASVS 6.8.1, 10.3.3 */
export function personKey(issuer: string, subject: string): string {
  return keyOf(['subject', issuer, subject]);
}

export function sessionKey(issuer: string, sid: string): string {
  return keyOf(['session', issuer, sid]);
}

function keyOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
