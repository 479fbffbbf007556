/** A node that is weak on purpose, in the one way that its option `weakness` names: there an attack must succeed, or the attack is none. */
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { answerLab } from '../../dist/nodes/answer-lab.js';

answerLab(async (/** @type {any} */ setup) => {
  const server = http.createServer(createListener(setup));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { ready: { port }, answers: { administer: () => true, cut: () => undefined, shiftClock: () => undefined } };
});

/** @returns {http.RequestListener} */
function createListener({ options, folder, secret, signingKey }) {
  const { weakness, holds } = options;
  const publicPem = signingKey === null ? null : crypto.createPublicKey(signingKey).export({ type: 'spki', format: 'pem' });
  const sessions = path.join(folder, 'weak-sessions.json');
  const readSessions = () => (fs.existsSync(sessions) ? JSON.parse(fs.readFileSync(sessions, 'utf8')) : {});

  const sign = (claims) => {
    const text = `${part({ alg: signingKey === null ? 'HS256' : 'ES256', typ: 'JWT' })}.${part(claims)}`;
    const signature =
      signingKey === null
        ? hmac(text, Buffer.from(secret, 'base64url'))
        : crypto.sign('sha256', Buffer.from(text), { key: signingKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return `${text}.${signature}`;
  };
  const holdsUp = (token) => {
    const [head, claims, signature] = token.split('.');
    const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString());
    if (weakness === 'no-signature-check') return true;
    if (weakness === 'alg-none' && alg.toLowerCase() === 'none') return true;
    if (publicPem === null) return alg === 'HS256' && signature === hmac(`${head}.${claims}`, Buffer.from(secret, 'base64url'));
    if (weakness === 'key-confusion' && alg === 'HS256') return signature === hmac(`${head}.${claims}`, publicPem);
    const key = { key: publicPem, dsaEncoding: /** @type {const} */ ('ieee-p1363') };
    return alg === 'ES256' && crypto.verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'));
  };
  const readToken = (token) =>
    token !== '' && holdsUp(token) ? JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()) : null;
  const whoIs = ({ authorization = '', cookie = '' }) => {
    if (authorization !== '') return readToken(authorization.split(' ')[1]);
    return readSessions()[cookie.split('; ')[0]?.split('=')[1] ?? ''] ?? null;
  };
  /** The weakness of tokens that are bound for show: `cnf` names a key, and nobody asks for a proof. */
  const issue = (sub, roles, isBound = false) => {
    const exp = Math.floor(Date.now() / 1000) + 900;
    return {
      accessToken: sign({ sub, roles, exp, ...(isBound ? { cnf: { jkt: 'any' } } : {}) }),
      refreshToken: sign({ sub, roles, exp, isRefresh: true }),
    };
  };
  /** The weakness of fixation: whatever the client brings becomes the session's id. */
  const beginSession = (cookie, person) => {
    const brought = cookie.split('; ')[0]?.split('=')[1];
    const sid = weakness === 'adopts-session-id' && brought ? brought : crypto.randomBytes(24).toString('base64url');
    fs.writeFileSync(sessions, JSON.stringify({ ...readSessions(), [sid]: person }));
    return `sid=${sid}; Path=/${weakness === 'readable-cookie' ? '' : '; HttpOnly'}; SameSite=${weakness === 'sent-everywhere' ? 'None; Secure' : 'Lax'}`;
  };

  return (request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      const body = text === '' ? {} : JSON.parse(text);
      const answer = (status, value = {}, headers = {}) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(status === 204 ? undefined : JSON.stringify(value));
      };
      const person = { sub: body.subject, roles: ['member'] };
      if (request.url === '/jwks.json') {
        const keys = publicPem === null ? [] : [crypto.createPublicKey(publicPem).export({ format: 'jwk' })];
        return answer(200, { keys });
      }
      if (request.url === '/sign-in' && holds === 'cookie')
        return answer(200, {}, { 'set-cookie': beginSession(request.headers.cookie ?? '', person) });
      if (request.url === '/sign-in') return answer(200, issue(person.sub, person.roles, weakness === 'bound-for-show'));
      if (request.url === '/refresh') {
        const claims = readToken(body.refreshToken);
        return claims === null ? answer(401) : answer(200, issue(claims.sub, claims.roles));
      }
      if (request.url === '/sign-out') return answer(204);
      const claims = whoIs(request.headers);
      if (claims === null) return answer(401);
      return request.url === '/act' ? answer(204) : answer(200, { subject: claims.sub, roles: claims.roles });
    });
  };
}

function part(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function hmac(text, key) {
  return crypto.createHmac('sha256', key).update(text).digest('base64url');
}
