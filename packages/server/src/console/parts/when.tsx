/** A time: how long ago, and exactly when to whoever points at it or has a machine read it. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Seconds } from '@gemel/protocol';
import { machineTime } from '../../pages/machine-time.ts';
import type { ConsoleCall } from '../console-context.ts';

export interface WhenProps {
  readonly call: Pick<ConsoleCall, 'texts' | 'now'>;
  readonly at: Seconds;
  /** To the second, in UTC, in place of "5 minutes ago". */
  readonly isExact?: boolean;
}

export function When({ call: { texts, now }, at, isExact }: WhenProps): JSX.Element {
  const { date, relative } = texts.times;
  return (
    <time datetime={machineTime(at)} title={date(at)}>
      {isExact === true ? machineTime(at).slice(0, 19).replace('T', ' ') : relative(isNow(at, now) ? now : at, now)}
    </time>
  );
}

/** What has just been written may be newer than the time that the page was begun with. */
function isNow(at: Seconds, now: Seconds): boolean {
  return at > now && at - now < 5;
}
