/** What several routes of the public listener answer with. */
import { z } from 'zod';
import type { PublicAnswer } from './public-operation.ts';

const text = z.string();
const texts = z.array(z.string());
const time = z.number().min(0);

const authentication = z
  .object({
    time: time.describe('Seconds since 1970.'),
    amr: texts.describe('RFC 8176.'),
    acr: text.optional(),
  })
  .meta({ id: 'AuthenticationEvent' });

export const principal: z.ZodType = z
  .object({
    subject: text,
    sid: text.describe('The session; no secret.'),
    generation: z.int().min(1),
    clientId: text,
    authentication,
    roles: texts,
    permissions: texts,
    claims: z.record(z.string(), z.unknown()).describe("The application's own."),
    act: z.object({ sub: text }).describe('Who acts for the subject: an administrator (RFC 8693, section 4.1).').optional(),
  })
  .meta({ id: 'Principal' });

export const tokens: z.ZodType = z
  .object({
    access_token: text,
    token_type: z.enum(['Bearer', 'DPoP']).describe('`DPoP` where the request carried a proof of possession (RFC 9449).'),
    expires_in: z.number().min(0),
    refresh_token: text.optional(),
  })
  .meta({ id: 'Tokens' });

export const session: z.ZodType = z
  .object({
    sid: text,
    subject: text,
    mode: z.enum(['cookie', 'token', 'both']),
    createdAt: time,
    lastSeenAt: time,
    expiresAt: time,
    authentication,
    clientId: text.describe('Of the client that it began at.'),
    client: z.object({ userAgent: text.optional(), address: text.optional(), label: text.optional() }),
    act: z.looseObject({ sub: text }).describe('Who acts in it for the subject.').optional(),
    current: z.boolean().describe('Whether it is the session that asks.'),
  })
  .meta({ id: 'OwnSession' });

const half: z.ZodType = z
  .object({
    error: z.literal('second_factor_needed'),
    pending: text.describe('For `POST /auth/second-factor`; proves nothing by itself.'),
    expires_in: z.number().min(0),
    factors: texts.describe('What may be shown.'),
  })
  .meta({ id: 'HalfSignedIn' });

const ceremony: z.ZodType = z
  .object({ options: z.looseObject({}).describe('For `navigator.credentials` (WebAuthn).'), expires_in: z.number().min(0) })
  .meta({ id: 'Ceremony' });

export const passkey: z.ZodType = z
  .object({
    id: text,
    name: text,
    keptBy: text.optional(),
    isSynced: z.boolean(),
    createdAt: time,
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'Passkey' });

export const enrolment: z.ZodType = z.object({
  enrolment: text,
  uri: text.describe('otpauth:'),
  secret: text.describe('Shown this once.'),
  expires_in: z.number().min(0),
});

/** A session: with a cookie and the principal, or with tokens; or half of one. */
export const signedIn: readonly PublicAnswer[] = [
  {
    status: 200,
    what: 'Signed in: the principal, and the cookie in `Set-Cookie`; or, with `mode` `token`, the tokens.',
    schema: z.union([principal, tokens]),
  },
  { status: 401, what: 'A second factor is needed; nobody is signed in.', schema: half },
];

/** New credentials, of the kind that the session is held by. */
export const renewed: readonly PublicAnswer[] = [
  {
    status: 200,
    what: 'New credentials of the session: the principal, and the cookie in `Set-Cookie`; or the tokens.',
    schema: z.union([principal, tokens]),
  },
];

export const options: readonly PublicAnswer[] = [{ status: 200, what: 'The options of a ceremony.', schema: ceremony }];
export const accepted: readonly PublicAnswer[] = [{ status: 202, what: 'Accepted; whether anything came of it is not told.' }];
export const done: readonly PublicAnswer[] = [{ status: 204, what: 'Done.' }];

export function answered(what: string, schema: z.ZodType): readonly PublicAnswer[] {
  return [{ status: 200, what, schema }];
}
