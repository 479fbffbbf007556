/** The bare server and the floor on plain node:http. */
import type { ServerResponse } from 'node:http';
import { createFloor } from './floor.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

/** Answers without looking at the request. */
export function createNodeBare(): HttpServer {
  return { listener: (_request, response) => answerJson(response, 'user-0'), cookies: [], bearers: [] };
}

export function createNodeMap(setup: HttpSetup): HttpServer {
  const { find, cookies, bearers } = createFloor(setup);
  return {
    listener: ({ headers }, response) => answerJson(response, find(headers.cookie, headers.authorization)),
    cookies,
    bearers,
  };
}

/** Answers with the subject, or 401. */
export function answerJson(response: ServerResponse, subject: string | undefined): void {
  response.statusCode = subject === undefined ? 401 : 200;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ subject: subject ?? null }));
}
