/** A public key is used as if it were a secret. */
import { readClaims } from '../../../fleet/credential.ts';
import { type Attack, noSuchThing, possible, stopped } from '../attack.ts';
import { aggrandised, readHeader, signHs256 } from '../forge-token.ts';
import { readPublicKeys } from './shared-secret.ts';

export const keyConfusion: Attack = {
  id: 'key-confusion',
  title: 'Key confusion',
  what: 'The holder signs a token for somebody else by HMAC, with the public key as the secret, in four spellings of that key.',
  concerns: 'token',
  async carryOut({ fleet }) {
    const { accessToken } = await fleet.node(0).signIn();
    const token = accessToken ?? '';
    const keys = await readPublicKeys(fleet.node(0));
    if (keys.length === 0) return noSuchThing('there is no public key: one secret signs and checks');
    for (const key of keys) {
      const forged = signHs256(readHeader(token), aggrandised(readClaims(token) ?? {}), key);
      const { status } = await fleet.node(1).ask({ headers: { authorization: `Bearer ${forged}` } }, { as: 'thief' });
      if (status === 200) return possible('believed: the public key was taken for a secret');
    }
    return stopped('the key decides the algorithm, not the token');
  },
};
