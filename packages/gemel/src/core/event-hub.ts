/** Tells listeners what happened; a listener that throws harms nobody but itself. */
import { toGemelError } from '@gemel/protocol';
import type { GemelEvents } from './gemel.ts';

export interface EventHub {
  on<Name extends keyof GemelEvents>(event: Name, listener: (detail: GemelEvents[Name]) => void): () => void;
  emit<Name extends keyof GemelEvents>(event: Name, detail: GemelEvents[Name]): void;
}

type Listeners = { [Name in keyof GemelEvents]?: Set<(detail: GemelEvents[Name]) => void> };

export function createEventHub(): EventHub {
  const listeners: Listeners = {};

  const listenersOf = <Name extends keyof GemelEvents>(event: Name): Set<(detail: GemelEvents[Name]) => void> => {
    const known: Set<(detail: GemelEvents[Name]) => void> | undefined = listeners[event];
    if (known !== undefined) return known;
    const fresh = new Set<(detail: GemelEvents[Name]) => void>();
    Object.assign(listeners, { [event]: fresh });
    return fresh;
  };

  const emit: EventHub['emit'] = (event, detail) => {
    for (const listener of listenersOf(event)) {
      try {
        listener(detail);
      } catch (error) {
        if (event !== 'fault') emit('fault', { error: toGemelError(error), during: `listener of ${event}` });
      }
    }
  };

  return {
    on(event, listener) {
      const known = listenersOf(event);
      known.add(listener);
      return () => void known.delete(listener);
    },
    emit,
  };
}
