/** What a developer is told about a wrong option, key or address, and what to write instead. */

/** By what was wrong with it; `name` is the option, or the algorithm whose key it is. */
const texts = {
  unknown: (name: string, names: string): string => `${name} is not an option; there are ${names}`,
  issuer: (): string => "issuer takes the iss of the tokens, such as 'https://app.example'",
  audience: (): string => "audience takes this service's name in aud, or a list of names",
  sources: (): string => 'keys and feed must be given where the issuer is no https: URL at which its metadata could be found',
  source: (name: string, example: string): string => `${name} takes ${example}`,
  maxStaleness: (): string => 'freshness.maxStaleness takes seconds above 0, such as 5',
  clockTolerance: (): string => 'freshness.clockTolerance takes seconds from 0 to 300, such as 5',
  onStale: (): string => "freshness.onStale takes 'refuse', 'ask' or 'accept'",
  ask: (): string => "freshness.ask takes a function or { clientId, clientSecret }, and belongs to onStale: 'ask'",
  algorithms: (_name: string, names: string): string => `algorithms takes some of ${names}`,
  cacheSize: (): string => 'cacheSize takes a number of tokens, 0 for no cache',
  onFault: (): string => 'onFault takes a function',
  url: (name: string): string => `${name} takes a whole URL, such as 'https://app.example/feed'`,
  urlUser: (name: string): string => `${name} must not hold a user name or a password`,
  urlPlain: (name: string): string =>
    `${name} takes an https: URL, or http: on this machine; for a network that you trust add allowPlainHttp: true`,
  keyKind: (): string =>
    'a key is a public JWK with kid and alg, or { kid, alg, symmetricKey }; never text (PEM, JSON or a passphrase) whose kind would be guessed',
  keyName: (_name: string, longest: string): string => `a key needs a kid: text of 1 to ${longest} characters`,
  keyAlgorithm: (_name: string, names: string): string => `a key needs an alg, one of ${names}`,
  keyPrivate: (): string => 'a verifier takes public keys: leave the private member out',
  keyUse: (): string => 'the key is not for signatures: its use is not "sig"',
  keyUnusable: (name: string): string => `the material is not a usable ${name} key`,
  jwkWanted: (name: string): string => `${name} takes a public JWK, not a symmetric key`,
  secretWanted: (name: string): string => `${name} takes { kid, alg, symmetricKey }, never a JWK`,
  kty: (name: string, members: string): string => `${name} takes a JWK with ${members}`,
  coordinates: (name: string): string => `${name} takes x and y of 32 bytes each, in base64url without padding`,
  point: (name: string): string => `${name} takes x of 32 bytes, in base64url without padding`,
  smallOrder: (name: string): string => `${name} takes a point of the group, not one of small order`,
  secretBytes: (name: string): string => `${name} takes symmetricKey as a Uint8Array, not as text`,
  secretLength: (name: string, fewest: string): string => `${name} takes a key of at least ${fewest} random bytes`,
  modulus: (name: string): string => `${name} takes n in base64url without padding and without a leading zero`,
  exponent: (name: string, only: string): string => `${name} takes e of 65537, "${only}"`,
  modulusLong: (name: string, most: string): string => `${name} takes a modulus of at most ${most} bits`,
  modulusShort: (name: string, fewest: string): string => `${name} takes a modulus of at least ${fewest} where allowRsa2048 is true`,
  asynchronous: (): string => 'this runtime verifies by WebCrypto, which is asynchronous: await verify(token) instead',
} as const;

export type Topic = keyof typeof texts;

/** Returns one line: what, why, and the text to write instead. */
export function adviceOn(topic: Topic, name = '', fact = ''): string {
  return texts[topic](name, fact);
}
