/** A program that answers questions. */
import { answerParent, reservePorts, tellParent } from '@gemel/testbed';

answerParent({
  wallMs: () => Date.now(),
  monotonicNs: () => process.hrtime.bigint().toString(),
  echo: (facts) => facts,
  reserve: (count) => reservePorts(count),
  fail: () => {
    throw Object.assign(new Error('on purpose'), { code: 'purpose' });
  },
});
tellParent('ready', { pid: process.pid });
