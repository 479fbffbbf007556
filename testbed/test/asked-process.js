/** A program that answers questions. */
import { answerParent, tellParent } from '@gemel/testbed';

answerParent({
  wallMs: () => Date.now(),
  monotonicNs: () => process.hrtime.bigint().toString(),
  echo: (facts) => facts,
  fail: () => {
    throw Object.assign(new Error('on purpose'), { code: 'purpose' });
  },
});
tellParent('ready', { pid: process.pid });
