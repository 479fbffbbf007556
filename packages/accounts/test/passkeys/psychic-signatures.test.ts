/** Signatures that some verifiers have taken for anybody's: zeros, and multiples of the curve's order, on every path on which a passkey is shown. J11 */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, password } from '../a-world.ts';
import { addPasskey, aPasskeyWorld, type PasskeyWorld, refusal, withResponse } from './a-passkey-world.ts';
import type { Algorithm, CredentialJson, SoftwareAuthenticator } from './software-authenticator.ts';

const worlds: PasskeyWorld[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

/** Of P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Of Ed25519. */
const smallOrder = Buffer.from(`01${'00'.repeat(31)}`, 'hex');

/** ECDSA-Sig-Value. RFC 3279, section 2.2.3 */
function derOf(r: bigint, s: bigint): Buffer {
  const integers = [r, s].map((value) => {
    const bytes = Buffer.from(value.toString(16).padStart(value.toString(16).length + (value.toString(16).length % 2), '0'), 'hex');
    const positive = bytes.readUInt8(0) > 127 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
    return Buffer.concat([Buffer.of(2, positive.length), positive]);
  });
  const content = Buffer.concat(integers);
  return Buffer.concat([Buffer.of(48, content.length), content]);
}

const curves = [0n, 1n, order, order * 2n].flatMap((r) => [0n, 1n, order, order * 2n].map((s) => [r, s] as const));

const signatures: readonly { readonly name: string; readonly algorithm: Algorithm; readonly signature: Buffer }[] = [
  ...curves.map(([r, s]) => ({ name: `r=${spell(r)} and s=${spell(s)}`, algorithm: 'ES256' as const, signature: derOf(r, s) })),
  { name: '64 zeros in place of DER', algorithm: 'ES256', signature: Buffer.alloc(64) },
  { name: '64 zeros', algorithm: 'EdDSA', signature: Buffer.alloc(64) },
  { name: 'the neutral element and zero', algorithm: 'EdDSA', signature: Buffer.concat([smallOrder, Buffer.alloc(32)]) },
  { name: '256 zeros', algorithm: 'RS256', signature: Buffer.alloc(256) },
  { name: 'the number one', algorithm: 'RS256', signature: Buffer.concat([Buffer.alloc(255), Buffer.of(1)]) },
];

function spell(value: bigint): string {
  return value < 2n ? String(value) : value === order ? 'n' : '2n';
}

interface Shown extends PasskeyWorld {
  readonly authenticator: SoftwareAuthenticator;
  /** Puts the signature in. */
  forge(credential: CredentialJson): CredentialJson;
}

const paths: readonly { readonly name: string; walk(shown: Shown): Promise<unknown> }[] = [
  {
    name: 'to sign in',
    walk: async ({ accounts, authenticator, forge }) => {
      const { options } = await accounts.passkeys.beginSignIn();
      return accounts.passkeys.signIn({ credential: forge(authenticator.get(options)) });
    },
  },
  {
    name: 'as the second factor',
    walk: async ({ accounts, authenticator, forge }) => {
      await accounts.grant(adasEmail, { roles: ['admin'] });
      const half = await accounts.signIn({ email: adasEmail, password });
      const pending = half.status === 'second_factor_needed' ? half.pending : '';
      const { options } = await accounts.passkeys.beginSecondFactor(pending);
      return accounts.secondFactor.confirm({ pending, passkey: forge(authenticator.get(options)) });
    },
  },
  {
    name: 'to step up',
    walk: async ({ accounts, asking, authenticator, forge }) => {
      const { options } = await accounts.passkeys.beginStepUp(asking);
      return accounts.stepUp.confirm(asking, { factor: { passkey: forge(authenticator.get(options)) } });
    },
  },
];

describe.each(paths)('a passkey that is shown $name', ({ walk }) => {
  it.each(signatures)('with a signature of $name of $algorithm is refused (J11)', async ({ algorithm, signature }) => {
    const world = await aPasskeyWorld({ secondFactor: { required: { roles: ['admin'] } } });
    worlds.push(world);
    const { authenticator } = await addPasskey(world, world.asking, { algorithm });
    const forge = (credential: CredentialJson): CredentialJson => withResponse(credential, { signature: signature.toString('base64url') });
    const before = await world.gemel.listSessions(world.asking.subject);
    const [code] = (await refusal(walk({ ...world, authenticator, forge }))) as readonly unknown[];
    expect(code).toBe('passkey_failed');
    const after = await world.gemel.listSessions(world.asking.subject);
    expect(after.map(({ sid, authentication }) => [sid, authentication])).toEqual(
      before.map(({ sid, authentication }) => [sid, authentication]),
    );
  });

  it('with its own signature is taken', async () => {
    const world = await aPasskeyWorld({ secondFactor: { required: { roles: ['admin'] } } });
    worlds.push(world);
    const { authenticator } = await addPasskey(world, world.asking);
    await walk({ ...world, authenticator, forge: (credential) => credential });
  });
});
