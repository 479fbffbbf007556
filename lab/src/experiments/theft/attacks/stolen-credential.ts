/** What is sent with each request is stolen while its owner is at work. */
import { readClaims } from '../../../fleet/credential.ts';
import { type Attack, possible, stopped } from '../attack.ts';

export const stolenCredential: Attack = {
  id: 'stolen-credential',
  title: 'What each request carries is stolen',
  what: 'The thief presents the same cookie, or the same access token, from elsewhere, while the session stands and nobody has noticed.',
  concerns: 'both',
  async carryOut({ fleet }) {
    const credential = await fleet.node(0).signIn();
    const { status } = await fleet.node(1).ask({ headers: credential.headers }, { as: 'thief' });
    if (status !== 200) return stopped(`refused at B with ${status}`);
    const exp = readClaims(credential.accessToken ?? '')?.['exp'];
    if (typeof exp === 'number') return possible('as good as for its owner, until it expires', Math.round(exp - Date.now() / 1000));
    return possible('as good as for its owner, for as long as the session stands');
  },
};
