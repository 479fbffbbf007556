/** What the members of a token mean: header parameters, algorithms and claims, each with where it is specified. */

/** Header parameters that a token of ours has. RFC 7515, section 4.1. */
export const headerMeanings: ReadonlyMap<string, string> = new Map([
  ['alg', 'what it says it is signed with'],
  ['typ', 'what kind of token it says it is'],
  ['kid', 'the name of the key, to be found among the keys of its issuer'],
  ['cty', 'what kind of content it holds'],
]);

/** RFC 7518, section 3.1; RFC 8037; RFC 9864. */
export const algorithmMeanings: ReadonlyMap<string, string> = new Map([
  ['ES256', 'ECDSA on P-256 with SHA-256'],
  ['EdDSA', 'Ed25519, under the name that RFC 9864 replaces'],
  ['Ed25519', 'Ed25519'],
  ['PS256', 'RSA with PSS and SHA-256'],
  ['RS256', 'RSA with the older padding PKCS #1 v1.5 and SHA-256; prefer PS256 or ES256'],
  ['HS256', 'HMAC with SHA-256: whoever can check it can also make it'],
]);

/** Header parameters for which the verifier refuses any token. J05 J06 J17 J18 */
export const refusedParameters: ReadonlyMap<string, string> = new Map([
  ['crit', 'names extensions that must be understood; none is'],
  ['jwk', 'brings the key along that would vouch for it'],
  ['jku', 'says where to fetch the keys that would vouch for it'],
  ['x5u', 'says where to fetch the certificate that would vouch for it'],
  ['x5c', 'brings the certificate along that would vouch for it'],
  ['b64', 'changes how the payload is spelled (RFC 7797)'],
  ['zip', 'says that it is compressed'],
  ['enc', 'belongs to an encrypted token'],
  ['epk', 'belongs to an encrypted token'],
  ['p2c', 'belongs to a token under a password'],
  ['p2s', 'belongs to a token under a password'],
]);

/** RFC 7519, section 4.1; RFC 9068, section 2.2; ours are `sid`, `generation` and `permissions`. */
export const claimMeanings: ReadonlyMap<string, string> = new Map([
  ['iss', 'who issued it'],
  ['sub', 'whom it is about'],
  ['aud', 'whom it is for; nobody else is to accept it'],
  ['exp', 'from when on it is refused'],
  ['iat', 'when it was issued'],
  ['nbf', 'before when it is refused'],
  ['jti', 'its own name'],
  ['client_id', 'the client that it was issued to'],
  ['sid', 'its session; public, no secret'],
  ['generation', 'of the session when it was issued; each change of grants raises it, and older tokens are then superseded'],
  ['auth_time', 'when the person last proved who they are'],
  ['amr', 'by what means (RFC 8176)'],
  ['acr', 'in which class of authentication'],
  ['roles', 'roles at the time of issue'],
  ['permissions', 'permissions at the time of issue'],
  ['cnf', 'the key that it is bound to (RFC 7800)'],
  ['scope', 'what the client may do (RFC 6749); Gemel reads permissions instead'],
  ['nonce', 'of a sign-in with OpenID Connect: a sign of an ID token'],
  ['azp', 'to whom an ID token was issued (OpenID Connect)'],
]);

/** What the claims must be, in words for whoever has a wrong one. */
export const claimForms: ReadonlyMap<string, string> = new Map([
  ['iss', 'a text that is not empty'],
  ['sub', 'a text that is not empty'],
  ['aud', 'a text, or a list of texts that is not empty'],
  ['exp', 'whole seconds since 1970'],
  ['iat', 'whole seconds since 1970'],
  ['nbf', 'whole seconds since 1970'],
  ['jti', 'a text that is not empty'],
  ['client_id', 'a text that is not empty'],
  ['sid', '128 random bits as 22 characters of base64url'],
  ['generation', 'a whole number from 1'],
  ['auth_time', 'whole seconds since 1970'],
  ['amr', 'a list of texts'],
  ['acr', 'a text that is not empty'],
  ['roles', 'a list of texts'],
  ['permissions', 'a list of texts'],
]);

/** Claims that hold a time: seconds since 1970. */
export const timeClaims: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf', 'auth_time']);
