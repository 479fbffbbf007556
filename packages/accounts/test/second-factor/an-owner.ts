/** Somebody with an authenticator app, in a world of memory stores. */
import { totpCode } from '../../src/totp/totp-code.ts';
import { adasEmail, aWorld, password, signIn, type World, type WorldOptions } from '../a-world.ts';
import { present } from '../support.ts';

export interface Owner {
  readonly world: World;
  readonly subject: string;
  /** The session of one factor that enrolled the app. */
  readonly sid: string;
  /** What the app was given, in base32. */
  readonly secret: string;
  /** What the app shows, so many half minutes from now. */
  code(ahead?: number): string;
  /** The first half of a sign-in. */
  half(address?: string): Promise<string>;
}

/** @param given a world in which Ada has signed up already */
export async function anOwner(options: WorldOptions = {}, given?: World): Promise<Owner> {
  const world = given ?? (await aWorld(options));
  world.clock.seconds = world.gemel.engineTime();
  const { subject } = given === undefined ? await world.signUp() : present(await world.accounts.findByEmail(adasEmail));
  const { session } = await signIn(world.accounts, { email: adasEmail, password });
  const asking = { subject, sid: session.sid };
  const { enrolment, secret } = await world.accounts.totp.begin(asking);
  const code = (ahead = 0): string => totpCode(fromBase32(secret), Math.floor(world.clock.seconds / 30) + ahead);
  await world.accounts.totp.confirm(asking, enrolment, code());
  return {
    world,
    subject,
    sid: session.sid,
    secret,
    code,
    half: async (address) => {
      const client = address === undefined ? {} : { client: { address } };
      const result = await world.accounts.signIn({ email: adasEmail, password, ...client });
      if (result.status !== 'second_factor_needed') throw new Error('no second factor is asked for');
      return result.pending;
    },
  };
}

export function fromBase32(text: string): Buffer {
  const bits = [...text].map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
