/** Registered clients: services that may ask about tokens and read a feed that is not public, each with a key or a secret of its own, of which only the public half or the hash is known here. */
import { GemelError, isBase64urlOfLength, type PublicJwk } from '@gemel/protocol';
import { importVerificationKey } from '@gemel/verifier';
import { type AssertionParts, createCheckAssertion, keysOf } from './client-assertion.ts';
import { optionalParameter, type Parameters } from './read-parameters.ts';

/** It has a `secretHash`, `jwks`, or both while it changes from one to the other: then each is good. */
export interface Client {
  /** Printable ASCII without a colon, at most 100 characters. */
  readonly id: string;
  /**
   * SHA-256 of the secret, in base64url: 43 characters. The secret itself is random, 256 bits or more. Of a list, each is good: to rotate, add
   * the new one, change the client, and take the old one out.
   */
  readonly secretHash?: string | readonly string[] | undefined;
  /**
   * Public keys by which it signs what it proves itself with (`private_key_jwt`): each with an `alg`, and with a `kid` that no other client's key has. The feed does not take
   * them, since it is read by GET.
   */
  readonly jwks?: { readonly keys: readonly PublicJwk[] } | undefined;
  /** Of which tokens it may ask: those that are for one of these. */
  readonly audiences: readonly string[];
}

export interface CheckClient {
  /**
   * Returns the client that a request proves to be, by its header or by the parameters of its body.
   *
   * @throws GemelError (rejects) `client_unknown`; `request_malformed` where it does so in two ways; as `CheckAssertion`
   */
  (request: Request, parameters?: Parameters): Promise<Client>;
}

/** Returns what is wrong with a list of clients, one line each. */
export function problemsWithClients(clients: readonly Client[]): readonly string[] {
  const ids = clients.map(({ id }) => id);
  const kids = clients.flatMap(keysOf).map(({ kid }) => kid);
  return clients.flatMap(({ id, secretHash, jwks, audiences }, index) => [
    ...(/^[\x21-\x39\x3b-\x7e]{1,100}$/.test(id) ? [] : [`clients[${index}].id takes a name of printable characters, such as 'orders'`]),
    ...(ids.indexOf(id) === index ? [] : [`clients[${index}].id is another client's already`]),
    ...(secretHash === undefined && jwks === undefined ? [`clients[${index}] takes secretHash or jwks`] : []),
    ...(secretHash === undefined || areHashes([secretHash].flat())
      ? []
      : [
          `clients[${index}].secretHash takes the SHA-256 of the secret in base64url, 43 characters, or a list of such while it is being rotated`,
        ]),
    ...(jwks === undefined || areKeys(jwks.keys)
      ? []
      : [`clients[${index}].jwks takes { keys: [...] }: public JWKs, each with kid and alg, such as ES256 or Ed25519, RSA from 3072 bits`]),
    ...(keysOf({ jwks }).every(({ kid }) => kids.indexOf(kid) === kids.lastIndexOf(kid))
      ? []
      : [`clients[${index}].jwks names a key as another one is named already: take thumbprints (RFC 7638) as kid`]),
    ...(audiences.length > 0 && audiences.every((name) => name !== '')
      ? []
      : [`clients[${index}].audiences takes names in aud, such as ['https://orders.example']`]),
  ]);
}

/** Where WebCrypto serves, whether a key is one shows only when it is used. */
function areKeys(keys: readonly PublicJwk[]): boolean {
  try {
    for (const imported of keys.map((key) => importVerificationKey(key))) if (imported instanceof Promise) imported.catch(() => undefined);
    return keys.length > 0 && keys.every((key) => !('symmetricKey' in key));
  } catch {
    return false;
  }
}

function areHashes(hashes: readonly string[]): boolean {
  return hashes.length > 0 && hashes.every((hash) => isBase64urlOfLength(hash, 32));
}

