/** What the tests about acknowledged revocation have in common. */
import type { Gemel } from '../../src/core/gemel.ts';
import type { Revoked } from '../../src/core/sessions/revoked.ts';
import { type Fleet, present } from './fleet.ts';

/** Lets a revocation wait while the clock goes on, and returns what it found and how many seconds that took. */
export async function waitFor<T>(clock: Fleet['clock'], work: Promise<T>): Promise<{ readonly value: T; readonly seconds: number }> {
  const startMs = clock.monotonicMs();
  let value: { readonly is: T } | undefined;
  const waiting = work.then((is) => {
    value = { is };
  });
  for (let step = 0; step < 1000 && value === undefined; step++) await clock.advance(0.02);
  await waiting;
  return { value: present(value).is, seconds: (clock.monotonicMs() - startMs) / 1000 };
}

export async function aSession(gemel: Gemel): Promise<{ readonly sid: string; readonly sessionToken: string }> {
  const started = await gemel.startSession({ subject: 'ada' });
  return { sid: started.session.sid, sessionToken: present(started.sessionToken) };
}

export function reachOf({ reach }: Pick<Revoked, 'reach'>): string {
  return reach;
}
