/** A network between a client and a server that a test can make slow, deaf, half-open or broken. */
import net, { type AddressInfo, type Socket } from 'node:net';
import { createPipe, type Pipe } from './pipe.ts';

export interface Target {
  readonly port: number;
  /** The loopback address by default. */
  readonly host?: string;
}

export type Direction = 'toServer' | 'toClient';

export interface TcpProxy {
  readonly port: number;
  /** Bytes that were passed on. */
  readonly bytes: Readonly<Record<Direction, number>>;
  /** How many connections are open. */
  connections(): number;
  /** Every byte from now on arrives so many milliseconds later. */
  delay(ms: Partial<Record<Direction, number>>): void;
  /** Bytes wait, and arrive in order after `resume()`: a network that is silent for a while. */
  hold(direction?: Direction): void;
  /** Bytes are lost. The connections that are open now, or are opened before `resume()`, stay open and never carry a byte again: half-open. */
  drop(direction?: Direction): void;
  /** Ends every connection with a reset, and each new one as soon as it is opened. */
  refuse(): void;
  /** Ends every connection with a reset; new ones work. */
  cut(): void;
  /** What was held arrives, new connections work, nothing is delayed; half-open ones stay as they are. */
  resume(): void;
  /** New connections lead there. */
  setTarget(target: Target): void;
  stop(): Promise<void>;
}

interface Connection {
  readonly client: Socket;
  readonly pipes: Readonly<Record<Direction, Pipe>>;
}

const directions: readonly Direction[] = ['toServer', 'toClient'];

/**
 * Listens on a free port of the loopback address.
 *
 * @param watch called for each connection; what it returns sees the bytes that go to the server.
 */
export async function createTcpProxy(first: Target, watch?: () => (bytes: Buffer) => void): Promise<TcpProxy> {
  let target = first;
  let isRefusing = false;
  let mode: Partial<Record<Direction, 'hold' | 'drop'>> = {};
  let delayMs: Partial<Record<Direction, number>> = {};
  const bytes = { toServer: 0, toClient: 0 };
  const open = new Set<Connection>();

  const server = net.createServer({ noDelay: true }, (client) => {
    client.on('error', () => undefined);
    if (isRefusing) client.resetAndDestroy();
    else connect(client);
  });

  function connect(client: Socket): void {
    const upstream = net.connect({ host: '127.0.0.1', noDelay: true, ...target });
    upstream.on('error', () => {
      // A client behind a silent network does not hear of it either.
      if (mode.toClient === undefined) client.resetAndDestroy();
    });
    const watching = { toServer: watch?.(), toClient: undefined };
    const pipe = (direction: Direction, from: Socket, to: Socket): Pipe => {
      const passed = (passedOn: Buffer): void => {
        bytes[direction] += passedOn.length;
        watching[direction]?.(passedOn);
      };
      return createPipe({ from, to, delayMs: () => delayMs[direction] ?? 0, passed });
    };
    const connection = { client, pipes: { toServer: pipe('toServer', client, upstream), toClient: pipe('toClient', upstream, client) } };
    open.add(connection);
    client.once('close', () => {
      open.delete(connection);
      upstream.destroy();
    });
    apply(connection);
  }

  function apply({ pipes }: Connection): void {
    for (const direction of directions) pipes[direction].set(mode[direction] ?? 'pass');
  }

  function become(next: 'hold' | 'drop', direction: Direction | undefined): void {
    for (const one of direction === undefined ? directions : [direction]) mode = { ...mode, [one]: next };
    for (const connection of open) apply(connection);
  }

  function cut(): void {
    for (const { client } of open) client.resetAndDestroy();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port, // a TCP server's address is one
    bytes,
    connections: () => open.size,
    delay: (ms) => {
      delayMs = ms;
    },
    hold: (direction) => become('hold', direction),
    drop: (direction) => become('drop', direction),
    refuse() {
      isRefusing = true;
      cut();
    },
    cut,
    resume() {
      isRefusing = false;
      delayMs = {};
      mode = {};
      for (const connection of open) apply(connection);
    },
    setTarget: (next) => {
      target = next;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
