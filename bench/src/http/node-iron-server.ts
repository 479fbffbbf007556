/** iron-session on node:http: the session sealed in the cookie, opened at each request. */
import crypto from 'node:crypto';
import { getIronSession, sealData, type SessionOptions } from 'iron-session';
import { cookieHeader } from '../material/presented-headers.ts';
import type { HttpServer, HttpSetup } from './http-server.ts';
import { answerJson } from './node-servers.ts';

interface SealedSession {
  subject?: string;
  roles?: readonly string[];
  permissions?: readonly string[];
}

export async function createNodeIron({ sessionCount }: HttpSetup): Promise<HttpServer> {
  const options: SessionOptions = { password: crypto.randomBytes(32).toString('base64url'), cookieName: 'iron' };
  const seal = async (index: number): Promise<string> => {
    const session: SealedSession = { subject: `user-${index}`, roles: ['member'], permissions: ['orders:read'] };
    return cookieHeader(options.cookieName, await sealData(session, { password: options.password }));
  };
  return {
    listener: (request, response) => {
      void getIronSession<SealedSession>(request, response, options).then(({ subject }) => answerJson(response, subject));
    },
    cookies: await Promise.all(Array.from({ length: sessionCount }, (_, index) => seal(index))),
    bearers: [],
  };
}
