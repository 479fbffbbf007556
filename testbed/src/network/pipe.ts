/** One direction of one connection through the proxy. */
import type { Socket } from 'node:net';

export interface PipeParts {
  readonly from: Socket;
  readonly to: Socket;
  /** Milliseconds by which what arrives now is late. */
  readonly delayMs: () => number;
  /** Told of the bytes that were passed on. */
  readonly passed: (bytes: Buffer) => void;
}

export interface Pipe {
  /** Dropping is for good: a stream of which bytes are missing must never go on. */
  set(mode: 'pass' | 'hold' | 'drop'): void;
}

interface Waiting {
  /** Null for the end of the stream. */
  readonly bytes: Buffer | null;
  readonly dueMs: number;
}

/** Passes bytes on in order, each after its delay. */
export function createPipe({ from, to, delayMs, passed }: PipeParts): Pipe {
  let mode: 'pass' | 'hold' | 'drop' = 'pass';
  let queue: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  function accept(bytes: Buffer | null): void {
    if (mode === 'drop') return;
    queue.push({ bytes, dueMs: performance.now() + delayMs() });
    flush();
  }

  function flush(): void {
    clearTimeout(timer);
    if (mode !== 'pass') return;
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const leftMs = next.dueMs - performance.now();
      if (leftMs > 0) {
        timer = setTimeout(flush, Math.ceil(leftMs));
        return;
      }
      queue.shift();
      pass(next.bytes);
    }
  }

  function pass(bytes: Buffer | null): void {
    if (bytes === null) {
      to.end();
      return;
    }
    to.write(bytes);
    passed(bytes);
  }

  from.on('data', accept);
  from.on('end', () => accept(null));
  to.once('close', () => clearTimeout(timer));
  return {
    set(next) {
      if (mode === 'drop') return;
      mode = next;
      if (mode === 'drop') queue = [];
      flush();
    },
  };
}
