/** What the hook hands to `useSyncExternalStore`, whose contract asks for the same snapshot until something has changed. */
import { expect, test } from 'vitest';
import type { SessionState } from '../src/index.ts';
import { createUseSession } from '../src/react.ts';

test('the hook subscribes to the client, gives its state, and knows nobody on a server', () => {
  const state: SessionState = { status: 'signed-out', reason: 'none' };
  const listeners: (() => void)[] = [];
  const client = {
    get: () => state,
    subscribe: (listener: (state: SessionState) => void) => {
      listeners.push(() => listener(state));
      return () => void listeners.pop();
    },
  };
  const calls: unknown[] = [];
  const useSession = createUseSession(client, (subscribe, getSnapshot, getServerSnapshot) => {
    const stop = subscribe(() => calls.push('changed'));
    listeners.forEach((tell) => tell());
    stop();
    calls.push(getServerSnapshot?.(), getServerSnapshot?.() === getServerSnapshot?.());
    return getSnapshot();
  });
  expect(useSession()).toBe(state);
  expect(calls).toEqual(['changed', { status: 'unknown' }, true]);
  expect(listeners).toEqual([]);
});
