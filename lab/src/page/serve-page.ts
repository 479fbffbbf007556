/** The lab's own server, on loopback alone: the page, what happens on it by server-sent events, and the few things that it can be asked to do. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readProfile } from '../adviser/profile.ts';
import { renderAdvice } from '../adviser/render-advice.ts';
import type { Size } from '../experiments/experiment.ts';
import type { Assets } from '../report/assets.ts';
import { type LabReport, reportExperiment, reportScheme } from '../report/lab-report.ts';
import { renderReport } from '../report/render-report.ts';
import type { MachineFacts } from '../run/machine-facts.ts';
import { defaultValues, readValues } from '../run/run-experiment.ts';
import { renderFound, renderLivePage, renderLiveSummary, renderPicture, renderStatus, type Shown, spellProgress } from './render-live.ts';

export interface PagePlan extends Shown {
  readonly assets: Assets;
  readonly facts: MachineFacts;
  /** 0 for any that is free. */
  readonly port: number;
}

export interface ServedPage {
  readonly url: string;
  close(): void;
}

const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const reportPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'";

/** No picture sooner than this after another. */
const pictureMs = 100;

export async function servePage(plan: PagePlan): Promise<ServedPage> {
  const streams = new Set<ServerResponse>();
  const tell = (event: string, data: object): void => {
    for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const stopListening = plan.lab.onChange((id) => {
    const state = plan.lab.stateOf(id);
    const experiment = plan.experiments.find((one) => one.id === id);
    if (state.kind === 'running' && state.done > 0) return tell('progress', { id, done: state.done, text: spellProgress(state) });
    tell('put', { id: `status-${id}`, html: renderStatus(id, plan) });
    tell('show', { id: `live-${id}`, html: renderPicture(id, plan) });
    if (state.kind !== 'finished' || experiment === undefined) return;
    tell('put', { id: `outcome-${id}`, html: renderFound(experiment, plan) });
    tell('put', { id: 'summary', html: renderLiveSummary(plan) });
  });
  const awaited = new Set<string>();
  const stopLooking = plan.lab.onShow((id) => {
    if (awaited.has(id)) return;
    awaited.add(id);
    setTimeout(() => {
      awaited.delete(id);
      tell('show', { id: `live-${id}`, html: renderPicture(id, plan) });
    }, pictureMs);
  });
  const server = http.createServer((request, response) => {
    void answer(request, response, plan, streams).catch((error: unknown) => reply(response, 500, 'text/plain', String(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(plan.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      stopListening();
      stopLooking();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, plan: PagePlan, streams: Set<ServerResponse>): Promise<void> {
  if (!isOwn(request)) return reply(response, 403, 'text/plain', 'only for pages of this address');
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST') return act(pathname, await readForm(request), response, plan);
  switch (pathname) {
    case '/':
      return reply(response, 200, 'text/html', renderLivePage(plan));
    case '/lab.css':
      return reply(response, 200, 'text/css', plan.assets.style);
    case '/lab.js':
      return reply(response, 200, 'text/javascript', plan.assets.script);
    case '/mark.svg':
      return reply(response, 200, 'image/svg+xml', plan.assets.icon);
    case '/report.html':
      return reply(response, 200, 'text/html', renderReport(reportSoFar(plan), plan.schemes, plan.assets), reportPolicy);
    case '/report.json':
      return reply(response, 200, 'application/json', JSON.stringify(reportSoFar(plan), null, 2));
    case '/events':
      return stream(response, streams);
    default:
      return reply(response, 404, 'text/plain', 'there is nothing');
  }
}

function act(path: string, form: Readonly<Record<string, string>>, response: ServerResponse, plan: PagePlan): void {
  const { lab, experiments, schemes } = plan;
  const size: Size = form['size'] === 'full' ? 'full' : 'quick';
  const [, verb, id = ''] = path.split('/');
  const experiment = experiments.find((one) => one.id === id);
  if (verb === 'advice') {
    const outcomes = new Map(
      experiments.flatMap((one) => {
        const found = lab.foundBy(one.id);
        return found === null ? [] : [[one.id, found.outcome] as const];
      }),
    );
    return reply(response, 200, 'text/html', renderAdvice(readProfile(form), outcomes, schemes.map(reportScheme)));
  }
  if (verb === 'run-all') for (const one of experiments) lab.start(one.id, defaultValues(one, size));
  else if (verb === 'stop-all') for (const one of experiments) lab.stop(one.id);
  else if (experiment === undefined) return reply(response, 404, 'text/plain', 'there is no such experiment');
  else if (verb === 'stop') lab.stop(id);
  else if (verb === 'run') lab.start(id, size === 'full' ? defaultValues(experiment, 'full') : readValues(experiment, form, 'quick'));
  reply(response, 200, 'text/plain', 'done');
}

/** Another page in the same browser can send requests here, and must not; nor may a name that only points here. */
function isOwn({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers;
  const isLoopback = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
  return isLoopback && (origin === undefined || origin === `http://${host}`) && headers['sec-fetch-site'] !== 'cross-site';
}

async function readForm(request: IncomingMessage): Promise<Readonly<Record<string, string>>> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 20_000) throw new Error('too much');
  }
  return Object.fromEntries(new URLSearchParams(text));
}

function stream(response: ServerResponse, streams: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': the lab\n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

function reply(response: ServerResponse, status: number, type: string, body: string, csp: string = policy): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': csp,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(body);
}

function reportSoFar({ experiments, schemes, lab, facts }: PagePlan): LabReport {
  const reported = experiments.flatMap((experiment) => {
    const found = lab.foundBy(experiment.id);
    return found === null ? [] : [reportExperiment(experiment, { experimentId: experiment.id, ...found })];
  });
  const seconds = reported.reduce((sum, one) => sum + one.seconds, 0);
  const isFull = experiments.every((one) => JSON.stringify(lab.foundBy(one.id)?.values) === JSON.stringify(defaultValues(one, 'full')));
  return { format: 1, size: isFull ? 'full' : 'quick', machine: facts, seconds, schemes: schemes.map(reportScheme), experiments: reported };
}
