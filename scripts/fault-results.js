/** Writes docs/results/{admin-queries,console-pages,feed-cuts,promotions,enumeration,guesses,import,paint,faults,client,live-connections,everybody}.md from the lines that the long runs and the fault tests left in reports/. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, repositoryRoot } from './report.js';

/** @typedef {Readonly<Record<string, any>>} Line */

/**
 * @typedef {object} Page
 * @property {string} name of the lines and of the page.
 * @property {string} title
 * @property {string} command
 * @property {string} text
 * @property {Readonly<Record<string, (line: Line) => unknown>>} columns
 */

const lags = {
  p50: (/** @type {Line} */ line) => `${line['p50Ms']} ms`,
  p99: (/** @type {Line} */ line) => `${line['p99Ms']} ms`,
  maximum: (/** @type {Line} */ line) => `${line['maxMs']} ms`,
};

/** @type {readonly Page[]} */
const pages = [
  {
    name: 'feed-cuts',
    title: 'The feed cut at random times',
    command: 'npm run test:long -- feed-cuts',
    text: `Real processes: a writer, three verifying nodes over the store and a verifier over the HTTP feed, each behind a proxy of its own;
\`maxStaleness\` is 0.5 s. In each run three new sessions are accepted everywhere, the network of every watcher is cut at a random time, in
one of seven ways (held, answers held, half-open, half-open one way, reset and refused, reset once, delayed), for up to 0.95 s, and the
sessions are revoked at random times about it. Every credential is presented every 4 ms.

Must hold: no check that begins later than 500 ms after the acknowledgement accepts. Instants are of the monotonic clock that all processes
of the machine share: an acceptance counts from before its check began, the acknowledgement from when \`revokeSession\` resolved. The lag is
that of the slowest of seven (a cookie and a token at each node, a token at the verifier); most revocations fell into a cut, so it
is the bound at work, not the speed of the feed in health.`,
    columns: {
      engine: (line) => line['engine'],
      runs: (line) => line['runs'],
      revocations: (line) => line['revocations'],
      'during a cut': (line) => line['duringCuts'],
      'past the bound': (line) => line['violations'].length,
      ...lags,
      'checks that accepted': (line) => line['acceptances'],
      'answered 503': (line) => total(line['faults']),
      seed: (line) => line['seed'],
      'date, minutes': (line) => `${line['at']}, ${line['minutes']}`,
    },
  },
  {
    name: 'promotions',
    title: 'Promotions',
    command: 'npm run test:long -- promotions',
    text: `Real processes: a writer, two verifying nodes, a verifier over the HTTP feed; \`maxStaleness\` is 0.5 s. In each round a standby is promoted
about four revocations, and two honest sessions are refreshed at the worst moment. **A lost tail**: the standby is cut off, two sessions are
revoked and two refresh tokens rotated that it never hears of, some nodes are deaf meanwhile, the primary is killed (\`kill -9\`), the standby
promoted. **A deposed primary that still answers**: the standby is promoted while the primary goes on; the writer finds the new one within
0.15 s, the nodes one after the other within 1.5 s, sessions being revoked all the while.

Must hold: no check that begins later than 500 ms after the acknowledgement accepts; the honest sessions are accepted afterwards by every node, and
the refresh token whose rotation was lost still works (a run ends where one is not). Settings without a fence are here to show what a fence is for: nothing is
asserted about their lateness. One run on PostgreSQL failed: four sessions of one round were accepted up to 0.8 s after the acknowledgement, because
a node's pool was led to the new primary while its heartbeat waited at the old one, and the new one confirmed what had been read at the old. Since then
a confirmation counts only where it comes from the server that was read; few rounds have been run on PostgreSQL since.`,
    columns: {
      engine: (line) => line['engine'],
      setting: (line) => `\`${line['setting']}\``,
      promotion: (line) => line['way'],
      rounds: (line) => line['rounds'],
      revocations: (line) => line['revocations'],
      'acknowledged as replicated': (line) => line['replicated'],
      'past the bound': (line) => `${distinct(line['violations'])}${line['isFenced'] ? '' : ' (not fenced)'}`,
      ...lags,
      'honest, all let in': (line) => line['honest'],
      seed: (line) => line['seed'],
      'date, minutes': (line) => `${line['at']}, ${line['minutes']}`,
    },
  },
  {
    name: 'enumeration',
    title: 'Whether the time of an answer tells who has an account',
    command: 'npm run test:long -- enumeration',
    text: `For each flow two kinds of requests, about addresses that have an account and about addresses that have none, one at a time and in random order, through the
endpoints over the SQLite store, in one process: no network hides anything. Hashes are cheap on purpose (argon2id with 64 KiB and one pass), so that what is not hashing
shows; with the real ones the noise is greater. Welch's t of the two lists of times must lie within 4.5; "without the slowest" is the same without the slowest tenth of all, which are the machine's
doing, and finds smaller differences. A passkey sign-in begins without a name, so its two kinds are one: that row shows what is found where there is nothing to find.

Each flow was given two minutes over a file in memory; where the machine was too busy for ten thousand requests of each kind, the table says how many there were.`,
    columns: {
      flow: (line) => line['flow'],
      'samples (account, none)': (line) => line['samples'].join(', '),
      'mean µs (account, none)': (line) => line['meansUs'].map(Math.round).join(', '),
      t: (line) => line['t'].toFixed(2),
      'without the slowest: mean µs': (line) => line['meansBelowUs'].map(Math.round).join(', '),
      't, without the slowest': (line) => line['tBelow'].toFixed(2),
    },
  },
  {
    name: 'guesses',
    title: 'Guesses that are judged',
    command: 'npm run test:long -- guesses',
    text: `Three nodes of accounts on one database, each with connections of its own, and one clock that the test turns. Strangers guess 64 at once at all nodes, by HTTP: at one account,
once an hour for a day, from an address that changes with each guess, with every forwarding header forged that costs nothing; and from one address, once a minute for an hour, at as many accounts as there
are, with the headers forged as well. "Judged" is what was compared with a hash, "the limit" what [the page on defence](../defence.md) says may be.

Must hold: no more is judged than the limit (and what it gives in the seconds that the run itself takes), and the owner of the account signs in during each wave: by passkey from anywhere, by
password from where a session is. Fewer than a hundred in a day is what NIST SP 800-63B-4 (3.2.2) allows in a row.`,
    columns: {
      engine: (line) => line['engine'],
      attack: (line) => line['attack'],
      guesses: (line) => line['guesses'],
      over: (line) => line['over'],
      judged: (line) => line['judged'],
      'the limit': (line) => line['most'],
    },
  },
  {
    name: 'import',
    title: 'Importing accounts',
    command: 'npm run test:long -- user-import',
    text: `\`gemel user import\` of a file, in a process of its own, into an empty database: half of the hashes are of bcrypt and half of argon2id, none of which is computed at an import. Each account
is checked, and five hundred are one transaction. The time is that of the whole command, its start included; the memory is the most that its process held.`,
    columns: {
      engine: (line) => line['engine'],
      accounts: (line) => line['count'],
      seconds: (line) => line['seconds'].toFixed(1),
      'accounts a second': (line) => Math.round(line['perSecond']),
      'memory, MiB': (line) => Math.round(line['peakMiB']),
    },
  },
  {
    name: 'paint',
    title: 'First paint of every page',
    command: 'npm run test:long -- page-paint',
    text: `Each page of the table of pages in Chromium, from a server in the process of the test, over loopback, with nothing from a cache: milliseconds from the request to the first paint. A page that
can be asked for again is loaded five times in a browser's process that is there already, one that answers a form is walked to three times, and what the form asks for (a hash, a letter) counts.
Each median must lie below 300 ms. An empty page shows what of it is the browser's own.`,
    columns: {
      page: (line) => line['page'],
      loads: (line) => line['paints'],
      median: (line) => `${Math.round(line['medianMs'])} ms`,
      slowest: (line) => `${Math.round(line['maxMs'])} ms`,
    },
  },
  {
    name: 'faults',
    title: 'Faults on the real engines',
    command: 'GEMEL_FAULTS_REPORT=1 npx vitest run test/faults',
    text: `Real processes: a writer, two verifying nodes over the store and a verifier over the HTTP feed, each behind a proxy of its own;
\`maxStaleness\` is 0.5 s. While sessions are revoked one after the other something is done to the engine, to the network or to the processes.

Must hold, and held in each: no check that begins later than 500 ms after the acknowledgement accepts; what was revoked stays refused; whoever
was not revoked is accepted by everybody afterwards (but for FLUSHALL, which loses the sessions). The lag is from the acknowledgement to
the last check that accepted, of the slowest watcher; "settled" is the time from the end of the test's revocations until everybody judged as
they should. These run in \`npm test\`.`,
    columns: {
      engine: (line) => line['engine'],
      'what was done': (line) => line['fault'],
      revocations: (line) => line['revocations'],
      'past the bound': (line) => line['violations'],
      ...lags,
      settled: (line) => `${line['recoveryMs']} ms`,
      'answered 503': (line) => line['faults'],
    },
  },
  {
    name: 'client',
    title: 'Browsers full of tabs',
    command: 'npm run test:long -- tabs',
    text: `Real Chromium: each run is a browser of 2 to 16 tabs with \`@gemel/client\`, in mode \`cookie\` or \`token\`, beside an issuer of two nodes and an API
on another site; access tokens live for 2 s. Four to ten things befall it, by chance and up to 0.25 s apart: calls and questions from every tab, answers
broken off after 0 to 2,500 bytes of a connection, answers of 404, 429, 500, 502 and 503, no network, tabs frozen and woken, service workers killed (where
every request passes through one), the clock turned by seconds or hours. In one run of eight the browser has no Web Locks.

Must hold: no tab was ever told that it is signed out, each is signed in at the end, and can call the API. Then the session is ended on a node that
the browser does not speak with; the lag is from the call of \`revokeSession\` until the tab has been seen to show it.

Chromium sometimes leaves a service worker offline when its browser is told that it is back: the page's own requests show that, and the browser is told once more before the
client is looked at. Before that was done, in two of sixty runs no request of any tab went through afterwards, the client's or another.`,
    columns: {
      runs: (line) => line['runs'],
      tabs: (line) => line['tabs'],
      'signed out without a reason': (line) => line['problems'].length,
      'answers broken off': (line) => line['cuts'],
      'questions without an answer': (line) => line['faults'],
      ...lags,
      seed: (line) => line['seed'],
      'date, minutes': (line) => `${line['at']}, ${line['minutes']}`,
    },
  },
  {
    name: 'admin-queries',
    title: 'Pages of accounts and of the audit log',
    command: 'npm run test:long -- admin-queries',
    text: `10,000 accounts and 100,000 events of the audit log; each query 200 times after 20 that are not counted, one after the other, with other values each
time, by the operation of the admin API: scope, schema, database, schema. A page has 50 rows where nothing else is said.

Must hold: 50 ms at the 95th percentile, on SQLite (a file, WAL) and on PostgreSQL (durable, over loopback).`,
    columns: {
      engine: (line) => line['engine'],
      query: (line) => line['query'],
      'rows, mean': (line) => Math.round(line['rows']),
      p50: (line) => `${line['p50Ms']} ms`,
      p95: (line) => `${line['p95Ms']} ms`,
      maximum: (line) => `${line['maxMs']} ms`,
    },
  },
  {
    name: 'console-pages',
    title: 'Pages of the console',
    command: 'npm run test:long -- console-fluent',
    text: `10,000 sessions and 100,000 events of the audit log; each page a hundred times, as a browser asks for it over loopback, the check of the session included. Must hold: 50 ms at the 95th percentile, and 150 kB for the first load.`,
    columns: {
      engine: (line) => line['engine'],
      page: (line) => `\`${line['page']}\``,
      'p50, p95': (line) => `${line['p50Ms']} ms, ${line['p95Ms']} ms`,
      'first load': (line) => `${Math.round(line['bytes'] / 1000)} kB`,
    },
  },
  {
    name: 'live-connections',
    title: 'Until a WebSocket closes',
    command: 'npm run test:long -- live-lag',
    text: `Two nodes in one process, each with connections of its own to a real engine. A thousand WebSockets are open at one node, each of a session of its own; at the
other node the sessions are ended one after the other. The lag is from the call of \`revokeSession\` until the client (\`ws\`, over loopback) has been told that its socket is
closed; "after the commit" is the same from when \`revokeSession\` has resolved, and less than zero where the client knew before the caller did.

Must hold: 100 ms at the median.`,
    columns: {
      engine: (line) => line['engine'],
      sockets: (line) => line['sockets'],
      ...lags,
      'after the commit: p50': (line) => `${line['afterCommit']['p50Ms']} ms`,
      date: (line) => line['at'],
    },
  },
  {
    name: 'everybody',
    title: "Everybody's sessions",
    command: 'npm run test:long -- everybody',
    text: `Ten thousand sessions of 2,500 subjects, in stores as two engines have them. All of them are paged through by \`listAllSessions\`, fifty and two
hundred at a time; then \`revokeEveryone\` ends them, and waits until both nodes have said that they refuse. A page of Redis costs two scripts,
one for what is there and one for the records.

Must hold: 50 ms for a page at the 95th percentile on SQLite and PostgreSQL, which hold the accounts of a console. What is \`bounded\` was not heard of in time, and holds by the bound.`,
    columns: {
      engine: (line) => line['engine'],
      sessions: (line) => line['count'],
      'page of 50: p95': (line) => `${line['p95Of50Ms']} ms`,
      'page of 200: p95': (line) => `${line['p95Of200Ms']} ms`,
      'all ended after': (line) => `${line['endedInSeconds']} s`,
      'known of it': (line) => `${line['reach']}, ${line['heardAfterMs']} ms after the last commit`,
      date: (line) => line['at'],
    },
  },
];

