/** `AbortController` at a twentieth of its price: the real one builds an event and an error for each of the many waits that end early. */

type Listener = () => void;

/** As much of an `AbortSignal` as the product uses. */
function createLightSignal(): { signal: object; abort: () => void } {
  let listeners: Listener[] = [];
  const signal = {
    aborted: false,
    addEventListener(_type: 'abort', listener: Listener): void {
      listeners.push(listener);
    },
    removeEventListener(_type: 'abort', listener: Listener): void {
      listeners = listeners.filter((one) => one !== listener);
    },
  };
  return {
    signal,
    abort() {
      if (signal.aborted) return;
      signal.aborted = true;
      const called = listeners;
      listeners = [];
      for (const listener of called) listener();
    },
  };
}

/** Makes this thread's errors and abort controllers cheap; for threads that do nothing but simulate. */
export function lightenThread(): void {
  Error.stackTraceLimit = 0;
  function LightAbortController(): { signal: object; abort: () => void } {
    return createLightSignal();
  }
  Object.assign(globalThis, { AbortController: LightAbortController });
  // Nonces and names of epochs: nothing but their being different matters.
  let filled = 0;
  const getRandomValues = (bytes: Uint8Array): Uint8Array => {
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, filled++);
    return bytes;
  };
  Object.defineProperty(crypto, 'getRandomValues', { value: getRandomValues });
}
