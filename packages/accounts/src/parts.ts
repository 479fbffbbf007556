/** What the operations on accounts are made of. */
import { type Clock, GemelError } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import type { AccountStore } from './account-store.ts';
import type { PasswordHasher } from './hashing/password-hasher.ts';
import type { CheckPassword } from './passwords/check-password.ts';
import type { Throttle } from './throttle.ts';

export interface AccountParts {
  readonly gemel: Gemel;
  readonly store: AccountStore;
  readonly hasher: PasswordHasher;
  readonly checkPassword: CheckPassword;
  readonly throttle: Throttle;
  readonly clock: Clock;
  /** Base64url of random bytes. */
  randomText(byteLength: number): string;
}

/** Refuses what is not text, since applications hand on what a request held. ASVS 15.3.3 @throws GemelError `request_malformed` */
export function requireTexts(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') throw new GemelError('request_malformed', `${name} is not a text.`);
  }
}
