/** The memory store with a switch that makes it answer like a store that has gone. */
import { GemelError } from '@gemel/protocol';
import { createMemoryStore } from 'gemel/stores/memory';
import type { SessionStore } from '../../src/index.ts';

export interface BreakableStore {
  readonly store: SessionStore;
  /** Runs `act` while every method named (all, by default) rejects; the feed's reads go on, so that the lease stands. */
  whileBroken<T>(act: () => Promise<T>, methods?: readonly (keyof SessionStore)[]): Promise<T>;
}

const breakable: readonly (keyof SessionStore)[] = [
  'insert',
  'find',
  'listBySubject',
  'replace',
  'touch',
  'subjectVersion',
  'raiseSubject',
  'endSubject',
];

export function createBreakableStore(): BreakableStore {
  let broken: readonly (keyof SessionStore)[] = [];
  const inner = createMemoryStore();
  const store = new Proxy(inner, {
    get: (target, name, receiver) =>
      broken.some((method) => method === name)
        ? () => Promise.reject(new GemelError('store_unavailable', 'broken by the test'))
        : Reflect.get(target, name, receiver),
  });
  return {
    store,
    async whileBroken(act, methods = breakable) {
      broken = methods;
      try {
        return await act();
      } finally {
        broken = [];
      }
    },
  };
}
