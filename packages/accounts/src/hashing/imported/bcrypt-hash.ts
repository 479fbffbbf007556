/** bcrypt, as `$2a$`, `$2b$` and `$2y$`: one algorithm, which reads the first 72 bytes of a password and no more. */
import type * as bcrypt from '@node-rs/bcrypt';
import type { ReadHash } from './imported-hash.ts';

const pattern = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26])$/;
const [leastCost, mostCost] = [4, 14];

/** `$2x$` is the work of a library that got letters beyond ASCII wrong; what it made is not taken. */
export const readBcrypt: ReadHash = (text) => {
  if (!/^\$2[abxy]\$/.test(text)) return undefined;
  const [, costText, rest] = pattern.exec(text) ?? [];
  if (costText === undefined || rest === undefined)
    return { problem: 'is no bcrypt hash of the form $2b$12$… with 53 characters after it' };
  const cost = Number(costText);
  if (cost < leastCost || cost > mostCost) return { problem: `is bcrypt of cost ${cost}: from ${leastCost} to ${mostCost} is taken` };
  const profile = `$2b$${costText}$`;
  const canonical = `${profile}${rest}`;
  return {
    canonical,
    profile,
    family: 'bcrypt',
    work: 2 ** cost,
    verify: async (password) => (await loadBcrypt()).verify(password, canonical),
    spend: spendBcrypt,
  };
};

/** A cost is a power of two; the difference of two of them is a sum of those in between. */
async function spendBcrypt(work: number): Promise<void> {
  const { hash } = await loadBcrypt();
  for (let cost = leastCost; cost <= mostCost; cost++) {
    if ((work & (2 ** cost)) !== 0) await hash('', cost);
  }
}

/** Only who has such hashes loads it. */
function loadBcrypt(): Promise<typeof bcrypt> {
  return import('@node-rs/bcrypt');
}
