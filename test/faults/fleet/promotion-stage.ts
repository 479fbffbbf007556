/** An engine with a standby that is promoted again and again: who was deposed becomes, or makes room for, the next standby. */
import type { Target } from '@gemel/testbed';
import type { Place } from './engine-list.ts';

export interface PromotionStage extends Place {
  readonly name: string;
  /** Resolves when the standby has everything that was written until now. */
  catchUp(): Promise<void>;
  /** From here on the standby hears nothing more: what is written from now on is the tail that a promotion loses. */
  cutTail(): Promise<void>;
  killPrimary(): Promise<void>;
  /** Promotes the standby; resolves to where it is. A primary that was not killed goes on answering. */
  promote(): Promise<Target>;
  /** Ends or demotes the old primary; resolves when there is a standby again. */
  restore(): Promise<void>;
}
