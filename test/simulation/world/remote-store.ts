/** The store as a node has it: every call goes over the network and may come to nothing. */
import type { KeyStore, StoredKey } from '../../../packages/gemel/src/core/ports/key-store.ts';
import type { SessionStore } from '../../../packages/gemel/src/core/ports/session-store.ts';
import type { Process } from '../engine/machine.ts';
import type { Network } from '../engine/network.ts';
import { callRemote } from '../engine/remote-call.ts';
import { type StoreCluster, storeFault } from './store-cluster.ts';

export interface RemoteStoreParts {
  readonly process: Process;
  readonly network: Network;
  readonly cluster: StoreCluster;
  /** Milliseconds after which a call is given up. */
  readonly patienceMs: number;
  /** Told of every list of keys that was read. */
  readonly onKeys: (keys: readonly StoredKey[]) => void;
}

export function createRemoteStore({ process, network, cluster, patienceMs, onKeys }: RemoteStoreParts): SessionStore {
  const send = <T>(name: string, args: readonly unknown[], isWrite: boolean, run: (store: SessionStore) => Promise<T>): Promise<T> => {
    const reachedAt = cluster.failovers;
    return callRemote({
      network,
      caller: process,
      to: cluster.machine,
      // What was under way to a primary that has been replaced is lost.
      serve: () => (cluster.failovers === reachedAt ? cluster.execute({ name, args, isWrite, run }) : undefined),
      patienceMs,
      fault: storeFault,
    });
  };
  let epoch: string | undefined;
  const read = <T>(name: string, run: (store: SessionStore) => Promise<T>): Promise<T> => send(name, [], false, run);
  const write = <T>(name: string, args: readonly unknown[], run: (store: SessionStore) => Promise<T>): Promise<T> =>
    send(name, args, true, run);

  /** As LISTEN and NOTIFY do it: a message that may come late or not at all, and a wait that ends by itself. */
  const waitForNews = async (waitMs: number, signal: AbortSignal | undefined): Promise<void> => {
    const waiting = new AbortController();
    const wake = (): void => waiting.abort();
    signal?.addEventListener('abort', wake);
    const forget = cluster.listen(() => network.send(cluster.machine.name, process.machine.name, () => process.enter(wake)));
    if (signal?.aborted === true) wake();
    await process.sleep(waitMs, waiting.signal);
    forget();
    signal?.removeEventListener('abort', wake);
  };

  const keys: KeyStore = {
    async list() {
      const listed = await read('keys.list', (store) => store.keys.list());
      onKeys(listed.value);
      return listed;
    },
    insert: (key) => write('keys.insert', [key], (store) => store.keys.insert(key)),
    activate: (kid, activeFrom) => write('keys.activate', [kid], (store) => store.keys.activate(kid, activeFrom)),
    reseal: (kid, sealedKey, secretName) => write('keys.reseal', [kid], (store) => store.keys.reseal(kid, sealedKey, secretName)),
    remove: (kid) => write('keys.remove', [kid], (store) => store.keys.remove(kid)),
    retire: (kid, receipt) => write('keys.retire', [kid], (store) => store.keys.retire(kid, receipt)),
  };

  return {
    nameSession: (subject, random) => cluster.primary.nameSession(subject, random),
    insert: (record, version) => write('insert', [record], (store) => store.insert(record, version)),
    find: (sid, covering) => read('find', (store) => store.find(sid, covering)),
    listBySubject: (subject) => read('listBySubject', (store) => store.listBySubject(subject)),
    list: (page) => read('list', (store) => store.list(page)),
    replace: (change) => write('replace', [change], (store) => store.replace(change)),
    touch: (touches) => write('touch', [touches], (store) => store.touch(touches)),
    subjectVersion: (subject) => read('subjectVersion', (store) => store.subjectVersion(subject)),
    raiseSubject: (subject) => write('raiseSubject', [subject], (store) => store.raiseSubject(subject)),
    raiseEveryone: () => write('raiseEveryone', [], (store) => store.raiseEveryone()),
    endSessions: (end) => write('endSessions', [end], (store) => store.endSessions(end)),
    endSubject: (end) => write('endSubject', [end], (store) => store.endSubject(end)),
    deleteExpired: (keepFor) => write('deleteExpired', [keepFor], (store) => store.deleteExpired(keepFor)),
    async readLog(after) {
      const page = await read('readLog', (store) => store.readLog(after));
      if (page.value.epoch !== epoch) cluster.noteEpochSeen();
      ({ epoch } = page.value);
      return page;
    },
    waitForNews: (_after, { waitMs, signal }) => waitForNews(waitMs, signal),
    announce: (floors) => write('announce', [floors], (store) => store.announce(floors)),
    raiseEpoch: () => write('raiseEpoch', [], (store) => store.raiseEpoch()),
    keys,
    fleet: {
      register: (node, keepFor) => write('fleet.register', [node], (store) => store.fleet.register(node, keepFor)),
      unregister: (id) => write('fleet.unregister', [id], (store) => store.fleet.unregister(id)),
      list: () => read('fleet.list', (store) => store.fleet.list()),
      setMaxStaleness: (seconds) => write('fleet.setMaxStaleness', [seconds], (store) => store.fleet.setMaxStaleness(seconds)),
      settle: (epoch) => write('fleet.settle', [epoch], (store) => store.fleet.settle(epoch)),
      confirm: (id, receipts, keepFor) => write('fleet.confirm', [receipts], (store) => store.fleet.confirm(id, receipts, keepFor)),
      confirmedBy: (receipt) => read('fleet.confirmedBy', (store) => store.fleet.confirmedBy(receipt)),
    },
    close: () => Promise.resolve(),
  };
}
