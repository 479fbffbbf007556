import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFakeClock, createTempFolder, requireProgram, startProcess, waitUntil } from '@gemel/testbed';

const program = fileURLToPath(new URL('asked-process.js', import.meta.url));
const hourMs = 3_600_000;

describe('a process of a test', () => {
  test('answers, throws with a code, tells, and is stopped, continued and killed', async () => {
    const child = startProcess(program);
    onTestFinished(() => child.kill());
    const told = new Promise((resolve) => child.onMessage(resolve));
    expect(await told).toEqual({ tell: 'ready', pid: child.pid });
    expect(await child.ask('echo', { a: [1] })).toEqual({ a: [1] });
    await expect(child.ask('fail')).rejects.toMatchObject({ code: 'purpose' });
    child.pause();
    const late = child.ask('echo', 'late');
    child.resume();
    expect(await late).toBe('late');
    const lost = child.ask('echo', 'lost');
    child.pause();
    await child.kill();
    await lost.catch(() => undefined);
    await expect(child.ask('echo')).rejects.toThrow('has ended');
  });

  test('and a folder are gone when the one that made them is killed', async () => {
    const index = new URL('../dist/index.js', import.meta.url).href;
    const source = `
      import { createTempFolder, startProcess } from ${JSON.stringify(index)};
      const folder = await createTempFolder('guarded');
      console.log(JSON.stringify({ pid: startProcess(${JSON.stringify(program)}).pid, path: folder.path }));`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve) => readline.createInterface({ input: parent.stdout }).once('line', resolve));
    const { pid, path } = JSON.parse(line) as { pid: number; path: string }; // printed by the line above
    expect([isRunning(pid), existsSync(path)]).toEqual([true, true]);
    parent.kill('SIGKILL');
    await waitUntil(() => !isRunning(pid) && !existsSync(path), { what: 'both are gone' });
  });

  test('has a folder that is removed', async () => {
    const folder = await createTempFolder('test');
    await folder.remove();
    expect(existsSync(folder.path)).toBe(false);
  });
});

describe.skipIf(requireProgram('faketime') === undefined)('a process whose wall clock is stepped', () => {
  test.each([true, false])('with its monotonic clock faked as well: %s', async (isMonotonicFaked) => {
    const clock = await createFakeClock({ isMonotonicFaked });
    const child = startProcess(program, { env: clock.env });
    onTestFinished(async () => {
      await child.kill();
      await clock.remove();
    });
    /** Hours by which its clocks are ahead of ours; a faked monotonic clock does not begin where ours does. */
    const hoursAhead = async (): Promise<{ wall: number; monotonic: number }> => ({
      wall: (Number(await child.ask('wallMs')) - Date.now()) / hourMs,
      monotonic: (Number(await child.ask('monotonicNs')) - Number(process.hrtime.bigint())) / 1e6 / hourMs,
    });
    const before = await hoursAhead();
    expect(before.wall).toBeCloseTo(0);
    for (const hours of [1, -1]) {
      clock.step(hours * 3600);
      const after = await hoursAhead();
      expect(after.wall).toBeCloseTo(hours);
      expect(after.monotonic - before.monotonic).toBeCloseTo(isMonotonicFaked ? hours : 0);
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
