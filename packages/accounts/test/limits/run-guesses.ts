/** The bar of the limits: whatever a guesser does at three nodes, no more is judged than documented, and the owner signs in meanwhile. */
import { expect } from 'vitest';
import { accountDefaults, type LimitOptions } from '../../src/options.ts';
import { adasEmail, password, signIn } from '../a-world.ts';
import { addPasskey, show } from '../passkeys/a-passkey-world.ts';
import type { ThreeNodes } from '../second-factor/three-nodes.ts';
import { present } from '../support.ts';
import { createGuess, forging, guessAtOnce, rotating } from './guess-at-once.ts';

export interface Siege {
  /** Waves of 64 at once. */
  readonly waves: number;
  /** Seconds between them. */
  readonly apart: number;
}

const atOnce = 64;

/** What a limit lets through in a time, to which the time that the test itself takes is added. */
const most = ({ burst, interval }: LimitOptions, seconds: number): number => burst + Math.floor(seconds / interval);

/** Strangers guess at Ada's password from addresses that change with each guess; she signs in by passkey in each wave, and by password from where she has a session. */
export async function besiegeAccount({ nodes, clock }: ThreeNodes, { waves, apart }: Siege): Promise<number> {
  const [first] = nodes;
  const home = { client: { address: '192.0.2.77' } };
  await first.accounts.signUp({ email: adasEmail, password, ...home });
  const { session } = await signIn(first.accounts, { email: adasEmail, password, ...home });
  const { authenticator } = await addPasskey(first, { subject: session.subject, sid: session.sid });
  const guess = createGuess(nodes);
  const began = Math.floor(first.gemel.engineTime());
  let judged = 0;
  for (let wave = 0; wave < waves; wave++) {
    const numbers = Array.from({ length: atOnce }, (_, index) => wave * atOnce + index);
    const node = present(nodes[wave % nodes.length]);
    const byPasskey = async (): Promise<string> =>
      (await node.accounts.passkeys.signIn({ credential: await show(node, authenticator), client: { address: '198.51.100.7' } })).status;
    const [answers, entered] = await Promise.all([guessAtOnce(numbers, (index) => guess(index, adasEmail, rotating(index))), byPasskey()]);
    expect(answers.others).toEqual([]);
    expect(entered).toBe('signed_in');
    expect((await signIn(node.accounts, { email: adasEmail, password, ...home })).status).toBe('signed_in');
    judged += answers.judged;
    expect(judged).toBeLessThanOrEqual(most(accountDefaults.throttling.account, first.gemel.engineTime() - began + clock.ahead + 1));
    clock.ahead += apart;
  }
  return judged;
}

/** One machine tries one password each at as many accounts as it can, and claims another address each time. */
export async function stuffFromOneAddress({ nodes, clock }: ThreeNodes, { waves, apart }: Siege): Promise<number> {
  const guess = createGuess(nodes);
  const began = Math.floor(nodes[0].gemel.engineTime());
  let judged = 0;
  for (let wave = 0; wave < waves; wave++) {
    const numbers = Array.from({ length: atOnce }, (_, index) => wave * atOnce + index);
    const answers = await guessAtOnce(numbers, (index) => guess(index, `person-${index}@example.com`, forging(index)));
    expect(answers.others).toEqual([]);
    judged += answers.judged;
    expect(judged).toBeLessThanOrEqual(most(accountDefaults.throttling.address, nodes[0].gemel.engineTime() - began + clock.ahead + 1));
    clock.ahead += apart;
  }
  return judged;
}
