/** Runs the program that dies at a given step, and reads what its client had been told until then. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { IssuedTokens } from '../../src/core/gemel.ts';

export interface CrashReport {
  /** Where it died; undefined where it ran to its end. */
  readonly diedAt: string | undefined;
  /** What the client had asked for last without hearing an answer. */
  readonly unanswered: string | undefined;
  /** Requests that were answered, in order. */
  readonly answered: readonly string[];
  readonly sid: string | undefined;
  readonly sessionToken: string | undefined;
  /** All that the client was ever given, the latest last. */
  readonly tokens: readonly IssuedTokens[];
  /** Keys that the client was told sign now. */
  readonly kids: readonly string[];
}

interface Line {
  readonly what: string;
  readonly at?: string;
  readonly sid?: string;
  readonly sessionToken?: string;
  readonly tokens?: IssuedTokens;
  readonly kid?: string;
}

const program = fileURLToPath(new URL('crash-child.js', import.meta.url));

export async function runCrashChild(database: string, secret: string, step: number): Promise<CrashReport> {
  const { output, errors, code, signal } = await run({ CRASH_DATABASE: database, CRASH_SECRET: secret, CRASH_STEP: String(step) });
  // Written by crash-child.js alone.
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const diedAt = lines.find((line) => line.what === 'dying')?.at;
  const isAsPlanned = diedAt === undefined ? code === 0 && lines.at(-1)?.what === 'done' : signal === 'SIGKILL';
  if (!isAsPlanned) throw new Error(`the program ended by itself (code ${code}, signal ${signal}): ${errors}`);
  return reportOf(diedAt, lines);
}

function reportOf(diedAt: string | undefined, lines: readonly Line[]): CrashReport {
  const named = (end: string): string[] => lines.flatMap(({ what }) => (what.endsWith(end) ? [what.slice(0, -end.length)] : []));
  const [asked, answered] = [named(':asked'), named(':told')];
  return {
    diedAt,
    unanswered: asked.length > answered.length ? asked.at(-1) : undefined,
    answered,
    sid: lines.find((line) => line.sid !== undefined)?.sid,
    sessionToken: lines.find((line) => line.sessionToken !== undefined)?.sessionToken,
    tokens: lines.flatMap(({ tokens }) => (tokens === undefined ? [] : [tokens])),
    kids: lines.flatMap(({ kid }) => (kid === undefined ? [] : [kid])),
  };
}

async function run(
  environment: Readonly<Record<string, string>>,
): Promise<{ output: string; errors: string; code: number | null; signal: string | null }> {
  const child = spawn(process.execPath, ['--no-warnings', program], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, ended] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    }),
  ]);
  return { output, errors, ...ended };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