/**
 * Creates the check of `client_secret_basic` and, where there are parameters, of `client_secret_post` and `private_key_jwt`. An unknown name costs as much as a
 * wrong secret.
 *
 * @param assertions how to judge what clients sign; without it nobody proves anything by that.
 * @see RFC 6749, section 2.3.1
 */
export function createCheckClient(clients: readonly Client[], assertions?: AssertionParts): CheckClient {
  const byId = new Map(clients.map((client) => [client.id, client]));
  const nobody: Client = { id: '', secretHash: 'A'.repeat(43), audiences: [] };
  const checkAssertion = assertions && createCheckAssertion(clients, assertions);
  return async (request, parameters = new Map()) => {
    const assertion = optionalParameter(parameters, 'client_assertion');
    if (assertion !== undefined) {
      requireNothingBeside(request, parameters);
      const client = await checkAssertion?.(assertion, optionalParameter(parameters, 'client_assertion_type'));
      if (client === undefined) throw new GemelError('client_unknown');
      if ((optionalParameter(parameters, 'client_id') ?? client.id) !== client.id)
        throw new GemelError('request_malformed', 'client_id is not the client of the assertion');
      return client;
    }
    const presented = readCredentials(request, parameters);
    const client = byId.get(presented.id) ?? nobody;
    const hash = await hashOf(presented.secret);
    const right = [client.secretHash ?? []].flat().filter((one) => haveSameText(hash, one));
    if (right.length === 0 || client === nobody) throw new GemelError('client_unknown');
    return client;
  };
}

/** Whether a request says that it comes from a client, in any way; a bare `client_id` proves nothing and counts for nothing. */
export function presentsClient(request: Request, parameters: Parameters): boolean {
  const names = ['client_secret', 'client_assertion', 'client_assertion_type'];
  const isPresent = (name: string): boolean => optionalParameter(parameters, name) !== undefined;
  return /^Basic /i.test(request.headers.get('authorization') ?? '') || names.some(isPresent);
}

/** @throws GemelError `request_malformed`. RFC 6749, section 2.3: not more than one method */
function requireNothingBeside(request: Request, parameters: Parameters): void {
  if (request.headers.has('authorization') || optionalParameter(parameters, 'client_secret') !== undefined)
    throw new GemelError('request_malformed', 'a client proves itself in one way: by the header, by client_secret or by client_assertion');
}

interface Presented {
  readonly id: string;
  readonly secret: string;
}

/** @throws GemelError `client_unknown`, `request_malformed` */
function readCredentials(request: Request, parameters: Parameters): Presented {
  const header = request.headers.get('authorization');
  const [id, secret] = [optionalParameter(parameters, 'client_id'), optionalParameter(parameters, 'client_secret')];
  if (secret === undefined) {
    const basic = readBasic(header ?? '');
    if (id !== undefined && basic.id !== '' && id !== basic.id)
      throw new GemelError('request_malformed', 'client_id is not the client of the header');
    return basic;
  }
  if (header !== null) throw new GemelError('request_malformed', 'a client proves itself by the header or by client_secret, not by both');
  return { id: id ?? '', secret };
}

/** @throws GemelError `client_unknown` */
function readBasic(header: string): Presented {
  const encoded = /^Basic ([A-Za-z0-9+/]{1,4096}={0,2})$/i.exec(header)?.[1];
  try {
    const [, id = '', secret = ''] = /^([^:]+):(.+)$/.exec(atob(encoded ?? '')) ?? [];
    return { id: decodeForm(id), secret: decodeForm(secret) };
  } catch {
    throw new GemelError('client_unknown'); // what was presented is not quoted
  }
}

/** Both halves come encoded as in a form. */
function decodeForm(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

async function hashOf(secret: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret)));
  return btoa(String.fromCharCode(...hash))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** In the same time wherever they differ. */
function haveSameText(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let index = 0; index < one.length; index++) difference |= one.charCodeAt(index) ^ other.charCodeAt(index);
  return difference === 0;
}
