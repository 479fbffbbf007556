/** The floor under every framework: a Map of sessions, and a Map of verified tokens. */
import { createBenchKeys, signBenchToken } from '../material/bench-token.ts';
import { createSessionMap } from '../material/session-map.ts';
import { createTokenMap } from '../material/token-map.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export interface Floor extends Pick<HttpServer, 'cookies' | 'bearers'> {
  /** Returns the subject, or undefined. */
  find(cookie: string | undefined, authorization: string | undefined): string | undefined;
}

export function createFloor({ sessionCount }: HttpSetup): Floor {
  const sessions = createSessionMap(sessionCount);
  const keys = createBenchKeys('ES256');
  const tokens = createTokenMap(Array.from({ length: sessionCount }, (_, index) => signBenchToken(keys, index)));
  return {
    cookies: sessions.cookies,
    bearers: tokens.bearers,
    find: (cookie, authorization) => (authorization === undefined ? sessions.find(cookie ?? '') : tokens.find(authorization)),
  };
}
