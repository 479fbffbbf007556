/** Writes docs/results/{feed-cuts,promotions,faults}.md from the lines that the long runs and the fault tests left in reports/. */
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
  const machine = `2 cores, Node.js ${lines[0]?.['node']}, PostgreSQL 15, Redis 7.0; shared with other work at the time`;
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
