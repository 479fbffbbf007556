/** A node of a fleet: an engine over the store that the test names, asked by the test. */
import http from 'node:http';
import { answerParent, tellParent } from '@gemel/testbed';
import { createGemel } from 'gemel';
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import { monotonicMs } from './monotonic-ms.js';
import { openStore } from './open-store.js';
import { watchSessions } from './watch-sessions.js';

const { store: address, secret, maxStaleness, onStale, everyMs } = JSON.parse(process.env.FAULT_SETUP);
const store = await persist(() => openStore(address));
const gemel = await persist(() => createGemel({ issuer: 'http://localhost', secret, store, freshness: { maxStaleness, onStale } }));
const faults = {};
gemel.on('fault', ({ error }) => {
  faults[error.code] = (faults[error.code] ?? 0) + 1;
});

/** The store's limit of time is short here, and the machine may be busy while everything starts at once. */
async function persist(work) {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (error.code !== 'store_unavailable' || tries === 10) throw error;
    }
  }
}

function presented(name, value) {
  return { method: 'GET', header: (asked) => (asked === name ? value : undefined) };
}

function accepted(result) {
  if (result instanceof Promise) return result.then(accepted);
  if (result.status !== 'authenticated') throw result.error ?? new Error(result.status);
  return result;
}

const checks = {
  cookie: (session) => accepted(gemel.authenticate(presented('cookie', `${gemel.options.cookie.name}=${session.sessionToken}`))),
  bearer: (session) => accepted(gemel.authenticate(presented('authorization', `Bearer ${session.accessToken}`))),
};
const watch = watchSessions(checks, everyMs);

const auth = createNodeHttpAuth(gemel);
const answer = auth.endpoints();
const server = http.createServer((req, res) => {
  if (!answer(req, res)) res.writeHead(404).end();
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

/** Tries until it is acknowledged: after a 503 a client tries again. */
async function untilAcknowledged(change, timeoutMs) {
  const askedMs = monotonicMs();
  for (let tries = 1; ; tries++) {
    try {
      const value = await change();
      return { askedMs, ackedMs: monotonicMs(), tries, value };
    } catch (error) {
      if (/^(?:session|token|refresh)_/.test(error.code) || monotonicMs() - askedMs > timeoutMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

answerParent({
  async start({ subject, mode = 'both' }) {
    const { value } = await untilAcknowledged(() => gemel.startSession({ subject, mode }), 10_000);
    const { session, sessionToken, tokens } = value;
    return { sid: session.sid, subject, sessionToken, ...tokens };
  },
  revoke: ({ sid, timeoutMs = 60_000 }) => untilAcknowledged(() => gemel.revokeSession(sid), timeoutMs),
  revokeOnce: ({ sid }) => untilAcknowledged(() => gemel.revokeSession(sid), 0),
  async refresh({ refreshToken }) {
    const { value } = await untilAcknowledged(() => gemel.refresh(refreshToken), 20_000);
    return value;
  },
  /** One presentation, for a test that keeps the time itself. */
  async check({ session, credential }) {
    await checks[credential](session);
    return true;
  },
  watch: (sessions) => watch.add(sessions),
  unwatch: (sids) => watch.remove(sids),
  report: () => watch.report(),
  faults: () => faults,
  status: async () => (await gemel.health()).feed,
  raiseEpoch: () => store.raiseEpoch(),
});
tellParent('ready', { port: server.address().port });
