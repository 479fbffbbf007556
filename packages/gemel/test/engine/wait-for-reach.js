/** A program that ends a session everywhere, waits for that and does nothing else. */
import { createGemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';

const store = createMemoryStore();
const secret = 'a secret for tests, made of words and long enough';
const gemel = await createGemel({ issuer: 'https://app.example', secret, store, freshness: { maxStaleness: 0.3 } });
const { session } = await gemel.startSession({ subject: 'ada' });
// A node that says nothing.
await store.fleet.register({ id: 'silent', maxStaleness: 0.3, acceptsStale: false }, 60);
const { reach } = await gemel.revokeSession(session.sid, { until: 'everywhere' });
process.stdout.write(`${reach}\n`);
