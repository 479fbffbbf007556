/** A service that only checks tokens: keys and feed over HTTP from a node. */
import { answerParent, tellParent } from '@gemel/testbed';
import { createVerifier } from '@gemel/verifier';
import { watchSessions } from './watch-sessions.js';

const { url, maxStaleness, everyMs, onStale } = JSON.parse(process.env.FAULT_SETUP);
const verifier = createVerifier({
  issuer: 'http://localhost',
  audience: 'http://localhost',
  keys: { jwksUri: `${url}/.well-known/jwks.json`, allowPlainHttp: true },
  feed: { feedUri: `${url}/feed`, allowPlainHttp: true },
  freshness: { maxStaleness, onStale: onStale === 'accept' ? 'accept' : 'refuse' },
});
const checks = { bearer: (session) => verifier.verify(session.accessToken) };
const watch = watchSessions(checks, everyMs);
await verifier.ready();

answerParent({
  async check({ session, credential }) {
    await checks[credential](session);
    return true;
  },
  watch: (sessions) => watch.add(sessions),
  unwatch: (sids) => watch.remove(sids),
  report: () => watch.report(),
  status: () => verifier.status(),
});
tellParent('ready');
