/** Refresh tokens as people make them by hand: random, replaced at each use, only their hash in the store. */
import crypto from 'node:crypto';
import type { KeyValue } from '../store/key-value.ts';
import type { Known } from './node-setup.ts';
import type { SignInBody } from './read-body.ts';

export interface RefreshTokens {
  begin(person: SignInBody): Promise<string>;
  /** Whose it was; null where it is not known, or no longer. */
  take(token: string): Promise<SignInBody | null>;
  forgetAll(subject: string): Promise<void>;
  changeRoles(subject: string, roles: readonly string[]): Promise<void>;
  describe(subject: string): Promise<Known>;
}

/** @param lifetime seconds for which an unused one is good */
export function createRefreshTokens(keyValue: KeyValue, lifetime: number): RefreshTokens {
  const nameOf = (token: string): string => `refresh:${crypto.createHash('sha256').update(token).digest('base64url')}`;
  const allOf = async (subject: string): Promise<readonly (readonly [name: string, person: SignInBody])[]> => {
    const names = await keyValue.members(`refresh-of:${subject}`);
    const people = await Promise.all(names.map(async (name) => [name, await keyValue.get(name)] as const));
    return people.flatMap(([name, person]) => (person === null ? [] : [[name, JSON.parse(person) as SignInBody] as const])); // written by `begin`
  };
  return {
    async begin(person) {
      const token = crypto.randomBytes(32).toString('base64url');
      await keyValue.set(nameOf(token), JSON.stringify(person), lifetime);
      await keyValue.add(`refresh-of:${person.subject}`, nameOf(token));
      return token;
    },
    async take(token) {
      const person = await keyValue.take(nameOf(token));
      return person === null ? null : (JSON.parse(person) as SignInBody); // written by `begin`
    },
    forgetAll: async (subject) => keyValue.delete(await keyValue.members(`refresh-of:${subject}`)),
    async changeRoles(subject, roles) {
      for (const [name, person] of await allOf(subject)) await keyValue.set(name, JSON.stringify({ ...person, roles }), lifetime);
    },
    async describe(subject) {
      const found = await allOf(subject);
      return { count: found.length, facts: ['refresh token', ...Object.keys(found[0]?.[1] ?? {})] };
    },
  };
}
