/** A classic server-rendered application: Gemel keeps its sessions, the application checks passwords itself. Other services may verify. */
import { randomBytes } from 'node:crypto';
import express from 'express';
import { checkRequestOrigin, createGemel, errorTable, GemelError } from 'gemel';
import { createExpressAuth } from 'gemel/adapters/express';
import { createLiveConnections } from 'gemel/adapters/live';
import { createMemoryStore } from 'gemel/stores/memory';
import { WebSocketServer } from 'ws';
import { createDemoUsers } from './demo-users.js';
import { homePage, pageScript, signInPage, tokenPage } from './pages.js';

const port = Number(process.env.EXPRESS_WEB_PORT ?? 4100);
const issuer = `http://localhost:${port}`;

/** @type {import('gemel').GemelOptions} */
const options = {
  issuer,
  secret: randomBytes(32).toString('base64url'),
  store: createMemoryStore(),
  // Cookies ignore ports: beside another application on this host, ours needs a name of its own.
  cookie: { name: '__Host-Http-express-web' },
};
/** @type {import('gemel').Gemel<{ visits: number } | null>} */
const gemel = await createGemel(options);
// Stands for another process on the same store: what ends there ends here.
const otherNode = await createGemel(options);
const auth = createExpressAuth(gemel, {
  onRefused: (_error, _request, response) => response.writeHead(303, { location: '/sign-in' }).end(),
});
const live = createLiveConnections(gemel);
const users = await createDemoUsers(['ada', 'grace']);

const app = express();
app.disable('x-powered-by');
app.use((_request, response, next) => {
  response.set(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  response.set('cache-control', 'no-store');
  next();
});

// Public keys and the feed, so that other services can check our tokens; and the tokens.
app.use(auth.endpoints());

app.get('/', auth.require(), async (request, response) => {
  const { sid, subject } = request.principal;
  const data = await gemel.updateData(sid, (before) => ({ visits: (before?.visits ?? 0) + 1 }));
  response.send(homePage(subject, data?.visits ?? 0));
});

// What everybody says reaches everybody who is signed in, for as long as they are.
const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });
const welcome = live.upgrade(sockets, (socket, { principal }) => {
  socket.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string') return;
    for (const other of sockets.clients) other.send(`${principal.subject}: ${data}`);
  });
});

app.get(
  '/clock',
  live.events((stream) => {
    const tell = () => stream.send({ event: 'time', data: new Date().toLocaleTimeString('en') });
    const timer = setInterval(tell, 1000);
    stream.closed.addEventListener('abort', () => clearInterval(timer));
    tell();
  }),
);

app.get('/page.js', (_request, response) => response.type('text/javascript').send(pageScript));

app.post('/end-elsewhere', auth.require({ credential: 'cookie' }), async (request, response) => {
  await otherNode.revokeSession(request.principal.sid);
  response.status(204).end();
});

app.get('/sign-in', (_request, response) => response.send(signInPage()));

app.post('/sign-in', express.urlencoded({ extended: false }), async (request, response) => {
  // No cookie speaks yet, so no guard checks where this form was sent from: we do.
  checkRequestOrigin({ method: request.method, header: (name) => request.get(name) }, [issuer]);
  const { name = '', password = '' } = request.body ?? {};
  const subjectVersion = await gemel.subjectVersion(String(name));
  if (!(await users.check(String(name), String(password)))) return response.status(401).send(signInPage(String(name)));
  await auth.startSession(request, response, { subject: String(name), subjectVersion, authentication: { amr: ['pwd'] } });
  response.redirect(303, '/');
});

// The token is in this one answer, which nothing stores, and never in a URL.
app.post('/token', auth.require({ credential: 'cookie' }), async (request, response) => {
  const { accessToken } = await gemel.issueAccessToken(request.principal);
  response.send(tokenPage(issuer, accessToken));
});

app.post('/sign-out', async (request, response) => {
  await auth.endSession(request, response);
  response.redirect(303, '/sign-in');
});

/** @type {express.ErrorRequestHandler} */
const answerError = (error, _request, response, _next) => {
  const isOurs = error instanceof GemelError;
  response
    .status(isOurs ? errorTable[error.code].status : (error.status ?? 500))
    .type('text')
    .send(isOurs ? `${error.message}\n` : 'Something went wrong.\n');
};
app.use(answerError);

const server = app.listen(port, '127.0.0.1', () => {
  console.log(`The application is at ${issuer}. Sign in as one of these, made just now:`);
  for (const { name, password } of users.list) console.log(`  ${name}  ${password}`);
});
server.on('upgrade', welcome);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.close();
    server.closeAllConnections();
    for (const socket of sockets.clients) socket.terminate();
    await Promise.all([gemel.close(), otherNode.close()]);
  });
}
