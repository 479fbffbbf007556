/** A session store of Gemel, watched: counts the commands that pass, and can be cut. */
import { type FleetStore, GemelError, type KeyStore, type SessionStore } from 'gemel';
import { setTimeout } from 'node:timers/promises';

export interface WatchedSessionStore {
  readonly store: SessionStore;
  /** How many have been sent, for requests or by itself. */
  commands(): number;
  cut(isCut: boolean): void;
}

type Call = <T>(command: () => Promise<T>) => Promise<T>;

/** @param delayMs before each command that a request waits for: it stands for a network, which a file does not have. */
export function watchSessionStore(inner: SessionStore, delayMs: number): WatchedSessionStore {
  let count = 0;
  let isCut = false;
  const pass: Call = async (command) => {
    count++;
    if (isCut) throw new GemelError('store_unavailable');
    if (delayMs > 0) await setTimeout(delayMs);
    return command();
  };
  return {
    store: {
      nameSession: (subject, random) => inner.nameSession(subject, random),
      insert: (record, version) => pass(() => inner.insert(record, version)),
      find: (sid, covering) => pass(() => inner.find(sid, covering)),
      listBySubject: (subject) => pass(() => inner.listBySubject(subject)),
      list: (page) => pass(() => inner.list(page)),
      replace: (change) => pass(() => inner.replace(change)),
      subjectVersion: (subject) => pass(() => inner.subjectVersion(subject)),
      raiseSubject: (subject) => pass(() => inner.raiseSubject(subject)),
      raiseEveryone: () => pass(() => inner.raiseEveryone()),
      endSessions: (end) => pass(() => inner.endSessions(end)),
      endSubject: (end) => pass(() => inner.endSubject(end)),
      touch: (touches) => pass(() => inner.touch(touches)),
      deleteExpired: (keepFor) => pass(() => inner.deleteExpired(keepFor)),
      readLog: (after) => pass(() => inner.readLog(after)),
      waitForNews: (after, wait) => pass(() => inner.waitForNews(after, wait)),
      announce: (floors) => pass(() => inner.announce(floors)),
      raiseEpoch: () => pass(() => inner.raiseEpoch()),
      keys: watchKeyStore(inner.keys, pass),
      fleet: watchFleetStore(inner.fleet, pass),
      close: () => inner.close(),
    },
    commands: () => count,
    cut: (shallBeCut) => {
      isCut = shallBeCut;
    },
  };
}

function watchKeyStore(inner: KeyStore, count: Call): KeyStore {
  return {
    list: () => count(() => inner.list()),
    insert: (key) => count(() => inner.insert(key)),
    activate: (kid, activeFrom) => count(() => inner.activate(kid, activeFrom)),
    reseal: (kid, sealedKey, secretName) => count(() => inner.reseal(kid, sealedKey, secretName)),
    remove: (kid) => count(() => inner.remove(kid)),
    retire: (kid, receipt) => count(() => inner.retire(kid, receipt)),
  };
}

function watchFleetStore(inner: FleetStore, count: Call): FleetStore {
  return {
    register: (node, keepFor) => count(() => inner.register(node, keepFor)),
    unregister: (id) => count(() => inner.unregister(id)),
    list: () => count(() => inner.list()),
    setMaxStaleness: (maxStaleness) => count(() => inner.setMaxStaleness(maxStaleness)),
    settle: (epoch) => count(() => inner.settle(epoch)),
    confirm: (id, receipts, keepFor) => count(() => inner.confirm(id, receipts, keepFor)),
    confirmedBy: (receipt) => count(() => inner.confirmedBy(receipt)),
  };
}
