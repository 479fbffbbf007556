/** Takes a proof apart as strictly as a token: one compact JWS, its header and claims each one strict JSON object. Judges no trust. */
import { GemelError, isBase64urlOfLength, type Seconds } from '@gemel/protocol';
import { decodeBase64url } from '#signature';
import { parseJws, type SignedText } from '../parse-jws.ts';
import { parseStrictObject } from '../strict-json.ts';

export interface ParsedProof extends SignedText {
  /** Canonical base64url; the same for all proofs by one key of one client. */
  readonly headerText: string;
  /** Reads the claims, when the signature holds. @throws GemelError `proof_invalid` */
  readClaims(): ProofClaims;
}

/** RFC 9449, section 4.2 */
export interface ProofClaims {
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  readonly iat: Seconds;
  readonly ath?: string | undefined;
}

/** Characters: room for an RSA key of 4096 bits and its signature. */
const longestProof = 4096;
/** Characters; 128 random bits take 22. */
const longestJti = 128;
const hashBytes = 32;

/**
 * @param proof the `DPoP` header; several of them come joined by a comma, which a compact JWS cannot have.
 * @throws GemelError `proof_invalid`
 */
export function parseProof(proof: string | undefined): ParsedProof {
  if (proof === undefined) throw new GemelError('proof_invalid', { why: 'there is none' });
  try {
    const { header, payload, signature, signingInput } = parseJws(proof, longestProof, decodeBase64url, (text) => text);
    return { headerText: header, signature, signingInput, readClaims: () => readClaims(payload) };
  } catch (error) {
    throw new GemelError('proof_invalid', error);
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readClaims(payload: Uint8Array): ProofClaims {
  const { jti, htm, htu, iat, ath } = parseStrictObject(textOf(payload)) ?? {};
  const isWhole =
    isText(jti) &&
    jti.length <= longestJti &&
    isText(htm) &&
    isText(htu) &&
    Number.isSafeInteger(iat) &&
    (ath === undefined || isHash(ath));
  if (!isWhole) throw new GemelError('proof_invalid', { why: 'a claim is missing or of the wrong type' });
  return { jti, htm, htu, iat: Number(iat), ath };
}

/** Empty, which is no JSON, where the bytes are not UTF-8. */
function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return '';
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && isBase64urlOfLength(value, hashBytes);
}
