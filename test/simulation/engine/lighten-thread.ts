/** Makes a thread that only simulates cheaper: an `AbortController` without events and errors, errors without stacks, copies of plain data. */

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

/** For threads that do nothing else. */
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
  Object.assign(globalThis, { structuredClone: copyOf });
  Object.defineProperty(crypto, 'getRandomValues', { value: getRandomValues });
}

/** Of plain data, which is all that a memory store holds. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) copy[name] = copyOf(member);
  return copy;
}
