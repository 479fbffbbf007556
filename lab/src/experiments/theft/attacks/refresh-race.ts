/** A stolen refresh token is used before its owner uses it. */
import { setTimeout } from 'node:timers/promises';
import { type Attack, noSuchThing, possible, stopped } from '../attack.ts';

export const refreshRace: Attack = {
  id: 'refresh-race',
  title: 'A stolen refresh token races its owner',
  what: 'The thief refreshes first, the owner later, with the same token (where a window of reuse is granted: after it).',
  concerns: 'token',
  async carryOut({ fleet, reuseWindow }) {
    const [a, b] = [fleet.node(0), fleet.node(1)];
    const owned = await a.signIn({ subject: 'racing' });
    if (owned.refreshToken === null) return noSuchThing('there is no refresh token');
    const stolen = await b.refresh(owned, { as: 'thief' });
    if (stolen === null) return stopped('the thief could not refresh');
    await setTimeout(reuseWindow * 1000 + 300);
    const owners = await a.refresh(owned);
    await setTimeout(100);
    const thiefs = await b.refresh(stolen, { as: 'thief' });
    const { status } = await b.ask(stolen, { as: 'thief' });
    if (thiefs === null && status !== 200)
      return stopped(`the reuse was noticed and the session ended: the thief's token is refused with ${status}`);
    if (owners === null) return possible('the thief stays and goes on refreshing; the owner is out, and nobody is told');
    return possible('thief and owner go on side by side, unnoticed');
  },
};
