/** Registered clients: services that may ask about tokens, each with a secret of its own, of which only the hash is known here. */
import { GemelError, isBase64urlOfLength } from '@gemel/protocol';

export interface Client {
  /** Printable ASCII without a colon, at most 100 characters. */
  readonly id: string;
  /** SHA-256 of the secret, in base64url: 43 characters. The secret itself is random, 256 bits or more. */
  readonly secretHash: string;
  /** Of which tokens it may ask: those that are for one of these. */
  readonly audiences: readonly string[];
}

/** Returns the client that a request proves to be. @throws GemelError `client_unknown` (rejects) */
export type CheckClient = (request: Request) => Promise<Client>;

/** Returns what is wrong with a list of clients, one line each. */
export function problemsWithClients(clients: readonly Client[]): readonly string[] {
  const ids = clients.map(({ id }) => id);
  return clients.flatMap(({ id, secretHash, audiences }, index) => [
    ...(/^[\x21-\x39\x3b-\x7e]{1,100}$/.test(id) ? [] : [`clients[${index}].id takes a name of printable characters, such as 'orders'`]),
    ...(ids.indexOf(id) === index ? [] : [`clients[${index}].id is another client's already`]),
    ...(isBase64urlOfLength(secretHash, 32)
      ? []
      : [`clients[${index}].secretHash takes the SHA-256 of the secret in base64url, 43 characters`]),
    ...(audiences.length > 0 && audiences.every((name) => name !== '')
      ? []
      : [`clients[${index}].audiences takes names in aud, such as ['https://orders.example']`]),
  ]);
}

/**
 * Creates the check of `client_secret_basic`. An unknown name costs as much as a wrong secret.
 *
 * @see RFC 6749, section 2.3.1
 */
export function createCheckClient(clients: readonly Client[]): CheckClient {
  const byId = new Map(clients.map((client) => [client.id, client]));
  const nobody: Client = { id: '', secretHash: 'A'.repeat(43), audiences: [] };
  return async (request) => {
    const presented = readBasic(request.headers.get('authorization') ?? '');
    const client = byId.get(presented.id) ?? nobody;
    const isRight = haveSameText(await hashOf(presented.secret), client.secretHash);
    if (!isRight || client === nobody) throw new GemelError('client_unknown');
    return client;
  };
}

/** @throws GemelError `client_unknown` */
function readBasic(header: string): { readonly id: string; readonly secret: string } {
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
