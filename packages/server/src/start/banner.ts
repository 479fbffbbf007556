/** What a developer sees at start: where things are, and lines to paste. */
import { endpointPaths } from '@gemel/protocol';

export interface BannerFacts {
  readonly url: string;
  readonly databasePath: string;
  /** Undefined where the secret came from the environment. */
  readonly secretPath: string | undefined;
  readonly isSecretNew: boolean;
}

export function banner({ url, databasePath, secretPath, isSecretNew }: BannerFacts): string {
  const secret =
    secretPath === undefined
      ? 'from GEMEL_SECRET'
      : `${secretPath}${isSecretNew ? ' (made just now: keep it, and keep it to yourself)' : ''}`;
  return `
  Gemel is at ${url}

    database  ${databasePath}
    secret    ${secret}
    pages     ${url}/sign-up

  Paste these into another terminal:

${curlLines(url)
  .map((line) => `    ${line}`)
  .join('\n')}

`;
}

/** A sign-up, then the same session checked by cookie and by token. For bash or zsh, and curl 7.79 or later, which keeps Secure cookies of http://localhost. */
export function curlLines(url: string): readonly string[] {
  const json = `-H 'Content-Type: application/json'`;
  const person = `"email":"ada@example.com","password":"three lamps over water"`;
  const token = `sed -E 's/.*"access_token":"([^"]+)".*/\\1/'`;
  return [
    '# an account',
    `curl -s ${url}${endpointPaths.signUp} ${json} -d '{${person}}'`,
    '# one session, by cookie',
    `JAR=$(mktemp); curl -s -c "$JAR" ${url}${endpointPaths.signIn} ${json} -d '{${person}}'`,
    `curl -s -b "$JAR" ${url}${endpointPaths.session}`,
    '# another one, by bearer token',
    `TOKEN=$(curl -s ${url}${endpointPaths.signIn} ${json} -d '{${person},"mode":"token"}' | ${token})`,
    `curl -s ${url}${endpointPaths.session} -H "Authorization: Bearer $TOKEN"`,
  ];
}
