/** A call over the network: the request may be lost or repeated, the answer may be lost, and the caller gives up some day. */
import type { Machine, Process } from './machine.ts';
import type { Network } from './network.ts';

export interface RemoteCall<T> {
  readonly network: Network;
  readonly caller: Process;
  readonly to: Machine;
  /** Does the work at the other end; undefined where nobody is there to answer. */
  readonly serve: () => Promise<T> | undefined;
  /** Milliseconds after which the caller gives up. */
  readonly patienceMs: number;
  /** What a caller that gives up, or is refused a connection, is told. */
  readonly fault: () => Error;
}

/** Resolves or rejects in the caller's process; never after it has crashed. */
export function callRemote<T>({ network, caller, to, serve, patienceMs, fault }: RemoteCall<T>): Promise<T> {
  const from = caller.machine.name;
  return new Promise<T>((resolve, reject) => {
    const answer = (settle: () => void): void => network.send(to.name, from, () => caller.enter(() => settleWith(settle)));
    const cancel = caller.machine.after(patienceMs, () => caller.enter(() => reject(fault())));
    network.send(from, to.name, () => to.whenRunning(work));

    function work(): void {
      const served = serve();
      if (served === undefined) return answer(() => reject(fault()));
      served.then(
        (value) => answer(() => resolve(value)),
        (error: unknown) => answer(() => reject(error instanceof Error ? error : new Error(String(error)))),
      );
    }

    function settleWith(settle: () => void): void {
      cancel();
      settle();
    }
  });
}
