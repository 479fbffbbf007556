/** What people add to JWTs next: a list, asked at each request, of tokens that are over, and of people whose older tokens are. */
import type { JWTPayload } from 'jose';
import type { KeyValue } from '../store/key-value.ts';

export interface DenyList {
  has(claims: JWTPayload): Promise<boolean>;
  addToken(claims: JWTPayload): Promise<void>;
  /** Every token that was issued to the subject until now. */
  addSubject(subject: string): Promise<void>;
}

/** As long as the longest access token of the lab. */
const keptFor = 3600;

export function createDenyList(keyValue: KeyValue): DenyList {
  return {
    async has({ jti = '', sub = '', iat = 0 }) {
      const [token, before] = await keyValue.getTwo(`denied:${jti}`, `denied-before:${sub}`);
      return token !== null || (before !== null && iat <= Number(before));
    },
    addToken: ({ jti = '', exp = 0 }) => keyValue.set(`denied:${jti}`, '1', Math.max(1, exp - Date.now() / 1000)),
    addSubject: (subject) => keyValue.set(`denied-before:${subject}`, String(Math.floor(Date.now() / 1000)), keptFor),
  };
}
