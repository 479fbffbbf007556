/** What revocation does: somebody signs out at one node while a stolen copy of the credential is presented at the other. */
import type { Effort } from '../effort.ts';
import type { Experiment, Finding, Findings } from '../experiment.ts';
import type { Credential, LabNode, RunningScheme } from '../scheme.ts';
import { briefOf, medianOf, notApplicable, spellMs, statusFinding } from './findings.ts';
import { type Polled, pollUntilRefused } from './poll-until-refused.ts';

export const whatRevocationDoes: Experiment = {
  id: 'what-revocation-does',
  question: 'What does revocation do?',
  rows: [
    { id: 'atA', title: 'stolen copy, at A after the sign-out' },
    { id: 'atB', title: 'stolen copy, at B: refused after' },
    { id: 'passed', title: 'requests that B still let in, per sign-out' },
    { id: 'exp', title: 'else: accepted until' },
    { id: 'refresh', title: 'stolen refresh token after the sign-out' },
    { id: 'cut', title: 'B cut off before the sign-out: refused after' },
  ],
  measure,
  explain,
};

async function measure(scheme: RunningScheme, effort: Effort): Promise<Findings> {
  const { a, b } = scheme;
  const trials: Polled[] = [];
  let stolen = await signInAtBoth(scheme);
  for (let trial = 0; trial < effort.signOuts; trial++) {
    stolen = trial === 0 ? stolen : await signInAtBoth(scheme);
    await signOut(a, stolen);
    const polled = await pollUntilRefused(b, stolen, { ms: effort.patienceMs });
    trials.push(polled);
    if (polled.refusedAfterMs === null) break;
  }
  return {
    atA: statusFinding(await a.ask(stolen)),
    atB: describeTrials(trials),
    passed: describePassed(trials),
    exp: await findExpiry(b, stolen),
    refresh: await tryRefresh(b, stolen),
    cut: await measureCutOff(scheme, effort),
  };
}

/** Signs in at A, and makes the credential known at B. */
async function signInAtBoth({ a, b }: RunningScheme): Promise<Credential> {
  const credential = await a.signIn();
  const status = await b.ask(credential);
  if (status !== 200) throw new Error(`a live session was refused with ${status}`);
  return credential;
}

async function signOut(node: LabNode, credential: Credential): Promise<void> {
  const status = await node.signOut(credential);
  if (status !== 204) throw new Error(`a sign-out was answered with ${status}`);
}

function describeTrials(trials: readonly Polled[]): Finding {
  const times = trials.map((trial) => trial.refusedAfterMs);
  const refused = times.filter((time) => time !== null);
  if (refused.length < times.length) return { text: `never (asked for ${spellMs(trials.at(-1)?.tookMs ?? 0)})`, value: null };
  const median = medianOf(refused);
  return {
    text: `${spellMs(median)} (at most ${spellMs(Math.max(...refused))}, ${refused.length} sign-outs)`,
    value: Math.max(...refused),
  };
}

function describePassed(trials: readonly Polled[]): Finding {
  const passed = trials.reduce((sum, trial) => sum + trial.accepted, 0) / trials.length;
  const isWithoutEnd = trials.some((trial) => trial.refusedAfterMs === null);
  return { text: isWithoutEnd ? `all ${passed}` : passed.toFixed(1), value: passed };
}

/** Only where it is still accepted: asks the node with its clock set forward, one second before `exp` and one after. */
async function findExpiry(node: LabNode, credential: Credential): Promise<Finding> {
  const { accessToken } = credential.kept;
  if (accessToken === undefined || (await node.ask(credential)) !== 200) return notApplicable;
  const left = readExp(accessToken) - Math.floor(Date.now() / 1000);
  if (!(await node.shiftClock(left - 2))) return notApplicable;
  const before = await node.ask(credential);
  await node.shiftClock(left + 2);
  const after = await node.ask(credential);
  await node.shiftClock(0);
  const spelled = `${Math.floor(left / 60)} min ${left % 60} s`;
  if (before === 200 && after !== 200) return { text: `exp, in ${spelled} (tried with B's clock set on)`, value: left };
  return { text: `unclear: ${before} before exp, ${after} after it`, value: null };
}

function readExp(token: string): number {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const exp: unknown = typeof claims === 'object' && claims !== null ? Reflect.get(claims, 'exp') : undefined;
  return typeof exp === 'number' ? exp : Number.NaN;
}

async function tryRefresh(node: LabNode, credential: Credential): Promise<Finding> {
  const status = await node.refresh(credential);
  return status === null ? notApplicable : statusFinding(status);
}

/** A network that is down between B and what the nodes share, while A ends the session. */
async function measureCutOff(scheme: RunningScheme, effort: Effort): Promise<Finding> {
  const { a, b } = scheme;
  const stolen = await signInAtBoth(scheme);
  const honest = await signInAtBoth(scheme);
  await b.cutStore(true);
  await signOut(a, stolen);
  const others = await b.ask(honest);
  const boundMs = (scheme.bound ?? 0) * 1000;
  const polled = await pollUntilRefused(b, stolen, { ms: boundMs + effort.patienceMs, pauseMs: 10 });
  await b.cutStore(false);
  if (polled.refusedAfterMs === null) return { text: `never (asked for ${spellMs(polled.tookMs)})`, value: null };
  const bound = scheme.bound === null || scheme.bound === 0 ? '' : `; bound ${scheme.bound} s`;
  const everybody = others === 200 ? '' : ', everybody is';
  return { text: `${spellMs(polled.refusedAfterMs)} (${polled.status}${everybody}${bound})`, value: polled.refusedAfterMs };
}

function explain(findings: ReadonlyMap<string, Findings>): readonly string[] {
  const say = (scheme: string, row: string): string => briefOf(findings, scheme, row);
  return [
    `express-session: the record is gone, so the copy is refused wherever it comes, at B after ${say('express-session', 'atB')}. That is what the question to the store at each request buys. Cut off from the store, B refuses the thief, and everybody else with him.`,
    `A plain JWT cannot be called back. After the sign-out the copy is ${say('jwt', 'atA')} at A itself; refused at B: ${say('jwt', 'atB')}. It lives until ${say('jwt', 'exp')}. Only the refresh token has died: ${say('jwt', 'refresh')}.`,
    `Gemel: the sign-out is an entry in a feed that B follows. B refused the cookie after ${say('gemel-cookie', 'atB')} and the token after ${say('gemel-token', 'atB')} (medians), without asking at each request.`,
    `Where the feed cannot reach B, its lease runs out and it stops trusting what it knows: the cookie was refused after ${say('gemel-cookie', 'cut')}, the token after ${say('gemel-token', 'cut')}.`,
  ];
}
