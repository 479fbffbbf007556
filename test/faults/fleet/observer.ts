/** Who presents the credentials and notes what becomes of them: each process itself or, where its clocks lie, this one. */
import { setImmediate } from 'node:timers/promises';
import type { Note, Report } from './judge-traffic.ts';
import type { Fleet, Watcher } from './start-fleet.ts';
import type { WatchedSession } from './watched-session.ts';

export interface Observer {
  watch(sessions: readonly WatchedSession[]): Promise<void>;
  /** By the name of the watcher. */
  reports(): Promise<Readonly<Record<string, Report>>>;
  /** Presents these no more, and forgets what was noted about them. */
  forget(sids: readonly string[]): Promise<void>;
  /** Presents nothing any more. */
  stop(): Promise<void>;
}

/** What was noted about these sessions alone. */
export function pickReports(
  reports: Readonly<Record<string, Report>>,
  sessions: readonly { readonly sid: string }[],
): Readonly<Record<string, Report>> {
  const wanted = new Set(sessions.map(({ sid }) => sid));
  const pick = (report: Report): Report => Object.fromEntries(Object.entries(report).filter(([sid]) => wanted.has(sid)));
  return Object.fromEntries(Object.entries(reports).map(([watcher, report]) => [watcher, pick(report)]));
}

/** Each process keeps its own notes, by the monotonic clock that all of them share. */
export function observeInside({ watchers }: Fleet): Observer {
  return {
    async watch(sessions) {
      await Promise.all(watchers.map(({ process }) => process.ask('watch', sessions)));
    },
    async reports() {
      const reports = watchers.map(async ({ name, process }) => [name, (await process.ask('report')) as Report] as const); // by watch-sessions.js
      return Object.fromEntries(await Promise.all(reports));
    },
    async forget(sids) {
      await Promise.all(watchers.map(({ process }) => process.ask('unwatch', sids)));
    },
    async stop() {
      await Promise.all(watchers.map(({ process }) => process.ask('unwatch')));
    },
  };
}

interface MutableNote extends Note {
  accepted: number;
  lastAcceptedMs: number | null;
  last: string | null;
  readonly refused: Record<string, number>;
  readonly faults: Record<string, number>;
}

/** This process asks the others for each check, and takes the instant before it asked: never later than when the check began. */
export function observeOutside({ watchers }: Fleet): Observer {
  const sessions: WatchedSession[] = [];
  const notes = new Map<string, Record<string, Record<string, MutableNote>>>();
  let isStopped = false;

  async function observe({ name, process }: Watcher): Promise<void> {
    while (!isStopped) {
      for (const session of sessions) {
        for (const [credential, note] of Object.entries(notes.get(name)?.[session.sid] ?? {}))
          await present(process, session, credential, note);
      }
      await setImmediate();
    }
  }

  return {
    async watch(more) {
      sessions.push(...more);
      for (const { name } of watchers) {
        const credentials = name === 'verifier' ? ['bearer'] : ['bearer', 'cookie'];
        const entries = sessions.map(
          ({ sid }) => [sid, Object.fromEntries(credentials.map((credential) => [credential, newNote()]))] as const,
        );
        notes.set(name, Object.fromEntries(entries));
      }
      for (const watcher of watchers) void observe(watcher).catch(() => undefined);
    },
    reports: async () => Object.fromEntries(notes),
    async forget(sids) {
      for (const sid of sids) sessions.splice(0, sessions.length, ...sessions.filter((session) => session.sid !== sid));
    },
    async stop() {
      isStopped = true;
    },
  };
}

function newNote(): MutableNote {
  return { accepted: 0, lastAcceptedMs: null, last: null, refused: {}, faults: {} };
}

async function present(process: Watcher['process'], session: WatchedSession, credential: string, note: MutableNote): Promise<void> {
  const startedMs = Number(globalThis.process.hrtime.bigint()) / 1e6;
  try {
    await process.ask('check', { session, credential });
    note.accepted += 1;
    note.lastAcceptedMs = startedMs;
    note.last = 'accepted';
  } catch (error) {
    const code = String(Reflect.get(Object(error), 'code'));
    const kind = code.startsWith('session_') || code.startsWith('token_') ? 'refused' : 'faults';
    note[kind][code] = (note[kind][code] ?? 0) + 1;
    note.last = code;
  }
}
