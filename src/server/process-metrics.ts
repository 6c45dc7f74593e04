import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';

/**
 * What every process tells of itself, under the names that dashboards know; read when it is asked for. Prom-client's own
 * collection cannot be ended: its observers would outlive the server. Gives the end of this one.
 */
export function measureProcess(registry: Registry): () => void {
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({ name, help, registers, collect: measure });
    function measure(this: Gauge): void {
      this.set(read());
    }
  };
  gauge('process_start_time_seconds', 'When the process started, in seconds since 1970.', () =>
    Math.round(Date.now() / 1000 - process.uptime()),
  );
  gauge('process_resident_memory_bytes', 'Memory that the process holds.', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_used_bytes', 'Memory that the heap uses.', () => process.memoryUsage().heapUsed);
  gauge('nodejs_external_memory_bytes', 'Memory outside the heap.', () => process.memoryUsage().external);
  if (process.platform === 'linux') {
    gauge('process_open_fds', 'Open files and connections.', () => readdirSync('/proc/self/fd').length);
  }
  gauge(
    'nodejs_eventloop_lag_p99_seconds',
    'How late the event loop was since it was last asked, 99th percentile.',
    () => toSeconds(loop.percentile(99)),
  );
  gauge('nodejs_eventloop_lag_max_seconds', 'How late the event loop was at most since it was last asked.', () => {
    const most = toSeconds(loop.max);
    loop.reset();
    return most;
  });
  let told = 0;
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the process.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      const seconds = (user + system) / 1e6;
      this.inc(seconds - told);
      told = seconds;
    },
  });
  return () => loop.disable();
}

/** Nothing was measured yet where a figure is no number. */
function toSeconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0;
}
