/** Users of this demonstration: made anew at each start, so that there is no password to forget to change. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = /** @type {(password: string, salt: Buffer, length: number) => Promise<Buffer>} */ (promisify(scrypt));

/**
 * @param {readonly string[]} names
 * @returns {Promise<{ list: { name: string, password: string }[], check(name: string, password: string): Promise<boolean> }>}
 */
export async function createDemoUsers(names) {
  const list = names.map((name) => ({ name, password: randomBytes(9).toString('base64url') }));
  const salt = randomBytes(16);
  /** @type {Map<string, Buffer>} */
  const hashes = new Map();
  for (const { name, password } of list) hashes.set(name, await derive(password, salt, 32));
  const nobody = randomBytes(32);
  return {
    list,
    // An unknown name costs what a wrong password costs.
    check: async (name, password) => timingSafeEqual(await derive(password, salt, 32), hashes.get(name) ?? nobody),
  };
}
