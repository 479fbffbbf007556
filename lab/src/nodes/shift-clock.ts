/** Lets this process's wall clock run ahead or behind, as on a machine whose clock is wrong. */

/** Replaces `Date` of this process; returns what sets by how many seconds it is wrong. */
export function createShiftedClock(): (seconds: number) => void {
  const Real = Date;
  let shiftMs = 0;
  class ShiftedDate extends Real {
    constructor(...given: readonly []) {
      if (given.length === 0) super(Real.now() + shiftMs);
      else super(...(given as unknown as readonly [number]));
    }

    static override now(): number {
      return Real.now() + shiftMs;
    }
  }
  Reflect.set(globalThis, 'Date', ShiftedDate);
  return (seconds) => {
    shiftMs = seconds * 1000;
  };
}
