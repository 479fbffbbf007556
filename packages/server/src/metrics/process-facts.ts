/** What the process costs its machine, under the names that dashboards for Node.js know. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metric } from './exposition.ts';
import { counter, gauge } from './metric.ts';

export interface ProcessFacts {
  read(): readonly Metric[];
  stop(): void;
}

export function createProcessFacts(): ProcessFacts {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const startedAt = Date.now() / 1000 - process.uptime();
  return {
    read() {
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      const [p99, max] = [delay.percentile(99) / 1e9, delay.max / 1e9];
      delay.reset();
      return [
        gauge('process_start_time_seconds', 'When the process started, in seconds since 1970.', startedAt),
        counter('process_cpu_seconds_total', 'Seconds of processor time.', (user + system) / 1e6),
        gauge('process_resident_memory_bytes', 'Bytes of memory that the process holds.', rss),
        gauge('nodejs_heap_size_used_bytes', 'Bytes of JavaScript heap in use.', heapUsed),
        gauge('nodejs_eventloop_lag_p99_seconds', 'Delay of the event loop since the last scrape, 99th percentile.', p99),
        gauge('nodejs_eventloop_lag_max_seconds', 'Longest delay of the event loop since the last scrape.', max),
      ];
    },
    stop: () => void delay.disable(),
  };
}
