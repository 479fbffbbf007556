/** A sign-out that the issuer is still to hear of. */
import type { Issuer } from './issuer.ts';

export interface Departure {
  /** Whether there is one. */
  isPending(): boolean;
  /** Notes that a session is to be ended: for this page, and for those that come after it where its `sid` is known. */
  begin(sid: string | undefined): void;
  /** Tells the issuer; returns at once where there is nothing to tell. @throws where the issuer does not answer */
  tell(): Promise<void>;
}

/**
 * The issuer is told of the session by name, so that one begun since is left alone. The `sid` is no secret, and lies in the browser's storage
 * only until it has been told; the cookie, which no script can take away, opens the session until then.
 */
export function createDeparture(name: string, call: Issuer['call']): Departure {
  let held: string | undefined;

  /** A page may be kept from the storage; then memory has to do. */
  const attempt = (act: () => string | null | undefined | void): string | undefined => {
    try {
      return act() ?? undefined;
    } catch {
      return undefined;
    }
  };
  const pending = (): string | undefined => attempt(() => localStorage.getItem(name)) ?? held;

  return {
    isPending: () => pending() !== undefined,
    begin(sid) {
      held = sid ?? '';
      if (sid !== undefined) attempt(() => localStorage.setItem(name, sid));
    },
    async tell() {
      const sid = pending();
      if (sid === undefined) return;
      // Ended before, or not to be ended by this cookie, or not without a proof of who is there: there is no more to say.
      const init = { keepalive: true, method: sid === '' ? 'POST' : 'DELETE' };
      await call(sid === '' ? '/auth/sign-out' : `/auth/sessions/${sid}`, init, [401, 404]);
      if (held === sid) held = undefined;
      attempt(() => localStorage.removeItem(name));
    },
  };
}
