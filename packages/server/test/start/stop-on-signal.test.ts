/** A process that was told to stop ends, whatever it still holds. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const path = fileURLToPath(new URL('../../dist/start/stop-on-signal.js', import.meta.url));
/** Holds on to a timer as others hold on to a connection whose other end is frozen. */
const program = `
  import { stopOnSignal } from ${JSON.stringify(path)};
  setInterval(() => undefined, 1000);
  const say = (facts, text) => console.log(text ?? facts);
  stopOnSignal(async () => undefined, { info: say, error: say });
  console.log('ready');`;

it('ends a moment after everything was stopped, where something would keep it', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said === 'ready\n') child.kill('SIGTERM');
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, said]).toEqual([0, 'ready\nstopping\nstopped\n']);
});
