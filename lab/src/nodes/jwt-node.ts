/** A node of plain JWTs; with the option `denyList`, each request also asks a list of tokens that must not be accepted any more. */
import express, { type Request } from 'express';
import type { JWTPayload } from 'jose';
import { type KeyValue, openKeyValue } from '../store/key-value.ts';
import { answerAsync } from './answer-async.ts';
import { answerFault } from './answer-fault.ts';
import { createDenyList, type DenyList } from './deny-list.ts';
import { createJwtTokens } from './jwt-tokens.ts';
import { readSignIn, readText, type SignInBody } from './read-body.ts';
import { createRefreshTokens } from './refresh-tokens.ts';
import { serveNode } from './serve-node.ts';

serveNode(async (setup) => {
  const { keyValue, client: _, ...watched } = await openKeyValue(setup);
  const tokens = await createJwtTokens(setup);
  const refreshTokens = createRefreshTokens(keyValue, setup.lifetimes.idle);
  const denied = chooseDenyList(setup.options['denyList'] === 'yes', keyValue);

  const issue = async (person: SignInBody): Promise<object> => {
    return { accessToken: await tokens.issue(person), refreshToken: await refreshTokens.begin(person) };
  };
  const readClaims = async ({ headers }: Request): Promise<JWTPayload | null> => {
    const claims = await tokens.verify((headers.authorization ?? '').slice('Bearer '.length));
    return claims === null || (await denied?.has(claims)) === true ? null : claims;
  };

  const app = express();
  app.use(express.json());
  app.post(
    '/sign-in',
    answerAsync(async ({ body }, response) => response.json(await issue(readSignIn(body)))),
  );
  app.get(
    '/whoami',
    answerAsync(async (request, response) => {
      const claims = await readClaims(request);
      return claims === null ? response.sendStatus(401) : response.json({ subject: claims.sub, roles: claims['roles'] });
    }),
  );
  app.post(
    '/act',
    answerAsync(async (request, response) => response.sendStatus((await readClaims(request)) === null ? 401 : 204)),
  );
  app.post(
    '/refresh',
    answerAsync(async ({ body }, response) => {
      const person = await refreshTokens.take(readText(body, 'refreshToken'));
      return person === null ? response.sendStatus(401) : response.json(await issue(person));
    }),
  );
  app.post(
    '/sign-out',
    answerAsync(async (request, response) => {
      const claims = await readClaims(request);
      await refreshTokens.take(readText(request.body, 'refreshToken'));
      if (claims !== null) await denied?.addToken(claims);
      return response.sendStatus(204);
    }),
  );
  app.post(
    '/sign-out-everywhere',
    answerAsync(async (request, response) => {
      const claims = await readClaims(request);
      if (claims?.sub === undefined) return response.sendStatus(401);
      await refreshTokens.forgetAll(claims.sub);
      await denied?.addSubject(claims.sub);
      return response.sendStatus(204);
    }),
  );
  app.get(
    '/jwks.json',
    answerAsync(async (_request, response) => response.json({ keys: [await tokens.publicKey()].filter((key) => key !== null) })),
  );
  app.use(answerFault);
  return {
    listener: app,
    ...watched,
    describe: refreshTokens.describe,
    async administer(act) {
      if (act.act === 'disable') await refreshTokens.forgetAll(act.subject);
      else await refreshTokens.changeRoles(act.subject, act.roles);
      await denied?.addSubject(act.subject);
      return true;
    },
  };
});

function chooseDenyList(isWanted: boolean, keyValue: KeyValue): DenyList | null {
  return isWanted ? createDenyList(keyValue) : null;
}
