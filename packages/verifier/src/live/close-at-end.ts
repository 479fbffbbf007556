/** Closes a WebSocket when its session ends, and lets go of the connection when the socket is closed. */
import { problemFrom, toGemelError } from '@gemel/protocol';
import type { LiveConnection } from './live-connection.ts';

/** Fits the sockets of `ws` and of runtimes that bring their own. */
export interface SocketPart {
  close(code: number, reason: string): void;
  addEventListener(type: 'close', listener: () => void): void;
  /** Of `ws`, which hands on what arrives until the other side has answered. */
  removeAllListeners?(type: 'message'): unknown;
}

/** Why a socket is closed, by numbers that every implementation takes. @see IANA, WebSocket Close Code Number Registry */
export const closeCodes = {
  /** As 401: sign in, or get another token. Registered. */
  unauthorized: 3000,
  /** As 403: whoever comes again will be refused again. Registered. */
  forbidden: 3003,
  /** As 503: come again in a moment. For private use. */
  unavailable: 4503,
} as const;

/** Returns the code and the reason that a socket is closed with; they say no more than an answer to a request would. */
export function closingFor(reason: unknown): readonly [code: number, reason: string] {
  const { status, body } = problemFrom(toGemelError(reason));
  if (status >= 500) return [closeCodes.unavailable, body.code];
  return [status === 403 ? closeCodes.forbidden : closeCodes.unauthorized, body.code];
}

/** Ties a socket to a connection: whichever ends first ends the other. Nothing that arrives after the end is handed on. */
export function closeAtEnd(socket: SocketPart, { ended, release }: Pick<LiveConnection, 'ended' | 'release'>): void {
  const close = (): void => {
    socket.removeAllListeners?.('message');
    socket.close(...closingFor(ended.reason));
  };
  socket.addEventListener('close', () => {
    ended.removeEventListener('abort', close);
    release();
  });
  if (ended.aborted) close();
  else ended.addEventListener('abort', close);
}
