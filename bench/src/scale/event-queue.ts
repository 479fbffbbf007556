/** What is to happen next in the simulated fleet: a heap of numbered events by time, in arrays of numbers, since there are millions. */

export interface EventQueue {
  /** @param subject the process, or whatever else the kind of event is about */
  add(atMs: number, kind: number, subject: number): void;
  /** Moves to the earliest event; of those at one time, to the one that was added first. Returns false where there is none. */
  next(): boolean;
  /** Of the event moved to. */
  readonly atMs: number;
  readonly kind: number;
  readonly subject: number;
}

export function createEventQueue(): EventQueue {
  let times = new Float64Array(1024);
  let orders = new Float64Array(1024);
  let kinds = new Uint8Array(1024);
  let subjects = new Int32Array(1024);
  let size = 0;
  let added = 0;
  const current = { atMs: 0, kind: 0, subject: 0 };

  function grow(): void {
    const copy = <T extends Float64Array | Uint8Array | Int32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    times = copy(times, new Float64Array(size * 2));
    orders = copy(orders, new Float64Array(size * 2));
    kinds = copy(kinds, new Uint8Array(size * 2));
    subjects = copy(subjects, new Int32Array(size * 2));
  }

  const isBefore = (atMs: number, order: number, place: number): boolean => {
    const other = times[place] ?? 0;
    return atMs < other || (atMs === other && order < (orders[place] ?? 0));
  };

  function put(place: number, from: number): void {
    times[place] = times[from] ?? 0;
    orders[place] = orders[from] ?? 0;
    kinds[place] = kinds[from] ?? 0;
    subjects[place] = subjects[from] ?? 0;
  }

  function sink(): void {
    const atMs = times[size] ?? 0;
    const order = orders[size] ?? 0;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && isBefore(times[child + 1] ?? 0, orders[child + 1] ?? 0, child)) child++;
      if (isBefore(atMs, order, child)) break;
      put(place, child);
      place = child;
    }
    put(place, size);
  }

  return {
    add(atMs, kind, subject) {
      if (size + 1 >= times.length) grow();
      const order = added++;
      let place = size++;
      while (place > 0) {
        const parent = (place - 1) >> 1;
        if (!isBefore(atMs, order, parent)) break;
        put(place, parent);
        place = parent;
      }
      times[place] = atMs;
      orders[place] = order;
      kinds[place] = kind;
      subjects[place] = subject;
    },
    next() {
      if (size === 0) return false;
      current.atMs = times[0] ?? 0;
      current.kind = kinds[0] ?? 0;
      current.subject = subjects[0] ?? 0;
      size--;
      if (size > 0) sink();
      return true;
    },
    get atMs() {
      return current.atMs;
    },
    get kind() {
      return current.kind;
    },
    get subject() {
      return current.subject;
    },
  };
}