/** @param {Readonly<Record<string, number>>} counts */
function total(counts) {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Sessions, not credentials at watchers. @param {readonly string[]} violations */
function distinct(violations) {
  return new Set(violations.map((violation) => violation.split(' ', 1)[0])).size;
}

/**
 * @param {Page} page
 * @param {readonly Line[]} lines
 */
function render({ title, command, text, columns }, lines) {
  const names = Object.keys(columns);
  const rows = lines.map((line) => names.map((name) => String(columns[name]?.(line))));
  const table = [names, names.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const machine = `2 cores, Node.js ${lines[0]?.['node']}, PostgreSQL 15, Redis 7.0, a virtual machine`;
  return `# ${title}\n\n${text}\n\n${table}\n\nLast run ${lines.at(-1)?.['at']} UTC by \`${command}\`: ${machine}. Written by \`node scripts/fault-results.js\`.\n`;
}

/** @returns {readonly string[]} the pages that there was something to write on */
export function writeFaultResults() {
  const target = join(repositoryRoot, 'docs', 'results');
  mkdirSync(target, { recursive: true });
  return pages.flatMap((page) => {
    const file = join(repositoryRoot, 'reports', `${page.name}.jsonl`);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    writeFileSync(
      join(target, `${page.name}.md`),
      render(
        page,
        lines.map((line) => JSON.parse(line)),
      ),
    );
    return [`docs/results/${page.name}.md`];
  });
}

if (isMain(import.meta.url)) process.stdout.write(`${writeFaultResults().join('\n')}\n`);
