/** The adviser: a model that names plain sessions and plain JWTs where they are the better answer, and says what would change that. */
import { describe, expect, it } from 'vitest';
import { advise } from '../src/adviser/advise.ts';
import type { Measures } from '../src/adviser/measures.ts';
import { type Profile, readProfile, usualProfile } from '../src/adviser/profile.ts';

const base = {
  storedBytes: 500,
  sentBytes: 100,
  nodeUs: 100,
  coldUs: 100,
  storeUs: 0,
  waits: 0,
  copySeconds: 0,
  endsByExpiry: false,
  sharesSecret: false,
};
const measures: readonly Measures[] = [
  { ...base, id: 'express-session', title: 'express-session', credential: 'cookie', storeUs: 20, waits: 1 },
  { ...base, id: 'jwt', title: 'JWT', credential: 'token', sentBytes: 350, copySeconds: 900, endsByExpiry: true, sharesSecret: true },
  { ...base, id: 'gemel-cookie', title: 'Gemel cookie', credential: 'cookie', storedBytes: 1400 },
  { ...base, id: 'gemel-token', title: 'Gemel token', credential: 'token', storedBytes: 1400, sentBytes: 550 },
];
const choose = (change: Partial<Profile>): string | undefined =>
  advise({ ...usualProfile('pages'), ...change }, measures).choice?.measures.id;

describe('the adviser', () => {
  it('names plain sessions where little is asked of a store that is near', () => {
    expect(choose({ requests: 20, roundTrip: 0.5 })).toBe('express-session');
  });

  it('names a scheme that does not ask where the store is far away', () => {
    expect(choose({ requests: 500, roundTrip: 20 })).toBe('gemel-cookie');
  });

  it('names plain JWTs where tokens are needed and hardly anything ends early', () => {
    expect(choose({ clients: 'mobile', signOuts: 1 })).toBe('jwt');
  });

  it('names a revocable token where much ends early', () => {
    expect(choose({ clients: 'mobile', signOuts: 50_000 })).toBe('gemel-token');
  });

  it('hands no secret to services of third parties', () => {
    const { choice, estimates } = advise({ ...usualProfile('services'), signOuts: 0 }, measures);
    expect(choice?.measures.id).toBe('gemel-token');
    expect(estimates.find((one) => one.measures.id === 'jwt')?.obstacle).toContain('secret');
  });

  it('says at which number another scheme would be named, and is right about it', () => {
    const profile = { ...usualProfile('pages'), requests: 20, roundTrip: 0.5 };
    const { flips } = advise(profile, measures);
    const flip = flips.find(({ label }) => label.startsWith('Round trip'));
    expect(flip?.choice).toBe('Gemel cookie');
    expect(choose({ ...profile, roundTrip: (flip?.at ?? 0) * 1.1 })).toBe('gemel-cookie');
    expect(choose({ ...profile, roundTrip: (flip?.at ?? 0) * 0.9 })).toBe('express-session');
  });

  it('takes what was typed where it is a number, and what is usual elsewhere', () => {
    expect(readProfile({ clients: 'mobile', requests: '5', nodes: 'many', users: '' })).toEqual({ ...usualProfile('mobile'), requests: 5 });
    expect(readProfile({ clients: 'constructor' }).clients).toBe('pages');
  });
});
