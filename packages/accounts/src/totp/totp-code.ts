/** Time-based one-time codes: SHA-1, steps of 30 seconds, 6 digits, as every authenticator app makes them. RFC 6238, RFC 4226, section 5.3 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Seconds } from '@gemel/protocol';
import type { TotpSteps } from '../options.ts';

const stepLength: Seconds = 30;
const digits = 6;

/** Returns the code of one step. */
export function totpCode(seed: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', seed).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 15;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** Returns the step whose code it is, among those near `now` and after `lastStep`; undefined where it is none of theirs. S20 */
export function findTotpStep(seed: Uint8Array, code: string, { now, lastStep, steps = 3 }: TotpMoment): number | undefined {
  const typed = code.replaceAll(' ', '');
  if (!/^[0-9]{6}$/.test(typed)) return undefined;
  const present = Math.floor(now / stepLength);
  const tolerance = (steps - 1) / 2;
  let found: number | undefined;
  for (let step = present - tolerance; step <= present + tolerance; step++) {
    const isSame = timingSafeEqual(Buffer.from(totpCode(seed, step)), Buffer.from(typed));
    if (isSame && step > lastStep) found = step;
  }
  return found;
}

export interface TotpMoment {
  readonly now: Seconds;
  /** The last step that was accepted; -1 for none. */
  readonly lastStep: number;
  /** Of how many steps about the present one a code is taken. Default: 3. */
  readonly steps?: TotpSteps;
}
