/** A map that holds a bounded number of entries and forgets those not used for longest, roughly, at the price of a map look-up. */

export interface BoundedMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  readonly size: number;
}

/**
 * Two generations: entries are written to the hot one; when it is full it becomes the cold one, whose entries move back
 * when they are used and are forgotten together otherwise. Holds at most `capacity` entries; a capacity below 2 holds none.
 */
export function createBoundedMap<Value>(capacity: number): BoundedMap<Value> {
  const hotCapacity = Math.floor(capacity / 2);
  let hot = new Map<string, Value>();
  let cold = new Map<string, Value>();

  const set = (key: string, value: Value): void => {
    if (hotCapacity === 0) return;
    if (hot.size >= hotCapacity && !hot.has(key)) {
      cold = hot;
      hot = new Map();
    }
    hot.set(key, value);
  };

  return {
    get(key) {
      const value = hot.get(key);
      if (value !== undefined) return value;
      const aged = cold.get(key);
      if (aged !== undefined) {
        cold.delete(key);
        set(key, aged);
      }
      return aged;
    },
    set(key, value) {
      cold.delete(key);
      set(key, value);
    },
    delete(key) {
      hot.delete(key);
      cold.delete(key);
    },
    get size() {
      return hot.size + cold.size;
    },
  };
}
