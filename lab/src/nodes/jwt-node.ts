/** A node of plain JWTs: access tokens of 15 minutes that any node verifies alone, and refresh tokens that the nodes share. */
import express from 'express';
import { jwtVerify, SignJWT } from 'jose';
import crypto from 'node:crypto';
import { connectStore } from '../store/store-client.ts';
import { answerAsync } from './answer-async.ts';
import { answerFault } from './answer-fault.ts';
import { serveNode } from './serve-node.ts';

const lifetime = 900;
const issuer = 'http://localhost';

serveNode(async ({ secret, storePort }) => {
  const client = await connectStore(storePort ?? 0);
  const key = crypto.createSecretKey(Buffer.from(secret, 'base64url'));
  let shiftMs = 0;

  const issue = async (subject: string): Promise<{ accessToken: string; refreshToken: string }> => {
    const refreshToken = crypto.randomBytes(32).toString('base64url');
    await client.set(nameOf(refreshToken), JSON.stringify({ subject }));
    const issuedAt = Math.floor(Date.now() / 1000);
    const token = new SignJWT({ roles: ['member'] }).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).setSubject(subject);
    const dated = token
      .setIssuer(issuer)
      .setAudience(issuer)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetime);
    return { accessToken: await dated.sign(key), refreshToken };
  };
  const isAccepted = async (authorization: string): Promise<boolean> => {
    const options = { algorithms: ['HS256'], issuer, audience: issuer, typ: 'at+jwt', currentDate: new Date(Date.now() + shiftMs) };
    return jwtVerify(authorization.slice('Bearer '.length), key, options).then(
      () => true,
      () => false,
    );
  };

  const app = express();
  app.use(express.json());
  const signIn = answerAsync(async (_request, response) => response.json(await issue('ada')));
  const whoami = answerAsync(async ({ headers }, response) => {
    response.sendStatus((await isAccepted(headers.authorization ?? '')) ? 200 : 401);
  });
  const signOut = answerAsync(async ({ body }, response) => {
    await client.delete(nameOf(readRefreshToken(body)));
    response.sendStatus(204);
  });
  const refresh = answerAsync(async ({ body }, response) => {
    const name = nameOf(readRefreshToken(body));
    if ((await client.get(name)) === null) return response.sendStatus(400);
    await client.delete(name);
    return response.json(await issue('ada'));
  });
  app.post('/sign-in', signIn).get('/whoami', whoami).post('/sign-out', signOut).post('/refresh', refresh);
  app.use(answerFault);
  return {
    listener: app,
    storeCommands: client.commands,
    holdings: client.holdings,
    cutStore: client.cut,
    shiftClock: (seconds) => {
      shiftMs = seconds * 1000;
    },
  };
});

/** Only the hash is stored. */
function nameOf(refreshToken: string): string {
  return `refresh:${crypto.createHash('sha256').update(refreshToken).digest('base64url')}`;
}

function readRefreshToken(body: unknown): string {
  const token: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'refreshToken') : undefined;
  return typeof token === 'string' ? token : '';
}
