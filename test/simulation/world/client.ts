/** An honest client: a browser or an application that keeps the newest credentials it was given and tries again when it got no answer. */
import type { IssuedTokens, StartedSession } from '../../../packages/gemel/src/core/gemel.ts';

export interface Client {
  readonly name: string;
  readonly subject: string;
  sid: string | undefined;
  cookie: string | undefined;
  accessToken: string | undefined;
  refreshToken: string | undefined;
  /** Tokens of before, which somebody may still present. */
  readonly oldAccessTokens: string[];
  readonly oldCookies: string[];
  /** A refresh token that a thief has copied and uses. */
  stolen: string | undefined;
}

export function createClient(name: string, subject: string): Client {
  return {
    name,
    subject,
    sid: undefined,
    cookie: undefined,
    accessToken: undefined,
    refreshToken: undefined,
    oldAccessTokens: [],
    oldCookies: [],
    stolen: undefined,
  };
}

/** The client takes what a sign-in or a step-up gave it. */
export function takeSession(client: Client, { session, sessionToken, tokens }: StartedSession): void {
  if (client.cookie !== undefined) client.oldCookies.push(client.cookie);
  if (client.sid !== session.sid) {
    if (client.accessToken !== undefined) client.oldAccessTokens.push(client.accessToken);
    client.accessToken = undefined;
    client.refreshToken = undefined;
  }
  client.sid = session.sid;
  client.cookie = sessionToken;
  if (tokens !== undefined) takeTokens(client, tokens);
}

/** A refresh token of an earlier rotation, which came late, is no news. */
export function takeTokens(client: Client, { accessToken, refreshToken }: IssuedTokens): void {
  if (client.accessToken !== undefined) client.oldAccessTokens.push(client.accessToken);
  client.accessToken = accessToken;
  if (refreshToken !== undefined && rotationIn(refreshToken) >= rotationIn(client.refreshToken)) client.refreshToken = refreshToken;
}

function rotationIn(refreshToken: string | undefined): number {
  return refreshToken === undefined ? -1 : Number(refreshToken.split('.')[2]);
}
