/** Reads what a browser answered: `PublicKeyCredential.toJSON()`, as an object or as text. Judges nothing. WebAuthn Level 3, section 5.1 */
import { GemelError, isCanonicalBase64url } from '@gemel/protocol';

/** What the browser says of the ceremony; signed by the authenticator. WebAuthn Level 3, section 5.8.1 */
export interface ClientData {
  readonly challenge: string;
  /** True where the page was framed by another origin's. */
  readonly isCrossOrigin: boolean;
}

/** A new passkey. */
export interface CreatedCredential {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly clientData: ClientData;
  readonly attestationObject: string;
  readonly transports: readonly string[];
}

/** A passkey shown. */
export interface ShownCredential {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly clientData: ClientData;
  readonly authenticatorData: string;
  readonly signature: string;
  /** Whose it is, as the authenticator says. */
  readonly userHandle: string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

/** WebAuthn Level 3, section 4: a credential's id has at most 1023 bytes. */
const longestId = 1364;
const longestText = 16_384;
const knownTransports: ReadonlySet<string> = new Set(['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal']);

/** @throws GemelError `request_malformed` */
export function parseCreatedCredential(credential: unknown): CreatedCredential {
  const { id, response, head } = readHead(credential);
  const transports: readonly unknown[] = Array.isArray(response['transports']) ? response['transports'] : [];
  return {
    id,
    ...head,
    attestationObject: readBytes(response, 'attestationObject'),
    transports: transports.filter((one): one is string => typeof one === 'string' && knownTransports.has(one)),
  };
}

/** @throws GemelError `request_malformed` */
export function parseShownCredential(credential: unknown): ShownCredential {
  const { id, response, head } = readHead(credential);
  const hasHandle = response['userHandle'] !== undefined && response['userHandle'] !== null;
  return {
    id,
    ...head,
    authenticatorData: readBytes(response, 'authenticatorData'),
    signature: readBytes(response, 'signature'),
    userHandle: hasHandle ? readBytes(response, 'userHandle') : undefined,
  };
}

function readHead(credential: unknown): { id: string; response: Members; head: Pick<ShownCredential, 'clientDataJSON' | 'clientData'> } {
  const members = readObject(typeof credential === 'string' ? parseJson(credential) : credential, 'credential');
  const id = readBytes(members, 'id');
  if (id === '' || id.length > longestId) throw malformed('id');
  if (members['rawId'] !== id || members['type'] !== 'public-key') throw malformed('rawId or type');
  const response = readObject(members['response'], 'response');
  const clientDataJSON = readBytes(response, 'clientDataJSON');
  return { id, response, head: { clientDataJSON, clientData: parseClientData(clientDataJSON) } };
}

function parseClientData(clientDataJSON: string): ClientData {
  const text = decodeUtf8(Buffer.from(clientDataJSON, 'base64url'));
  const { challenge, crossOrigin, topOrigin } = readObject(parseJson(text), 'clientDataJSON');
  if (typeof challenge !== 'string') throw malformed('challenge');
  const isCrossOrigin = (crossOrigin !== undefined && crossOrigin !== false) || topOrigin !== undefined;
  return { challenge, isCrossOrigin };
}

function readObject(value: unknown, name: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(name);
  return Object.fromEntries(Object.entries(value));
}

function readBytes(members: Members, name: string): string {
  const text = members[name];
  if (typeof text !== 'string' || text.length > longestText || !isCanonicalBase64url(text)) throw malformed(name);
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('JSON'); // the parser's message would quote it
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('clientDataJSON');
  }
}

function malformed(what: string): GemelError {
  return new GemelError('request_malformed', `credential is not what a browser's toJSON() gives: ${what}`);
}
