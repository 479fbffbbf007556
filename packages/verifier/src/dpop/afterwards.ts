/** One step after another, where each may or may not have to be awaited: on Node.js none has, and a request is answered at once. */

/** Returns what `step` makes of a value, at once where the value is there at once. */
export function afterwards<Value, Next>(value: Value | Promise<Value>, step: (value: Value) => Next | Promise<Next>): Next | Promise<Next> {
  return value instanceof Promise ? value.then(step) : step(value);
}
