/** A session store of Gemel, watched: counts the commands that pass, and can be cut. */
import { type FleetStore, GemelError, type KeyStore, type SessionStore } from 'gemel';
import type { StoreCommands } from '../scheme.ts';

export interface WatchedSessionStore {
  readonly store: SessionStore;
  commands(): StoreCommands;
  cut(isCut: boolean): void;
}

type Call = <T>(command: () => Promise<T>) => Promise<T>;

export function watchSessionStore(inner: SessionStore): WatchedSessionStore {
  let asked = 0;
  let background = 0;
  let isCut = false;
  const pass: Call = async (command) => {
    if (isCut) throw new GemelError('store_unavailable');
    return command();
  };
  const forRequest: Call = (command) => {
    asked++;
    return pass(command);
  };
  const byItself: Call = (command) => {
    background++;
    return pass(command);
  };
  return {
    store: {
      nameSession: (subject, random) => inner.nameSession(subject, random),
      insert: (record, version) => forRequest(() => inner.insert(record, version)),
      find: (sid, covering) => forRequest(() => inner.find(sid, covering)),
      listBySubject: (subject) => forRequest(() => inner.listBySubject(subject)),
      replace: (change) => forRequest(() => inner.replace(change)),
      subjectVersion: (subject) => forRequest(() => inner.subjectVersion(subject)),
      raiseSubject: (subject) => forRequest(() => inner.raiseSubject(subject)),
      endSubject: (end) => forRequest(() => inner.endSubject(end)),
      touch: (touches) => byItself(() => inner.touch(touches)),
      deleteExpired: (keepFor) => byItself(() => inner.deleteExpired(keepFor)),
      readLog: (after) => byItself(() => inner.readLog(after)),
      waitForNews: (after, wait) => byItself(() => inner.waitForNews(after, wait)),
      announce: (floors) => byItself(() => inner.announce(floors)),
      raiseEpoch: () => byItself(() => inner.raiseEpoch()),
      keys: watchKeyStore(inner.keys, byItself),
      fleet: watchFleetStore(inner.fleet, byItself),
      close: () => inner.close(),
    },
    commands: () => ({ asked, background }),
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
