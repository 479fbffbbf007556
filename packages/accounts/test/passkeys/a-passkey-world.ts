/** Ada, who has signed in with her password and read her mail, and passkeys for her. */
import type { Asking } from '../../src/step-up/require-recent.ts';
import type { Passkey } from '../../src/passkeys/passkeys.ts';
import { adasEmail, aWorld, password, signIn, type World, type WorldOptions } from '../a-world.ts';
import {
  type AuthenticatorOptions,
  type CredentialJson,
  type Deviation,
  softwareAuthenticator,
  type SoftwareAuthenticator,
} from './software-authenticator.ts';

export interface PasskeyWorld extends World {
  /** Ada's session of the password. */
  readonly asking: Asking;
}

export async function aPasskeyWorld(given: WorldOptions = {}): Promise<PasskeyWorld> {
  const world = await aWorld({ hasMail: true, ...given });
  world.clock.seconds = world.gemel.engineTime();
  const { subject } = await world.signUp();
  const { session } = await signIn(world.accounts, { email: adasEmail, password });
  await world.mailbox.deliver();
  return { ...world, asking: { subject, sid: session.sid } };
}

export interface Held {
  readonly authenticator: SoftwareAuthenticator;
  readonly passkey: Passkey;
}

/** Adds a passkey of a fresh authenticator. */
export async function addPasskey(
  { accounts }: Pick<World, 'accounts'>,
  asking: Asking,
  { name, ...options }: AuthenticatorOptions & { readonly name?: string } = {},
): Promise<Held> {
  const authenticator = softwareAuthenticator(options);
  const { options: creation } = await accounts.passkeys.beginRegistration(asking);
  const credential = authenticator.create(creation);
  const passkey = await accounts.passkeys.confirmRegistration(asking, name === undefined ? { credential } : { credential, name });
  return { authenticator, passkey };
}

/** Begins a sign-in and shows the passkey for it. */
export async function show(
  { accounts }: Pick<World, 'accounts'>,
  authenticator: SoftwareAuthenticator,
  deviation?: Deviation,
): Promise<CredentialJson> {
  const { options } = await accounts.passkeys.beginSignIn();
  return authenticator.get(options, deviation);
}

/** Signs in with a passkey; the session may do what needs two factors. */
export async function signInByPasskey(world: Pick<World, 'accounts'>, authenticator: SoftwareAuthenticator): Promise<Asking> {
  const { session } = await world.accounts.passkeys.signIn({ credential: await show(world, authenticator) });
  return { subject: session.subject, sid: session.sid };
}

/** The code and the reason, which is for the log alone. */
export async function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'accepted',
    (error: unknown) => [Reflect.get(Object(error), 'code'), Reflect.get(Object(Reflect.get(Object(error), 'cause')), 'text')],
  );
}

/** Changes the last bit. */
export function flip(text: string): string {
  const bytes = Buffer.from(text, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  return bytes.toString('base64url');
}

export function withResponse(credential: CredentialJson, members: Readonly<Record<string, unknown>>): CredentialJson {
  return { ...credential, response: { ...credential.response, ...members } };
}
