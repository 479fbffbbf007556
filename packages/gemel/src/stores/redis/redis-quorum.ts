/** Runs scripts and waits until replicas have what they wrote: on connections of its own, since a wait holds up all that comes after it. */
import { GemelError } from '@gemel/protocol';
import type { RedisDriver, RedisLine } from './redis-client.ts';
import { isScriptUnknown, movedTo, toRedisFault } from './redis-fault.ts';
import type { Changed } from './redis-engine.ts';
import { askOnce, type Question, type RedisScript } from './redis-script.ts';
import { createTimeLimit } from './time-limit.ts';

export interface RedisQuorum {
  /** Resolves to undefined, nothing done, where the master of these keys cannot be told; rejects where the outcome is unknown. */
  run(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<Changed | undefined>;
  close(): void;
}

export interface QuorumOptions {
  /** Replicas that must have a change. */
  readonly atLeast: number;
  /** Milliseconds that they are waited for. */
  readonly waitMs: number;
  /** Milliseconds after which a server that says nothing is given up. */
  readonly timeoutMs: number;
  readonly freshText: () => string;
}

interface Task {
  readonly script: RedisScript;
  readonly keys: readonly string[];
  readonly question: Question;
  readonly resolve: (changed: Changed | undefined) => void;
  readonly reject: (fault: GemelError) => void;
}

/** Tasks that share one wait: while replicas are waited for, others gather. */
const MOST_AT_ONCE = 200;

export function createRedisQuorum(driver: RedisDriver, options: QuorumOptions): RedisQuorum {
  const queues = new Map<string | undefined, Task[]>();
  const lines = new Map<string | undefined, RedisLine>();
  const busy = new Set<string | undefined>();
  /** By hash tag: where it was last found. */
  const masters = new Map<string, string>();
  let isClosed = false;

  async function lineTo(master: string | undefined): Promise<RedisLine> {
    const line = lines.get(master) ?? (await driver.openLine(master));
    lines.set(master, line);
    if (isClosed) drop(master);
    return line;
  }

  function drop(master: string | undefined): void {
    lines.get(master)?.close();
    lines.delete(master);
  }

  async function pump(master: string | undefined): Promise<void> {
    if (busy.has(master)) return;
    busy.add(master);
    for (;;) {
      const tasks = queues.get(master)?.splice(0, MOST_AT_ONCE) ?? [];
      if (tasks.length === 0) break;
      const limit = createTimeLimit(options.timeoutMs);
      try {
        await Promise.race([runBatch(master, tasks), limit.passed]);
      } catch (error) {
        drop(master);
        for (const task of tasks) task.reject(toRedisFault(error));
      }
      limit.stop();
    }
    busy.delete(master);
  }

  function enqueue(master: string | undefined, task: Task): void {
    const queue = queues.get(master);
    if (queue === undefined) queues.set(master, [task]);
    else queue.push(task);
    void pump(master);
  }

  /**
   * A heartbeat for each hash tag goes first, so that something is waited for even if a script had nothing to write. `CLIENT ID` is asked
   * before and after: where a client has reconnected and sent the rest again, WAIT has been about another connection.
   */
  async function runBatch(master: string | undefined, tasks: readonly Task[]): Promise<void> {
    const line = await lineTo(master);
    const before = line.send(['CLIENT', 'ID']);
    const tags = [...new Set(tasks.map(({ keys }) => tagOf(keys)))];
    const beats = tags.map((tag) => line.send(['SET', `${tag}:beat`, '']));
    const replies = tasks.map(({ script, keys, question }) =>
      line.send(['EVALSHA', script.digest, String(keys.length), ...keys, ...question.args]),
    );
    const waited = line.send(['WAIT', String(options.atLeast), String(options.waitMs)]);
    const after = line.send(['CLIENT', 'ID']);
    const [settled, beaten, [first, count, last]] = await Promise.all([
      Promise.allSettled(replies),
      Promise.allSettled(beats),
      Promise.allSettled([before, waited, after]),
    ]);
    const isOneConnection = first.status === 'fulfilled' && last.status === 'fulfilled' && String(first.value) === String(last.value);
    const isAcknowledged = count.status === 'fulfilled' && Number(count.value) >= options.atLeast;
    const written = new Set(tags.filter((_, index) => beaten[index]?.status === 'fulfilled'));
    if (!isOneConnection) drop(master);
    for (const [index, outcome] of settled.entries()) {
      const task = tasks[index];
      if (task === undefined) continue;
      if (outcome.status === 'fulfilled') {
        const isReplicated = isOneConnection && isAcknowledged && written.has(tagOf(task.keys));
        task.resolve({ reply: task.question.open(outcome.value), isReplicated });
      } else {
        await refused(line, master, task, outcome.reason);
      }
    }
  }

  /** What was refused before it ran is done in another way; of everything else the outcome is unknown. */
  async function refused(line: RedisLine, master: string | undefined, task: Task, error: unknown): Promise<void> {
    if (isScriptUnknown(error)) {
      await line.send(['SCRIPT', 'LOAD', task.script.text]);
      return enqueue(master, task);
    }
    const moved = movedTo(error);
    if (moved === undefined || !driver.isCluster) return task.reject(toRedisFault(error));
    masters.set(tagOf(task.keys), moved);
    if (moved !== master && driver.masters().includes(moved)) enqueue(moved, task);
    else task.resolve(undefined);
  }

  return {
    run(script, keys, args) {
      if (isClosed) return Promise.reject(new GemelError('store_unavailable', { reason: 'the store is closed' }));
      const known = masters.get(tagOf(keys));
      const all = driver.masters();
      const master = known !== undefined && all.includes(known) ? known : all[0];
      if (driver.isCluster && master === undefined) return Promise.resolve(undefined);
      const question = askOnce(options.freshText(), args);
      return new Promise((resolve, reject) => enqueue(master, { script, keys, question, resolve, reject }));
    },
    close() {
      isClosed = true;
      for (const master of [...lines.keys()]) drop(master);
    },
  };
}

/** All keys of a task have it. */
function tagOf(keys: readonly string[] | undefined): string {
  const first = keys?.[0] ?? '';
  return first.slice(0, first.indexOf('}') + 1);
}
