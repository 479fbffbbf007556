/** Tokens, and what verifiers elsewhere read. */
import { endpointPaths as paths, SESSION_GRANT } from '@gemel/protocol';
import { z } from 'zod';
import { answered, tokens } from './answer-schemas.ts';
import type { PublicOperation } from './public-operation.ts';

const text = z.string();
const texts = z.array(z.string());
const given = text.optional();
const clientMembers = { client_id: given, client_secret: given };

const metadata = z.object({
  issuer: text,
  jwks_uri: text,
  gemel_feed_uri: text,
  token_endpoint: text,
  token_endpoint_auth_methods_supported: texts,
  grant_types_supported: texts,
  response_types_supported: texts,
  dpop_signing_alg_values_supported: texts,
  revocation_endpoint: text,
  revocation_endpoint_auth_methods_supported: texts,
  introspection_endpoint: given,
  introspection_endpoint_auth_methods_supported: texts.optional(),
});

const publicKey = z.looseObject({ kty: text, kid: text, alg: text, use: z.literal('sig') });

const feedPage = z.looseObject({
  epoch: text,
  cursor: text,
  entries: z.array(z.looseObject({})),
  isSnapshot: z.boolean(),
  hasMore: z.boolean(),
  age: z.number().min(0),
  now: z.number(),
  retention: z.number(),
  maxStaleness: z.number(),
  nonce: given,
});

const introspection = z.union([
  z.object({ active: z.literal(false), nonce: given }),
  z.looseObject({ active: z.literal(true), token_type: z.enum(['Bearer', 'DPoP']), gemel_view_age: z.number(), sub: text, sid: text }),
]);

export const oauthOperations: readonly PublicOperation[] = [
  {
    ...{ method: 'POST', path: paths.token, proof: 'cookie', isOAuth: true },
    summary: 'Refresh tokens, or turn a session cookie into an access token',
    body: z.looseObject({
      grant_type: z.enum(['refresh_token', SESSION_GRANT]),
      refresh_token: given,
      audience: given,
      resource: given.describe('The same as `audience` (RFC 8707).'),
    }),
    answers: answered('The tokens (RFC 6749, section 5.1); no cookie is set.', tokens),
    errors: [
      ...(['grant_type_unsupported', 'refresh_token_invalid', 'audience_not_allowed', 'credential_kind_wrong'] as const),
      ...(['grant_proof_invalid', 'request_throttled', 'token_superseded', 'secret_unknown', 'token_would_be_too_large'] as const),
    ],
  },
  {
    ...{ method: 'POST', path: paths.revoke, summary: 'End the session of a token (RFC 7009)', proof: 'maybe client', isOAuth: true },
    body: z.looseObject({ token: text, token_type_hint: given, ...clientMembers }),
    answers: [{ status: 200, what: 'The session has ended, or there was none.' }],
    errors: ['client_unknown', 'view_stale', 'keys_unavailable'],
  },
  {
    ...{
      method: 'POST',
      path: paths.introspect,
      summary: 'Ask whether an access token holds (RFC 7662)',
      proof: 'client',
      needs: 'clients',
      isOAuth: true,
    },
    body: z.looseObject({ token: text, nonce: given, ...clientMembers }),
    answers: answered('Its claims, or that it is not active.', introspection),
    errors: ['client_unknown', 'view_stale', 'keys_unavailable'],
  },
  {
    ...{ method: 'POST', path: `${paths.backChannelLogout}/{provider}`, proof: 'none', needs: 'providers' },
    summary: "End the sessions that a provider's session carries (OpenID Connect Back-Channel Logout 1.0)",
    body: z.strictObject({ logout_token: text }),
    answers: [{ status: 200, what: 'They have ended.' }],
    errors: ['logout_token_invalid', 'provider_unavailable'],
  },
  {
    ...{ method: 'GET', path: paths.metadata, summary: 'Say where everything is (RFC 8414)', proof: 'none' },
    answers: answered('The metadata.', metadata),
    errors: [],
  },
  {
    ...{ method: 'GET', path: paths.jwks, summary: 'Hand out the public keys (RFC 7517)', proof: 'none' },
    answers: [
      {
        status: 200,
        what: 'The keys, the next one included.',
        schema: z.object({ keys: z.array(publicKey) }),
        type: 'application/jwk-set+json',
      },
      { status: 304, what: 'They are those that `If-None-Match` names.' },
    ],
    errors: [],
  },
  {
    ...{ method: 'GET', path: paths.feed, summary: 'Follow the revocation feed, as a long poll', proof: 'maybe client' },
    query: z.looseObject({
      after: text.max(4096).describe('`cursor` of an earlier page.').optional(),
      wait: text
        .regex(/^[0-9]{1,4}(?:\.[0-9]{1,3})?$/)
        .describe('Seconds.')
        .optional(),
      nonce: text.max(64).describe('Comes back, so that no cache can have answered.').optional(),
      reader: text.max(64).describe('A random name that the caller keeps.').optional(),
      stale: given.describe('`accept`: it goes on accepting when its lease has run out.'),
      applied: text.max(4096).describe("A relay's: what everybody behind it has applied.").optional(),
      partial: given.describe('`accept`: it knows of partitions.'),
    }),
    answers: answered('A page.', feedPage),
    errors: ['client_unknown', 'feed_unavailable', 'view_stale'],
  },
];
