/** True time, and what happens in it: one event after the other, each with everything that it brings on before the next. */

export interface Scheduler {
  /** Milliseconds of true time, which no machine knows. */
  readonly nowMs: number;
  /** Runs at that time, after whatever was scheduled for it before. Returns a function that takes it back. */
  at(timeMs: number, run: () => void): () => void;
  /** Runs events until `endMs`, or until `mustStop` says so. */
  runUntil(endMs: number, mustStop: () => boolean): Promise<void>;
  /** How many events have run. */
  readonly count: number;
}

interface Event {
  readonly timeMs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

export function createScheduler(): Scheduler {
  const heap: Event[] = [];
  let nowMs = 0;
  let order = 0;
  let count = 0;

  return {
    get nowMs() {
      return nowMs;
    },
    get count() {
      return count;
    },
    at(timeMs, run) {
      const event: Event = { timeMs: Math.max(timeMs, nowMs), order: order++, run };
      push(heap, event);
      return () => {
        event.run = undefined;
      };
    },
    async runUntil(endMs, mustStop) {
      await settle();
      for (let next = heap[0]; next !== undefined && next.timeMs <= endMs && !mustStop(); next = heap[0]) {
        pop(heap);
        if (next.run === undefined) continue;
        nowMs = next.timeMs;
        count++;
        next.run();
        await settle();
      }
      nowMs = Math.max(nowMs, endMs);
    },
  };
}

/** Node.js runs the callbacks of `nextTick` that a microtask asked for when no microtask is left: then everything has had its turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

function isBefore(left: Event, right: Event): boolean {
  return left.timeMs < right.timeMs || (left.timeMs === right.timeMs && left.order < right.order);
}

function push(heap: Event[], event: Event): void {
  let index = heap.length;
  heap.push(event);
  while (index > 0) {
    const parent = (index - 1) >>> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(event, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    const right = heap[child + 1];
    let least = heap[child];
    if (least === undefined) break;
    if (right !== undefined && isBefore(right, least)) {
      child++;
      least = right;
    }
    if (!isBefore(least, last)) break;
    heap[index] = least;
    index = child;
  }
  heap[index] = last;
}
