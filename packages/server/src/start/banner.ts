/** What a developer sees at start: where things are, and lines to paste. */
import { endpointPaths, SESSION_GRANT } from '@gemel/protocol';

export interface BannerFacts {
  readonly url: string;
  /** Where the records lie, without a password. */
  readonly places: Readonly<Record<string, string>>;
  readonly adminUrl: string;
  /** Undefined where there is an administrator. */
  readonly consoleLink: string | undefined;
  /** Where mail goes. */
  readonly mail: string;
  /** Undefined where the secret came from the environment. */
  readonly secretPath: string | undefined;
  readonly isSecretNew: boolean;
}

export function banner({ url, places, adminUrl, consoleLink, mail, secretPath, isSecretNew }: BannerFacts): string {
  const secret =
    secretPath === undefined
      ? 'from GEMEL_SECRET'
      : `${secretPath}${isSecretNew ? ' (made just now: keep it, and keep it to yourself)' : ''}`;
  return `
  Gemel is at ${url}

${Object.entries(places)
  .map(([name, place]) => `    ${name.padEnd(8)}  ${place}\n`)
  .join('')}    secret    ${secret}
    pages     ${url}/sign-up
    mail      ${mail}
    metrics   ${adminUrl}/metrics
    console   ${consoleLink ?? `${adminUrl}/console`}${consoleLink === undefined ? '' : '  (once, within the hour: makes the first administrator)'}

  Paste these into another terminal:

${curlLines(url)
  .map((line) => `    ${line}`)
  .join('\n')}

`;
}

/** One session from its beginning to its end, by both credentials. For bash or zsh, and curl 7.79 or later, which keeps Secure cookies of http://localhost. */
export function curlLines(url: string): readonly string[] {
  const json = `-H 'Content-Type: application/json'`;
  const person = `{"email":"ada@example.com","password":"three lamps over water"}`;
  const token = `sed -E 's/.*"access_token":"([^"]+)".*/\\1/'`;
  return [
    '# an account, and a session held by a cookie',
    `curl -sw '\\n' ${url}${endpointPaths.signUp} ${json} -d '${person}'`,
    `JAR=$(mktemp); curl -sw '\\n' -c "$JAR" ${url}${endpointPaths.signIn} ${json} -d '${person}'`,
    `curl -sw '\\n' -b "$JAR" ${url}${endpointPaths.session}`,
    '# its twin: an access token of the same session',
    `TOKEN=$(curl -s -b "$JAR" -H 'Origin: ${url}' ${url}${endpointPaths.token} -d grant_type=${SESSION_GRANT} | ${token})`,
    `curl -sw '\\n' ${url}${endpointPaths.session} -H "Authorization: Bearer $TOKEN"`,
    '# one end: the session is over, and both are refused',
    `curl -s -X POST -b "$JAR" -H 'Origin: ${url}' ${url}${endpointPaths.signOut}`,
    `curl -sw '\\n' -b "$JAR" ${url}${endpointPaths.session}`,
    `curl -sw '\\n' ${url}${endpointPaths.session} -H "Authorization: Bearer $TOKEN"`,
  ];
}
