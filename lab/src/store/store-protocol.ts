/** What is said between a node and the shared store. */
import type { Holdings } from '../scheme.ts';

export interface StoreQuestion {
  readonly id: number;
  readonly command: 'get' | 'set' | 'touch' | 'delete' | 'measure';
  readonly key?: string;
  readonly value?: string;
}

export interface StoreReply {
  readonly id: number;
  readonly value: string | null;
  readonly holdings?: Holdings;
}
