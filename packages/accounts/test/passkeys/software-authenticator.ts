/** An authenticator and its browser in software: makes and shows passkeys, rightly or with one thing wrong. WebAuthn Level 3, section 6 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { PasskeyCreationOptions, PasskeyRequestOptions } from '../../src/index.ts';
import { toCbor } from './cbor.ts';

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256';

export interface AuthenticatorOptions {
  readonly algorithm?: Algorithm;
  /** The page's origin. */
  readonly origin?: string;
  readonly aaguid?: string;
  /** What the signature counter says after the first signature; 0 for one that does not count. */
  readonly counter?: number;
  /** A passkey that is copied to other devices. */
  readonly isSyncable?: boolean;
}

/** What one ceremony does otherwise than it should. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  /** More members of the client's data. */
  readonly clientData?: Readonly<Record<string, unknown>>;
  readonly isUserVerified?: boolean;
  readonly isUserPresent?: boolean;
  readonly isSyncable?: boolean;
  readonly isSynced?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
}

export interface CredentialJson {
  readonly id: string;
  readonly rawId: string;
  readonly type: string;
  readonly response: Readonly<Record<string, unknown>>;
}

export interface SoftwareAuthenticator {
  create(options: PasskeyCreationOptions, deviation?: Deviation): CredentialJson;
  get(options: PasskeyRequestOptions, deviation?: Deviation): CredentialJson;
}

interface MadeKey {
  readonly privateKey: KeyObject;
  readonly publicKey: Buffer;
  sign(data: Buffer): Buffer;
}

const flag = { userPresent: 1, userVerified: 4, syncable: 8, synced: 16, attested: 64 } as const;

export function softwareAuthenticator(options: AuthenticatorOptions = {}): SoftwareAuthenticator {
  const { algorithm = 'ES256', origin = 'https://app.example', aaguid = '00000000-0000-0000-0000-000000000000' } = options;
  const key = makeKey(algorithm);
  const id = randomBytes(24);
  const count = options.counter ?? 0;
  let signatures = 0;
  let userHandle: string | undefined;

  const clientDataOf = (type: string, challenge: string, deviation: Deviation): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: deviation.type ?? type,
        challenge: deviation.challenge ?? challenge,
        origin: deviation.origin ?? origin,
        crossOrigin: false,
        ...deviation.clientData,
      }),
    );

  const dataOf = (rpId: string, deviation: Deviation, attested = Buffer.alloc(0)): Buffer => {
    const isSyncable = deviation.isSyncable ?? options.isSyncable ?? false;
    const flags =
      (deviation.isUserPresent === false ? 0 : flag.userPresent) |
      (deviation.isUserVerified === false ? 0 : flag.userVerified) |
      (isSyncable ? flag.syncable : 0) |
      ((deviation.isSynced ?? isSyncable) ? flag.synced : 0) |
      (attested.length > 0 ? flag.attested : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(deviation.counter ?? (count === 0 ? 0 : count + signatures));
    signatures += 1;
    return Buffer.concat([sha256(deviation.rpId ?? rpId), Buffer.from([flags]), counter, attested]);
  };

  const credential = (response: CredentialJson['response']): CredentialJson => {
    const text = id.toString('base64url');
    return { id: text, rawId: text, type: 'public-key', response };
  };

  return {
    create: ({ challenge, rp, user }, deviation = {}) => {
      userHandle = user.id;
      const length = Buffer.from([id.length >> 8, id.length & 255]);
      const attested = Buffer.concat([Buffer.from(aaguid.replaceAll('-', ''), 'hex'), length, id, key.publicKey]);
      const authData = dataOf(rp.id, deviation, attested);
      const attestationObject = toCbor(
        new Map<string, string | Buffer | Map<string, string>>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      );
      return credential({
        clientDataJSON: clientDataOf('webauthn.create', challenge, deviation).toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal', 'hybrid', 'telepathy'],
      });
    },

    get: ({ challenge, rpId }, deviation = {}) => {
      const clientData = clientDataOf('webauthn.get', challenge, deviation);
      const authenticatorData = dataOf(rpId, deviation);
      const handle = deviation.userHandle === undefined ? userHandle : deviation.userHandle;
      return credential({
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: key.sign(Buffer.concat([authenticatorData, sha256(clientData)])).toString('base64url'),
        ...(handle === undefined || handle === null ? {} : { userHandle: handle }),
      });
    },
  };
}

/** A pair of keys, and its public half as a COSE_Key. RFC 9052, section 7; RFC 9053 */
function makeKey(algorithm: Algorithm): MadeKey {
  if (algorithm === 'ES256') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    const cose = new Map<number, number | Buffer>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytesOf(jwk.x)],
      [-3, bytesOf(jwk.y)],
    ]);
    return { privateKey, publicKey: toCbor(cose), sign: (data) => sign('sha256', data, privateKey) };
  }
  if (algorithm === 'EdDSA') {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const cose = new Map<number, number | Buffer>([
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytesOf(publicKey.export({ format: 'jwk' }).x)],
    ]);
    return { privateKey, publicKey: toCbor(cose), sign: (data) => sign(null, data, privateKey) };
  }
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = publicKey.export({ format: 'jwk' });
  const cose = new Map<number, number | Buffer>([
    [1, 3],
    [3, -257],
    [-1, bytesOf(jwk.n)],
    [-2, bytesOf(jwk.e)],
  ]);
  return { privateKey, publicKey: toCbor(cose), sign: (data) => sign('sha256', data, privateKey) };
}

function bytesOf(text: string | undefined): Buffer {
  return Buffer.from(text ?? '', 'base64url');
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
