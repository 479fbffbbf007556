/** express-session's store where there is no Redis: the same calls, on the shared SQLite file. */
import session, { type SessionData } from 'express-session';
import type { KeyValue } from './key-value.ts';

type Done = (error?: unknown) => void;

const defaultLifetime = 86_400;

/** A class because express-session asks for one. */
export class KeyValueSessionStore extends session.Store {
  readonly #keyValue: KeyValue;

  constructor(keyValue: KeyValue) {
    super();
    this.#keyValue = keyValue;
  }

  override get(sid: string, done: (error: unknown, data?: SessionData | null) => void): void {
    void tell(async () => parse(await this.#keyValue.get(nameOf(sid))), done);
  }

  override set(sid: string, data: SessionData, done: Done = () => {}): void {
    void tell(() => this.#keyValue.set(nameOf(sid), JSON.stringify(data), lifetimeOf(data)), done);
  }

  override touch(sid: string, data: SessionData, done: Done = () => {}): void {
    void tell(() => this.#keyValue.touch(nameOf(sid), lifetimeOf(data)), done);
  }

  override destroy(sid: string, done: Done = () => {}): void {
    void tell(() => this.#keyValue.delete([nameOf(sid)]), done);
  }
}

/** As connect-redis spells it. */
function nameOf(sid: string): string {
  return `sess:${sid}`;
}

function lifetimeOf({ cookie }: SessionData): number {
  return (cookie.originalMaxAge ?? defaultLifetime * 1000) / 1000;
}

function parse(text: string | null): SessionData | null {
  return text === null ? null : (JSON.parse(text) as SessionData); // written by `set`
}

/** Calls back in a turn of its own, so that what a caller throws is not taken for a fault of the store. */
async function tell<T>(command: () => Promise<T>, done: (error: unknown, value?: T) => void): Promise<void> {
  try {
    const value = await command();
    setImmediate(() => done(null, value));
  } catch (error) {
    setImmediate(() => done(error));
  }
}
