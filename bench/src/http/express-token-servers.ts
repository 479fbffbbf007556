/** The peers that check a token on Express 5, each as its own documentation sets it up. */
import express, { type Request } from 'express';
import { jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { createBenchKeys, issuer } from '../material/bench-token.ts';
import { importForWeb } from '../material/web-peer-verifiers.ts';
import { answerExpress } from './answer-express.ts';
import { createBearers } from './bench-bearers.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';

export async function createExpressJose({ sessionCount }: HttpSetup): Promise<HttpServer> {
  const keys = createBenchKeys('ES256');
  const key = await importForWeb(keys);
  const app = express();
  app.get('/', async (request, response) => {
    const { payload } = await jwtVerify(tokenOf(request), key, { algorithms: ['ES256'], issuer, audience: issuer, typ: 'at+jwt' });
    answerExpress(response, payload.sub);
  });
  return { listener: app, cookies: [], bearers: createBearers(keys, sessionCount) };
}

/** Given the PEM, as most of its users do. */
export function createExpressJsonwebtoken({ sessionCount }: HttpSetup): HttpServer {
  const keys = createBenchKeys('ES256');
  const app = express();
  app.get('/', (request, response) => {
    const { sub } = jsonwebtoken.verify(tokenOf(request), keys.keyText, { algorithms: ['ES256'], issuer, audience: issuer });
    answerExpress(response, typeof sub === 'string' ? sub : undefined);
  });
  return { listener: app, cookies: [], bearers: createBearers(keys, sessionCount) };
}

function tokenOf({ headers }: Request): string {
  return headers.authorization?.slice('Bearer '.length) ?? '';
}
