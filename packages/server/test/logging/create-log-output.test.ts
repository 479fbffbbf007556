/** A log that cannot be written costs lines, never the process. */
import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { createLogOutput } from '../../src/logging/create-log-output.ts';

/** A stream that fails for as long as it is full, as Node.js has it: the write is told, and then whoever listens. */
function aStream(): { readonly written: string[]; isFull: boolean; readonly stream: Parameters<typeof createLogOutput>[0] } {
  const written: string[] = [];
  const events = new EventEmitter();
  const state = { written, isFull: false };
  const write = (text: string, done: (error?: Error | null) => void): boolean => {
    const error = state.isFull ? new Error('ENOSPC') : null;
    if (error === null) written.push(text);
    done(error);
    if (error !== null) events.emit('error', error);
    return true;
  };
  const stream = Object.assign(events, { write }) as unknown as Parameters<typeof createLogOutput>[0]; // as much of one as is used
  return Object.assign(state, { stream });
}

it('goes on where a line cannot be written, and says how many are gone once one is', () => {
  const target = aStream();
  const told: number[] = [];
  const write = createLogOutput(target.stream, (lost) => {
    told.push(lost);
    write(`${lost} lost\n`);
  });
  write('first\n');
  target.isFull = true;
  write('second\n');
  write('third\n');
  expect(told).toEqual([]);
  target.isFull = false;
  write('fourth\n');
  write('fifth\n');
  expect(told).toEqual([2]);
  expect(target.written).toEqual(['first\n', 'fourth\n', '2 lost\n', 'fifth\n']);
});
