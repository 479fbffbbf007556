/** The streams that each session at the console has open: so many, and where one more is opened the oldest makes room. */
import type { EventStream } from './event-stream.ts';

export interface SessionStreams {
  /** Counts the stream until it is closed. One that makes room says `done`: that is no end of the session. */
  hold(sid: string, stream: EventStream): void;
}

/** Fewer than the six connections that a browser opens to a host under HTTP/1.1: something must be left for pages to come by. */
const mostOfSession = 4;

export function createSessionStreams(): SessionStreams {
  const bySession = new Map<string, Set<EventStream>>();
  return {
    hold(sid, stream) {
      const open = bySession.get(sid) ?? new Set();
      bySession.set(sid, open.add(stream));
      stream.onClose(() => {
        open.delete(stream);
        if (open.size === 0) bySession.delete(sid);
      });
      for (const oldest of [...open].slice(0, Math.max(0, open.size - mostOfSession))) {
        oldest.send('done', {});
        oldest.close();
      }
    },
  };
}
