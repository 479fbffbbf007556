/** A copy is presented after its owner has signed out. */
import { readClaims } from '../../../fleet/credential.ts';
import { nowMs } from '../../../fleet/recorder.ts';
import { expectAccepted, pollWhile } from '../../poll.ts';
import { type Attack, possible, stopped } from '../attack.ts';

export const replayAfterSignOut: Attack = {
  id: 'replay',
  title: 'Replay after the sign-out',
  what: 'The owner signs out at A; a copy that was made before is presented at B.',
  concerns: 'both',
  async carryOut({ fleet, patienceMs }) {
    const credential = await fleet.node(0).signIn();
    await expectAccepted(fleet.node(1), credential);
    await fleet.node(0).signOut(credential);
    const { lastAcceptedMs, ended } = await pollWhile(fleet.node(1), credential, { since: nowMs(), patienceMs, asking: { as: 'thief' } });
    if (ended !== null) return stopped(`refused with ${ended.status}, ${lastAcceptedMs.toFixed(0)} ms after the sign-out`);
    const exp = readClaims(credential.accessToken ?? '')?.['exp'];
    return possible('still let in', typeof exp === 'number' ? Math.round(exp - Date.now() / 1000) : null);
  },
};
