import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { reservePort, startProcess } from '@gemel/testbed';

const program = fileURLToPath(new URL('asked-process.js', import.meta.url));
/** Of the 20,000 that there are: two processes that knew nothing of each other would nearly always choose some port both. */
const many = 500;

describe('reserved ports', () => {
  test('are given to one process only, and to no outgoing connection', async () => {
    const processes = [startProcess(program), startProcess(program)];
    onTestFinished(async () => void (await Promise.all(processes.map((one) => one.kill()))));
    const ports = (await Promise.all(processes.map((one) => one.ask('reserve', many)))).flat() as number[]; // by asked-process.js
    expect(new Set(ports).size).toBe(2 * many);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  test('can be listened on again and again', async () => {
    const port = await reservePort();
    for (let round = 0; round < 2; round += 1) {
      const server = net.createServer();
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve));
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
