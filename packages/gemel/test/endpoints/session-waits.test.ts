/** Who waits for the end of a session, how many may, and what is left behind. */
import { describe, expect, it } from 'vitest';
import { createSessionWaits } from '../../src/endpoints/session-waits.ts';

const never = new AbortController().signal;
const aSession = (sid: string): { readonly sid: string; readonly ended: AbortSignal; end(): void } => {
  const controller = new AbortController();
  return { sid, ended: controller.signal, end: () => controller.abort() };
};

/** Whether a wait is over once everything that was due has run. */
async function isOver(wait: Promise<void>): Promise<boolean> {
  const tick = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
  return Promise.race([wait.then(() => true), tick]);
}

describe('waiting for the end of a session', () => {
  it('is over when the session ends, when the caller goes, and at once where either has happened', async () => {
    const waits = createSessionWaits();
    const [ending, staying] = [aSession('ending'), aSession('staying')];
    const caller = new AbortController();
    const [first, second] = [waits.untilEnd(ending, 3600, never), waits.untilEnd(staying, 3600, caller.signal)];
    expect([await isOver(first), await isOver(second)]).toEqual([false, false]);
    ending.end();
    expect([await isOver(first), await isOver(second)]).toEqual([true, false]);
    caller.abort();
    expect(await isOver(second)).toBe(true);
    expect(await isOver(waits.untilEnd(ending, 3600, never))).toBe(true);
    expect(await isOver(waits.untilEnd(staying, 3600, caller.signal))).toBe(true);
  });

  it('is for so many of one session, and in all: whoever is one too many is answered at once, and makes no room', async () => {
    const waits = createSessionWaits({ most: 3, mostOfSession: 2 });
    const [one, other] = [aSession('one'), aSession('other')];
    const held = [waits.untilEnd(one, 3600, never), waits.untilEnd(one, 3600, never)];
    expect(await isOver(waits.untilEnd(one, 3600, never))).toBe(true);
    held.push(waits.untilEnd(other, 3600, never));
    expect(await isOver(waits.untilEnd(other, 3600, never))).toBe(true);
    expect(await Promise.all(held.map(isOver))).toEqual([false, false, false]);
    one.end();
    await Promise.all(held.slice(0, 2));
    expect(await isOver(waits.untilEnd(other, 3600, never))).toBe(false);
    other.end();
  });

  it('leaves a browser some of the six connections that it has to a host, whatever its windows wait for', async () => {
    const waits = createSessionWaits();
    const session = aSession('many windows');
    const held = Array.from({ length: 6 }, () => waits.untilEnd(session, 3600, never));
    expect((await Promise.all(held.map(isOver))).filter((over) => over).length).toBeGreaterThanOrEqual(2);
    session.end();
  });
});
