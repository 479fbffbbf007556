/** The access token is stolen of a client that has bound its tokens to a key. */
import { type Credential, readClaims } from '../../../fleet/credential.ts';
import type { LabNode } from '../../../fleet/lab-node.ts';
import { type Attack, noSuchThing, possible, stopped } from '../attack.ts';
import { createKeyHolder, type KeyHolder } from '../key-holder.ts';

const unbound = 'does not apply: nothing binds its tokens to a key';

export const boundToken: Attack = {
  id: 'bound-token',
  title: 'Tokens are stolen that are bound to a key',
  what: 'The owner signs in with a proof of possession (DPoP); the thief has access token and refresh token, but not the key: presents them as a bearer’s, without a proof, and with one by another key.',
  concerns: 'token',
  async carryOut({ fleet }) {
    const owner = createKeyHolder();
    const credential = await signInBound(fleet.node(0), owner);
    if (credential === null) return noSuchThing(unbound);
    const token = credential.accessToken ?? '';
    const thief = createKeyHolder();
    const presented = [{ authorization: `Bearer ${token}` }, { authorization: `DPoP ${token}` }, thief.present(credential)];
    for (const headers of presented) {
      const { status } = await fleet.node(1).ask({ headers }, { as: 'thief' });
      if (status === 200) return possible('let in without the key');
    }
    for (const headers of [{}, { dpop: thief.proof('POST', '/refresh') }]) {
      if ((await fleet.node(1).refresh(credential, { as: 'thief', headers })) !== null) return possible('refreshed without the key');
    }
    return stopped('without the key they are worth nothing');
  },
};

export const boundProof: Attack = {
  id: 'bound-proof',
  title: 'The same, with a proof that was sent',
  what: 'The thief has also recorded a proof that went with the access token at B, and sends both again: at B, and at A.',
  concerns: 'token',
  async carryOut({ fleet }) {
    const owner = createKeyHolder();
    const credential = await signInBound(fleet.node(0), owner);
    if (credential === null) return noSuchThing(unbound);
    const headers = owner.present(credential);
    const { status } = await fleet.node(1).ask({ headers });
    if (status !== 200) throw new Error(`node B refused a token with its proof: ${status}`);
    if ((await fleet.node(1).ask({ headers }, { as: 'thief' })).status === 200) return possible('the same proof is taken again');
    if ((await fleet.node(0).ask({ headers }, { as: 'thief' })).status !== 200) return stopped('no node takes it again');
    const again = await fleet.node(0).ask({ headers }, { as: 'thief' });
    return possible(`taken once more, for this one request, by a node that had not seen it (then ${again.status})`);
  },
};

/** Null where the token is bound to nothing, though a proof came with the sign-in. */
async function signInBound(node: LabNode, owner: KeyHolder): Promise<Credential | null> {
  const credential = await node.signIn({ subject: 'bound' }, { headers: { dpop: owner.proof('POST', '/sign-in') } });
  return readClaims(credential.accessToken ?? '')?.['cnf'] === undefined ? null : credential;
}
