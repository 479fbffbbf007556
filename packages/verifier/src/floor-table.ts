/** The floors of a view, held in few bytes each: a map to slots of three numbers. */
import type { Seconds, SessionRevocation } from '@gemel/protocol';

export interface FloorTable {
  readonly size: number;
  /** The lowest acceptable generation; 0 where nothing is held. */
  floorOf(sid: string): number;
  /** Raises a floor, and how long it is kept; never lowers either. Returns whether the floor rose. */
  raise(entry: SessionRevocation, appliedMs: number): boolean;
  /** Looks at the next `steps` floors in turn and drops those that are over. */
  sweep(steps: number, isOver: (until: Seconds, appliedMs: number) => boolean): void;
  list(): readonly SessionRevocation[];
}

const slotsPerChunk = 1024;
const numbersPerSlot = 3;

export function createFloorTable(): FloorTable {
  const slots = new Map<string, number>();
  const chunks: Float64Array[] = [];
  const freeSlots: number[] = [];
  let cursor = slots.entries();

  const chunkOf = (slot: number): Float64Array => chunks[Math.floor(slot / slotsPerChunk)] ?? addChunk();
  const offsetOf = (slot: number): number => (slot % slotsPerChunk) * numbersPerSlot;
  const generationIn = (chunk: Float64Array, offset: number): number => chunk[offset] ?? 0;

  function addChunk(): Float64Array {
    const chunk = new Float64Array(slotsPerChunk * numbersPerSlot);
    chunks.push(chunk);
    return chunk;
  }

  function write(slot: number, generation: number, until: Seconds, appliedMs: number): void {
    const chunk = chunkOf(slot);
    const offset = offsetOf(slot);
    chunk[offset] = generation;
    chunk[offset + 1] = until;
    chunk[offset + 2] = appliedMs;
  }

  return {
    get size() {
      return slots.size;
    },

    floorOf(sid) {
      const slot = slots.get(sid);
      return slot === undefined ? 0 : generationIn(chunkOf(slot), offsetOf(slot));
    },

    raise({ sid, generation, until }, appliedMs) {
      const slot = slots.get(sid);
      if (slot === undefined) {
        const fresh = freeSlots.pop() ?? slots.size;
        slots.set(sid, fresh);
        write(fresh, generation, until, appliedMs);
        return true;
      }
      const chunk = chunkOf(slot);
      const offset = offsetOf(slot);
      const heldGeneration = generationIn(chunk, offset);
      const heldUntil = chunk[offset + 1] ?? 0;
      if (generation <= heldGeneration && until <= heldUntil) return false;
      write(slot, Math.max(generation, heldGeneration), Math.max(until, heldUntil), appliedMs);
      return generation > heldGeneration;
    },

    sweep(steps, isOver) {
      for (let step = 0; step < steps; step++) {
        const next = cursor.next();
        if (next.done) {
          cursor = slots.entries();
          return;
        }
        const [sid, slot] = next.value;
        const chunk = chunkOf(slot);
        const offset = offsetOf(slot);
        if (!isOver(chunk[offset + 1] ?? 0, chunk[offset + 2] ?? 0)) continue;
        slots.delete(sid);
        freeSlots.push(slot);
      }
    },

    list() {
      return Array.from(slots, ([sid, slot]): SessionRevocation => {
        const chunk = chunkOf(slot);
        const offset = offsetOf(slot);
        return { kind: 'session', sid, generation: generationIn(chunk, offset), until: chunk[offset + 1] ?? 0 };
      });
    },
  };
}
