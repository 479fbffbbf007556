/** Headers that every answer carries. */

/** Where browsers tell of what the policy kept from them. */
export const POLICY_REPORT_PATH = '/policy-reports';

/** No script at all; style, picture and forms of this site alone; nobody's frame (CSP 3). */
const withoutScript = `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; report-uri ${POLICY_REPORT_PATH}`;

/** The same for a page that names a script: files of this site alone, which may call this site, and can make no script out of text. */
const withScript = `${withoutScript}; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;

const always: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  // Not no-referrer: with that one a form's Origin header would read "null".
  ['referrer-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
];

export interface AnswerFacts {
  readonly isHttps: boolean;
  /** True for a page that names a script of ours. */
  readonly hasScript?: boolean;
}

/** Adds the headers; the policies and `no-store` only where nothing else was said. HSTS on https alone, since elsewhere it means nothing (RFC 6797, 7.2). */
export function addSecurityHeaders(headers: Headers, { isHttps, hasScript = false }: AnswerFacts): void {
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', hasScript ? withScript : withoutScript);
  for (const [name, value] of always) headers.set(name, value);
  if (!headers.has('cross-origin-resource-policy')) headers.set('cross-origin-resource-policy', 'same-origin');
  if (isHttps) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
}
