/** express-session's view of the shared store. */
import session, { type SessionData } from 'express-session';
import type { StoreClient } from './store-client.ts';

type Done = (error?: unknown) => void;

/** A class because express-session asks for one. */
export class ExpressSessionStore extends session.Store {
  readonly #client: StoreClient;

  constructor(client: StoreClient) {
    super();
    this.#client = client;
  }

  override get(sid: string, done: (error: unknown, data?: SessionData | null) => void): void {
    void tell(async () => parse(await this.#client.get(sid)), done);
  }

  override set(sid: string, data: SessionData, done: Done = () => {}): void {
    void tell(() => this.#client.set(sid, JSON.stringify(data)), done);
  }

  override touch(sid: string, _data: SessionData, done: Done = () => {}): void {
    void tell(() => this.#client.touch(sid), done);
  }

  override destroy(sid: string, done: Done = () => {}): void {
    void tell(() => this.#client.delete(sid), done);
  }
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
