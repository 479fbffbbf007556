/** What a developer is told about a wrong option, key, address or metadata, and what to write instead. */

const wholeUrl =
  'a whole https: URL without a user name or a password, or http: on this machine; for a network that you trust add allowPlainHttp: true';

const edPoint = 'a public JWK with kty "OKP", crv "Ed25519" and x of 32 bytes in base64url without padding, a point not of small order';
const rsaModulus =
  'a public JWK with kty "RSA", e of 65537 ("AQAB"), and n of at most 8192 bits and at least 3072, or 2048 where allowRsa2048 is true, in base64url without padding and without a leading zero';

/** What keys are made of, by the name of the algorithm. */
const materials: Readonly<Record<string, string>> = {
  ES256: 'a public JWK with kty "EC", crv "P-256", and x and y of 32 bytes each in base64url without padding, a point of the curve',
  Ed25519: edPoint,
  EdDSA: edPoint,
  PS256: rsaModulus,
  RS256: rsaModulus,
  HS256: '{ kid, alg, symmetricKey } with a Uint8Array of at least 32 random bytes, never text or a JWK',
};

/** By what was wrong with it; `name` is the option, or the algorithm whose key it is. */
const texts = {
  unknown: (name: string, names: readonly string[]): string => `${name} is not an option; there are ${names.join(', ')}`,
  issuer: (): string =>
    "issuer takes the iss of the tokens, such as 'https://app.example'; where it is no https: URL at which its metadata could be found, keys and feed must be given",
  audience: (): string => "audience takes this service's name in aud, or a list of names",
  keys: (): string => `keys takes { jwksUri }, ${wholeUrl}, or an object with find()`,
  feed: (): string => `feed takes { feedUri }, ${wholeUrl}, or an object with read()`,
  client: (): string => 'client takes { clientId, clientSecret }, as they are registered at the issuer',
  freshness: (): string => 'freshness takes { maxStaleness, clockTolerance, onStale, ask }, each of which can be left out',
  maxStaleness: (): string => 'freshness.maxStaleness takes seconds above 0, such as 5',
  clockTolerance: (): string => 'freshness.clockTolerance takes seconds from 0 to 300, such as 5',
  onStale: (): string => "freshness.onStale takes 'refuse', 'ask' or 'accept'",
  ask: (): string =>
    `freshness.ask takes a function or { clientId, clientSecret }, and belongs to onStale: 'ask'; an introspectionUri there is ${wholeUrl}`,
  algorithms: (_name: string, names: readonly string[]): string => `algorithms takes some of ${names.join(', ')}`,
  dpop: (): string =>
    "dpop takes what createDpop() of '@gemel/verifier/dpop' returns, such as createDpop({ url: 'https://orders.example' })",
  cacheSize: (): string => 'cacheSize takes a number of tokens, 0 for no cache',
  onFault: (): string => 'onFault takes a function',
  url: (name: string): string => `${name} takes ${wholeUrl}`,
  metadata: (name: string): string => `the metadata of the issuer: ${name} takes ${wholeUrl}`,
  keySet: (): string => 'answered with something that is not a JWK set',
  keySetNames: (): string => 'answered with two keys of one name',
  metadataIssuer: (): string => 'the metadata is not that of the issuer',
  keyKind: (): string =>
    'a key is a public JWK with kid and alg, or { kid, alg, symmetricKey }; never text (PEM, JSON or a passphrase) whose kind would be guessed',
  keyName: (_name: string, [longest]: readonly string[]): string => `a key needs a kid: text of 1 to ${longest} characters`,
  keyAlgorithm: (_name: string, names: readonly string[]): string => `a key needs an alg, one of ${names.join(', ')}`,
  keyPrivate: (): string => 'a verifier takes public keys: leave the private member out',
  keyUse: (): string => 'the key is not for signatures: its use is not "sig"',
  keyMaterial: (name: string): string => `${name} takes ${materials[name]}`,
  asynchronous: (): string => 'this runtime verifies by WebCrypto, which is asynchronous: await verify(token) instead',
} as const;

export type Topic = keyof typeof texts;

/** Returns one line: what, why, and the text to write instead. */
export function adviceOn(topic: Topic, name = '', facts: readonly string[] = []): string {
  return texts[topic](name, facts);
}
