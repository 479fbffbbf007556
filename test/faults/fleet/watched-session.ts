/** A session that a fleet is presented with: what its client holds. */

export interface WatchedSession {
  readonly sid: string;
  readonly subject: string;
  readonly sessionToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}
