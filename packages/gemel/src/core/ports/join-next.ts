/** One read at a time, shared by those who ask before it is sent. */

/**
 * Returns a function that resolves as a read does that was sent after the call: what is under way was sent before it and proves nothing, so
 * whoever comes meanwhile joins the next. However many ask, the engine answers one.
 */
export function createJoinNext<T>(send: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  let next: Promise<T> | undefined;

  function begin(): Promise<T> {
    next = undefined;
    const reading = send().finally(() => {
      if (current === reading) current = undefined;
    });
    current = reading;
    return reading;
  }

  return () => {
    if (current === undefined) return begin();
    next ??= current.then(begin, begin);
    return next;
  };
}
