/** The bare server and the floors on plain node:http. */
import type { ServerResponse } from 'node:http';
import { createBenchKeys, signBenchToken } from '../material/bench-token.ts';
import { createSessionMap } from '../material/session-map.ts';
import { createTokenMap } from '../material/token-map.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

/** Answers without looking at the request. */
export function createNodeBare(): HttpServer {
  return { listener: (_request, response) => answerJson(response, 'user-0'), cookies: [], bearers: [] };
}

/** The floors: a Map of sessions, and a Map of verified tokens. */
export function createNodeMap({ sessionCount }: HttpSetup): HttpServer {
  const sessions = createSessionMap(sessionCount);
  const keys = createBenchKeys('ES256');
  const tokens = createTokenMap(Array.from({ length: sessionCount }, (_, index) => signBenchToken(keys, index)));
  return {
    listener: ({ headers }, response) => {
      const { authorization, cookie } = headers;
      answerJson(response, authorization === undefined ? sessions.find(cookie ?? '') : tokens.find(authorization));
    },
    cookies: sessions.cookies,
    bearers: tokens.bearers,
  };
}

/** Answers with the subject, or 401. */
export function answerJson(response: ServerResponse, subject: string | undefined): void {
  response.statusCode = subject === undefined ? 401 : 200;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ subject: subject ?? null }));
}
