/** A client and a server in one process that dies (SIGKILL) at the step that the environment names, having told its parent what the client knows. */
import { writeSync } from 'node:fs';
import { createGemel } from 'gemel';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';

const { CRASH_DATABASE: path, CRASH_SECRET: secret, CRASH_STEP: fatalStep } = process.env;
const standardOutput = 1;

let step = 0;
function die(name) {
  step += 1;
  if (String(step) !== fatalStep) return;
  tell('dying', { at: `${step} ${name}` });
  process.kill(process.pid, 'SIGKILL');
  // The signal ends every thread; this one does nothing more until it has.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Written before the next instruction runs, so that the parent knows of it whatever happens then. */
function tell(what, facts = {}) {
  writeSync(standardOutput, `${JSON.stringify({ what, ...facts })}\n`);
}

/** One request: the client asks, the server does it, the client hears. It can end before and after each. */
async function request(what, work) {
  tell(`${what}:asked`);
  die(`${what}:asked`);
  tell(`${what}:told`, await work());
  die(`${what}:told`);
}

async function openDatabase() {
  const builtIn = await import('node:sqlite').catch(() => undefined);
  return builtIn === undefined ? new (await import('libsql')).default(path) : new builtIn.DatabaseSync(path);
}

const database = await openDatabase();
migrateSqliteStore(database);
const store = createSqliteStore(database, { onStep: die });
const gemel = await createGemel({ issuer: 'http://localhost:4000', secret, store });

let held;
await request('sign-in', async () => {
  const { session, sessionToken, tokens } = await gemel.startSession({ subject: 'ada', mode: 'both', roles: ['editor'] });
  held = { sid: session.sid, sessionToken, tokens };
  return held;
});
await request('rotate-keys', async () => ({ kid: await gemel.keys.rotate() }));
await request('refresh', async () => ({ tokens: await gemel.refresh(held.tokens.refreshToken) }));
await request('sign-out', async () => ({ hasEnded: (await gemel.revokeSession(held.sid, { reason: 'signed_out' })).ended.length === 1 }));

await gemel.close();
await store.close();
database.close();
tell('done');
