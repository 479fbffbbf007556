/** The text that Prometheus reads. */
import { expect, it } from 'vitest';
import { formatMetrics } from '../../src/metrics/exposition.ts';

it('writes help, type and samples, escapes labels, and leaves out what has no samples', () => {
  const text = formatMetrics([
    { name: 'a_total', type: 'counter', help: 'One\nline.', samples: [{ labels: { route: 'say "\\n"\n' }, value: 3 }] },
    { name: 'nothing', type: 'gauge', help: 'Absent.', samples: [] },
    { name: 'b', type: 'gauge', help: 'Three values.', samples: [{ value: 0.5 }, { value: Number.NaN }, { value: -Infinity }] },
  ]);
  expect(text).toBe(
    [
      '# HELP a_total One\\nline.',
      '# TYPE a_total counter',
      'a_total{route="say \\"\\\\n\\"\\n"} 3',
      '# HELP b Three values.',
      '# TYPE b gauge',
      'b 0.5',
      'b NaN',
      'b -Inf',
      '',
    ].join('\n'),
  );
});
