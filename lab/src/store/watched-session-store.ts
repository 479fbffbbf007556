/** A session store of Gemel, watched: counts the commands that pass, and can be cut. */
import { GemelError, type KeyStore, type SessionStore } from 'gemel';
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
      insert: (record, version) => forRequest(() => inner.insert(record, version)),
      find: (sid) => forRequest(() => inner.find(sid)),
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
      keys: watchKeyStore(inner.keys, byItself),
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
    retire: (kid) => count(() => inner.retire(kid)),
  };
}
