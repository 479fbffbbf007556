/** The token says of itself that it is not signed. */
import { readClaims } from '../../../fleet/credential.ts';
import { type Attack, possible, stopped } from '../attack.ts';
import { aggrandised, part, readHeader } from '../forge-token.ts';

export const algNone: Attack = {
  id: 'alg-none',
  title: 'alg: none',
  what: 'The holder writes a token for somebody else whose header says that it needs no signature, in four spellings.',
  concerns: 'token',
  async carryOut({ fleet }) {
    const { accessToken } = await fleet.node(0).signIn();
    const token = accessToken ?? '';
    const claims = part(aggrandised(readClaims(token) ?? {}));
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const forged = `${part({ ...readHeader(token), alg })}.${claims}.`;
      const { status } = await fleet.node(1).ask({ headers: { authorization: `Bearer ${forged}` } }, { as: 'thief' });
      if (status === 200) return possible(`believed without a signature (${alg})`);
    }
    return stopped('no such algorithm is accepted');
  },
};
