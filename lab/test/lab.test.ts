/** The lab measures what it says: the facts that must hold hold in a run with small numbers, and nothing is left behind. */
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { efforts } from '../src/effort.ts';
import type { Finding } from '../src/experiment.ts';
import { renderReport } from '../src/render-report.ts';
import type { LabReport } from '../src/run-lab.ts';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const run = promisify(execFile);
let folder = '';
let report: LabReport = { schemes: [], experiments: [], seconds: 0 };

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gemel-lab-test-'));
  const { stdout } = await run(process.execPath, [program, '--effort', 'smoke', '--json'], { env: { ...process.env, TMPDIR: folder } });
  report = JSON.parse(stdout) as LabReport; // just printed by the lab
}, 60_000);

afterAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
});

function finding(experiment: string, row: string, scheme: string): Finding {
  const found = report.experiments.find(({ id }) => id === experiment)?.findings[scheme]?.[row];
  if (found === undefined) throw new Error(`${experiment} says nothing about ${row} of ${scheme}`);
  return found;
}

const life = (row: string, scheme: string): Finding['value'] => finding('where-state-lives', row, scheme).value;
const revocation = (row: string, scheme: string): Finding['value'] => finding('what-revocation-does', row, scheme).value;
const gemel = ['gemel-cookie', 'gemel-token'];
const boundMs = efforts.smoke.maxStaleness * 1000;
/** For the request that is refused, on a busy machine. */
const slackMs = 500;

describe('the lab', () => {
  it('fills every cell of every table, and explains each', () => {
    expect(report.schemes.map(({ id }) => id)).toEqual(['express-session', 'jwt', 'gemel-cookie', 'gemel-token']);
    expect(report.experiments.map(({ id }) => id)).toEqual(['where-state-lives', 'what-revocation-does']);
    for (const { id, rows, explanation } of report.experiments) {
      expect(explanation.join(' ')).not.toMatch(/undefined|NaN|null/);
      for (const row of rows) for (const scheme of report.schemes) expect(finding(id, row.id, scheme.id).text).toMatch(/^(?!.*NaN)./);
    }
    for (const { title } of report.schemes) expect(renderReport(report)).toContain(title);
  });

  it('leaves no file behind', async () => {
    expect(await fs.readdir(folder)).toEqual([]);
  });

  it('finds express-session asking the store at every request, and helpless without it', () => {
    expect(life('each', 'express-session')).toBeGreaterThanOrEqual(1);
    expect(life('alone', 'express-session')).toBe(0);
    expect(life('aloneNew', 'express-session')).toBe(false);
  });

  it('finds express-session refusing an ended session at once', () => {
    expect(revocation('passed', 'express-session')).toBe(0);
    expect(revocation('atA', 'express-session')).toBe(false);
  });

  it('finds the plain JWT accepted after the sign-out, until exp', () => {
    expect(revocation('atA', 'jwt')).toBe(true);
    expect(revocation('atB', 'jwt')).toBeNull();
    expect(revocation('exp', 'jwt')).toBeGreaterThan(800);
    expect(revocation('refresh', 'jwt')).toBe(false);
    expect(life('each', 'jwt')).toBe(0);
  });

  it.each(gemel)('finds %s checked without the store, and refused on the other node within the bound', (scheme) => {
    expect(life('each', scheme)).toBe(0);
    expect(revocation('atA', scheme)).toBe(false);
    expect(revocation('atB', scheme)).toBeLessThan(boundMs + slackMs);
  });

  it.each(gemel)('finds %s trusted for a while without the store, and never longer than the bound', (scheme) => {
    for (const measured of [life('alone', scheme), revocation('cut', scheme)]) {
      expect(measured).toBeGreaterThan(0);
      expect(measured).toBeLessThan(boundMs + slackMs);
    }
  });

  it('finds that a node cut off accepts a token that it has never seen, but no cookie', () => {
    expect(life('aloneNew', 'gemel-token')).toBe(true);
    expect(life('aloneNew', 'gemel-cookie')).toBe(false);
  });
});

describe('npm run lab', () => {
  it('refuses an experiment that it does not know, and says which there are', async () => {
    const refused = { code: 2, stderr: expect.stringContaining('where-state-lives') };
    await expect(run(process.execPath, [program, 'nonsense'])).rejects.toMatchObject(refused);
  });
});
