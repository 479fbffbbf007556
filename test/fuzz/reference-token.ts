/** A second, slow judgement of a token, written from the specification and not from the verifier: what the fuzzer holds the verifier to. */
import { readStrictJson } from './reference-json.ts';
import type { Signer } from './signers.ts';

export const issuer = 'https://app.example';
export const audience = 'https://orders.example';
/** Seconds since 1970 at which every token is judged. */
export const now = 1_800_000_000;
export const maxTokenBytes = 8192;
export const clockTolerance = 5;

const foreign = ['jwk', 'jku', 'x5u', 'x5c', 'b64', 'zip', 'enc', 'epk', 'p2c', 'p2s', 'crit'];

type Members = Readonly<Record<string, unknown>>;

/** Returns whether a verifier that has all of the signers' keys should accept the text. */
export function isAcceptable(token: string, signers: readonly Signer[]): boolean {
  if (token.length > maxTokenBytes || !/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/.test(token)) return false;
  const [headerText = '', payloadText = '', signatureText = ''] = token.split('.');
  const [headerBytes, payloadBytes, signature] = [headerText, payloadText, signatureText].map(canonicalBytes);
  if (headerBytes === undefined || payloadBytes === undefined || signature === undefined || headerText.length > 1024) return false;
  const header = readObject(headerBytes);
  if (header === undefined || foreign.some((name) => Object.hasOwn(header, name))) return false;
  if (header['typ'] !== 'at+jwt' && header['typ'] !== 'application/at+jwt') return false;
  const signer = signers.find(({ kid, alg }) => kid === header['kid'] && alg === header['alg']);
  if (signer === undefined || !signer.isGenuine(`${headerText}.${payloadText}`, signature)) return false;
  const claims = readObject(payloadBytes);
  return claims !== undefined && areClaims(claims) && isTimely(claims) && isForUs(claims);
}

function canonicalBytes(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

function readObject(bytes: Buffer): Members | undefined {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) return undefined;
  const value = readStrictJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined; // an object, by the line itself
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.length > 0;
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 53;

function areClaims(claims: Members): boolean {
  const { aud, sid, acr, nbf, generation } = claims;
  return (
    ['iss', 'sub', 'jti', 'client_id'].every((name) => isText(claims[name])) &&
    (isText(aud) || (areTexts(aud) && (aud as readonly unknown[]).length > 0)) &&
    ['exp', 'iat', 'auth_time', 'generation'].every((name) => isCount(claims[name])) &&
    generation !== 0 &&
    (nbf === undefined || isCount(nbf)) &&
    typeof sid === 'string' &&
    /^[A-Za-z0-9_-]{21}[AQgw]$/.test(sid) &&
    ['amr', 'roles', 'permissions'].every((name) => areTexts(claims[name])) &&
    (acr === undefined || isText(acr)) &&
    !Object.hasOwn(claims, 'cnf')
  );
}

/** Seconds that the feed of the fuzzer's view remembers, less what the view keeps of it. */
export const horizon = 305;

function isTimely({ exp, iat, nbf }: Members): boolean {
  const latest = now + clockTolerance;
  return now < Number(exp) && now < Number(iat) + horizon && Number(iat) <= latest && (nbf === undefined || Number(nbf) <= latest);
}

function isForUs({ iss, aud }: Members): boolean {
  return iss === issuer && (typeof aud === 'string' ? [aud] : (aud as readonly unknown[])).includes(audience);
}
