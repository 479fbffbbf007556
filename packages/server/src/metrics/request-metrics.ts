/** What `/metrics` says of requests, and of the version that answered them. */
import type { Metric } from './exposition.ts';
import { counter, gauge } from './metric.ts';
import type { RequestCounts } from './request-counts.ts';

export function requestMetrics(requests: RequestCounts, version: string): readonly Metric[] {
  return [
    counter('gemel_http_requests_total', 'Requests answered, by route and status.', requests.answered.samples()),
    counter('gemel_http_request_seconds_total', 'Seconds spent on them, by route.', requests.seconds()),
    { ...gauge('gemel_build_info', 'The version that runs.', 1), samples: [{ labels: { version }, value: 1 }] },
  ];
}
