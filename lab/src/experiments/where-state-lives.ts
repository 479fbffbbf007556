/** Where the state lives: what each side holds, what a request costs the store, and what a node can do without it. */
import { setTimeout } from 'node:timers/promises';
import type { Effort } from '../effort.ts';
import type { Experiment, Finding, Findings } from '../experiment.ts';
import type { Credential, LabNode, RunningScheme } from '../scheme.ts';
import { briefOf, spellMs, statusFinding } from './findings.ts';
import { type Polled, pollUntilRefused } from './poll-until-refused.ts';

export const whereStateLives: Experiment = {
  id: 'where-state-lives',
  question: 'Where does the state live?',
  rows: [
    { id: 'client', title: 'the client holds' },
    { id: 'server', title: 'the shared store holds, for one client' },
    { id: 'first', title: 'store commands, first request at node B' },
    { id: 'each', title: 'store commands per request after it' },
    { id: 'background', title: 'store commands without any request' },
    { id: 'alone', title: 'B cut off from the store: a client it knows' },
    { id: 'aloneNew', title: 'B cut off: a client new to it' },
  ],
  measure,
  explain,
};

async function measure(scheme: RunningScheme, effort: Effort): Promise<Findings> {
  const { a, b } = scheme;
  const before = await a.holdings();
  const credential = await a.signIn();
  const after = await a.holdings();
  const first = await countCommands(b, async () => expectAccepted(b, credential));
  const each = await countCommands(b, async () => {
    for (let request = 0; request < effort.requests; request++) await expectAccepted(b, credential);
  });
  const quiet = await countCommands(b, () => setTimeout(effort.patienceMs));
  const unseen = await a.signIn();
  await b.cutStore(true);
  const aloneNew = await b.ask(unseen);
  const alone = await pollUntilRefused(b, credential, { ms: effort.maxStaleness * 1000 + effort.patienceMs, pauseMs: 20 });
  return {
    client: describeKept(credential),
    server: describeHoldings(after.records - before.records, after.bytes - before.bytes),
    first: { text: String(first.asked), value: first.asked },
    each: { text: `${(each.asked / effort.requests).toFixed(2)} (${effort.requests} requests)`, value: each.asked / effort.requests },
    background: { text: `${quiet.background} in ${spellMs(quiet.tookMs)}`, value: quiet.background },
    aloneNew: statusFinding(aloneNew),
    alone: describeAlone(alone),
  };
}

async function countCommands(node: LabNode, work: () => Promise<unknown>): Promise<{ asked: number; background: number; tookMs: number }> {
  const before = await node.storeCommands();
  const began = performance.now();
  await work();
  const tookMs = performance.now() - began;
  const after = await node.storeCommands();
  return { asked: after.asked - before.asked, background: after.background - before.background, tookMs };
}

async function expectAccepted(node: LabNode, credential: Credential): Promise<void> {
  const status = await node.ask(credential);
  if (status !== 200) throw new Error(`a live session was refused with ${status}`);
}

function describeKept({ kept }: Credential): Finding {
  const parts = Object.entries(kept).map(([name, text]) => `${spelledNames[name] ?? name} ${text.length} B`);
  return { text: parts.join(' + '), value: Object.values(kept).reduce((sum, text) => sum + text.length, 0) };
}

const spelledNames: Readonly<Record<string, string>> = { cookie: 'cookie', accessToken: 'access token', refreshToken: 'refresh token' };

function describeHoldings(records: number, bytes: number): Finding {
  return { text: `${records} record, ${bytes} B`, value: bytes };
}

function describeAlone({ refusedAfterMs, accepted, status, tookMs }: Polled): Finding {
  if (refusedAfterMs === null) return { text: `accepted throughout ${spellMs(tookMs)}`, value: tookMs };
  if (accepted === 0) return { text: `refused at once (${status})`, value: 0 };
  return { text: `accepted for ${spellMs(refusedAfterMs)}, then ${status}`, value: refusedAfterMs };
}

function explain(findings: ReadonlyMap<string, Findings>): readonly string[] {
  const say = (scheme: string, row: string): string => briefOf(findings, scheme, row);
  return [
    `express-session keeps everything on the server. The client holds a name for it (${say('express-session', 'client')}), and every request asks the store: ${say('express-session', 'each')} commands each. Cut off from the store, a node lets nobody in: ${say('express-session', 'alone')}.`,
    `A plain JWT carries everything with it. A request costs the store ${say('jwt', 'each')} commands, and a node without the store notices nothing: ${say('jwt', 'alone')}.`,
    `Gemel keeps one record on the server, and every node answers from memory: ${say('gemel-cookie', 'each')} commands per request by cookie, ${say('gemel-token', 'each')} by token. A cookie that is new to a node costs ${say('gemel-cookie', 'first')} command, a token ${say('gemel-token', 'first')}.`,
    `The price is a feed of revocations that each node reads by itself, whatever the load (${say('gemel-cookie', 'background')} here), and a limit to trust. Cut off, a node goes on: ${say('gemel-cookie', 'alone')}; by then a revocation might have passed it by.`,
  ];
}
