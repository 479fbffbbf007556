/** A service that only has to check credentials is broken into: what can be made of what it holds? */
import crypto from 'node:crypto';
import type { Credential } from '../../../fleet/credential.ts';
import { readClaims } from '../../../fleet/credential.ts';
import type { LabNode } from '../../../fleet/lab-node.ts';
import { type Attack, type Field, possible, stopped } from '../attack.ts';
import { aggrandised, readHeader, signHs256 } from '../forge-token.ts';

export const sharedSecret: Attack = {
  id: 'shared-secret',
  title: 'A checking service is broken into',
  what: 'The thief has what a service needs to check credentials (a shared secret, or a public key), and makes a credential for somebody else of it.',
  concerns: 'both',
  async carryOut(field) {
    const credential = await field.fleet.node(0).signIn();
    for (const [held, headers] of await forge(field, credential)) {
      const { status, body } = await field.fleet.node(1).ask({ headers }, { as: 'thief' });
      if (status === 200) return possible(`with ${held} anybody can be impersonated: ${JSON.stringify(body).slice(0, 60)}`);
    }
    return stopped(credential.accessToken === null ? 'a made-up session is in no store' : 'it holds public keys alone, which sign nothing');
  },
};

type Forged = readonly (readonly [held: string, headers: Readonly<Record<string, string>>])[];

async function forge({ fleet }: Field, credential: Credential): Promise<Forged> {
  if (credential.accessToken === null) return [['the secret of the cookie', { cookie: forgeCookie(credential, fleet.secret) }]];
  const claims = aggrandised(readClaims(credential.accessToken) ?? {});
  const header = readHeader(credential.accessToken);
  const publicKeys = await readPublicKeys(fleet.node(0));
  // A service that checks by a public key is never given the secret; one that checks by HMAC must have it.
  const held = publicKeys.length > 0 ? publicKeys : [Buffer.from(fleet.secret, 'base64url'), Buffer.from(fleet.secret)];
  const name = publicKeys.length > 0 ? 'the public key' : 'the shared secret';
  return held.map((key) => [name, { authorization: `Bearer ${signHs256(header, claims, key)}` }]);
}

/** As express-session and better-auth sign them; for other cookies, a secret that nobody issued. */
function forgeCookie({ headers }: Credential, secret: string): string {
  const [name = '', value = ''] = (headers['cookie'] ?? '').split('=', 2);
  const made = crypto.randomBytes(24).toString('base64url');
  const mac = crypto.createHmac('sha256', secret).update(made).digest('base64');
  if (decodeURIComponent(value).startsWith('s:')) return `${name}=${encodeURIComponent(`s:${made}.${mac.replace(/=+$/, '')}`)}`;
  if (name.startsWith('better-auth.')) return `${name}=${encodeURIComponent(`${made}.${mac}`)}`;
  return `${name}=${value.split('.')[0] ?? ''}.${crypto.randomBytes(32).toString('base64url')}`;
}

/** The public keys as bytes in the spellings in which a careless verifier might take them for a secret. */
export async function readPublicKeys(node: LabNode): Promise<readonly Buffer[]> {
  const { status, body } = await node.ask({ headers: {} }, { path: '/jwks.json', as: 'thief' });
  const keys = status === 200 ? (body as { readonly keys: readonly crypto.JsonWebKey[] }).keys : []; // a key set
  return keys.flatMap((jwk) => {
    const key = crypto.createPublicKey({ key: jwk, format: 'jwk' });
    const pem = key.export({ type: 'spki', format: 'pem' });
    return [
      Buffer.from(pem),
      Buffer.from(String(pem).trim()),
      key.export({ type: 'spki', format: 'der' }),
      Buffer.from(JSON.stringify(jwk)),
    ];
  });
}
