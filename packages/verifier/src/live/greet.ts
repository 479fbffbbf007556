/** Opens a connection by the first message of a WebSocket: a browser can send no header with a handshake, and a token does not belong in a URL. */
import { GemelError, type Principal } from '@gemel/protocol';
import { closeAtEnd, closingFor, type SocketPart } from './close-at-end.ts';
import type { LiveConnection, LiveOptions } from './live-connection.ts';
import type { LiveSource } from './live-source.ts';
import { type OpenConnections, requestWith } from './open-connections.ts';

/** A socket that can be listened to. */
export interface GreetedSocket extends SocketPart {
  addEventListener(type: 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** How long a socket may be open without a word. */
const patienceMs = 5000;

/** Returns what takes a new socket: its first message is an access token, and the handler is called where that is accepted. */
export function greet<Whom extends Principal, Socket extends GreetedSocket>(
  { open }: Pick<OpenConnections<Whom>, 'open'>,
  { sleep }: Pick<LiveSource, 'sleep'>,
  handler: (socket: Socket, connection: LiveConnection<Whom>) => void,
  options: LiveOptions<Whom>,
): (socket: Socket) => Promise<void> {
  return async (socket) => {
    const gone = new AbortController();
    socket.addEventListener('close', () => gone.abort());
    try {
      const token = await firstMessage(socket, sleep, gone.signal);
      const connection = await open(requestWith(token), options);
      if (gone.signal.aborted) return connection.release();
      closeAtEnd(socket, connection);
      handler(socket, connection);
    } catch (error) {
      socket.close(...closingFor(error));
    }
  };
}

/** @throws GemelError (rejects) where there is none in time, or it is no text */
async function firstMessage(socket: GreetedSocket, sleep: LiveSource['sleep'], gone: AbortSignal): Promise<string> {
  const heard = new AbortController();
  const stop = (): void => heard.abort();
  gone.addEventListener('abort', stop);
  let text: unknown;
  const hear = ({ data }: { readonly data: unknown }): void => {
    text = data;
    stop();
  };
  socket.addEventListener('message', hear);
  await sleep(patienceMs, heard.signal);
  socket.removeEventListener('message', hear);
  gone.removeEventListener('abort', stop);
  if (typeof text !== 'string') throw new GemelError('authentication_required');
  return text;
}
