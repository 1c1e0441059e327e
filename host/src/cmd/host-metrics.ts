// The figures of a host for Prometheus: process, services, calls, periodic tasks, drivers and HTTP.
import type { HttpFigures } from "../api/http-server.ts";
import type { Metric, Sample } from "../api/metrics.ts";
import type { DriverStatus } from "../driver/driver-types.ts";
import { BOUNDS_MS } from "../rpc/method-figures.ts";
import type { Service } from "../service/service.ts";
import type { Core } from "./core.ts";

export interface MetricParts {
  readonly core: Core;
  readonly version: string;
  readonly common: { readonly host: string };
  readonly services: () => readonly Service[];
}

export async function hostMetrics(
  { core, version, common, services }: MetricParts,
  http: HttpFigures,
): Promise<readonly Metric[]> {
  const own = services();
  const tasks = own.flatMap(({ topic, tasks: repeated }) =>
    (repeated?.status() ?? []).map((task) => ({ labels: { topic, task: task.name }, task })),
  );
  const views = await core.group.listServices();
  const byTask = (value: (task: (typeof tasks)[number]["task"]) => number): readonly Sample[] =>
    tasks.map(({ labels, task }) => ({ labels, value: value(task) }));
  return [
    gauge("holdfast_info", "The host and its version.", [{ labels: { host: common.host, version }, value: 1 }]),
    gauge("holdfast_memory_resident_bytes", "Memory of the process.", [{ value: process.memoryUsage.rss() }]),
    gauge("holdfast_event_loop_lag_seconds", "How long the event loop stood still before the last heartbeat.", [
      { value: core.heartbeat.status().loopLagMs / 1000 },
    ]),
    gauge(
      "holdfast_service_state",
      "Services by the state they are judged to be in.",
      views.map(({ topic, host, state }) => ({ labels: { topic, host, state }, value: 1 })),
    ),
    gauge(
      "holdfast_rpc_in_flight",
      "Calls that services of this host work on.",
      own.map((service) => ({ labels: { topic: service.topic }, value: service.inFlight().length })),
    ),
    ...methodMetrics(own),
    counter(
      "holdfast_task_runs_total",
      "Runs of periodic tasks.",
      byTask(({ runs }) => runs),
    ),
    counter(
      "holdfast_task_failures_total",
      "Runs that failed.",
      byTask(({ failures }) => failures),
    ),
    counter(
      "holdfast_task_missed_total",
      "Runs that did not begin when due.",
      byTask(({ missed }) => missed),
    ),
    gauge(
      "holdfast_driver_serving",
      "Whether a driver serves: 1, or 0.",
      core.supervisor.list().map(({ kind, name, state }) => ({
        labels: { kind, driver: name },
        value: state === "serving" ? 1 : 0,
      })),
    ),
    ...driverMetrics(core.supervisor.list()),
    gauge("holdfast_http_in_flight", "HTTP requests that are worked on.", [{ value: http.inFlight }]),
    counter(
      "holdfast_http_responses_total",
      "HTTP answers by status.",
      Object.entries(http.answered).map(([status, value]) => ({ labels: { status }, value })),
    ),
  ];
}

/** How long calls of each method took, and what those answered that failed. A method has figures from its first call on. */
function methodMetrics(services: readonly Service[]): readonly Metric[] {
  const figures = services.flatMap((service) =>
    service.figures().map((figure) => ({ labels: { topic: service.topic, method: figure.method }, figure })),
  );
  return [
    {
      name: "holdfast_rpc_seconds",
      help: "Time that calls took, by method.",
      type: "histogram",
      samples: figures.flatMap(({ labels, figure: { calls, totalMs, within } }): readonly Sample[] => [
        ...within.map((value, index) => {
          const le = String((BOUNDS_MS[index] ?? 0) / 1000);
          return { suffix: "_bucket", labels: { ...labels, le }, value };
        }),
        { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: calls },
        { suffix: "_sum", labels, value: totalMs / 1000 },
        { suffix: "_count", labels, value: calls },
      ]),
    },
    counter(
      "holdfast_rpc_errors_total",
      "Calls that answered an error, by its code.",
      figures.flatMap(({ labels, figure }) =>
        Object.entries(figure.errors).map(([code, value]) => ({ labels: { ...labels, code }, value })),
      ),
    ),
  ];
}

/** What drivers did and used, each under its name. */
function driverMetrics(drivers: readonly DriverStatus[]): readonly Metric[] {
  const each = (value: (driver: DriverStatus) => number): readonly Sample[] =>
    drivers.map((driver) => ({ labels: { kind: driver.kind, driver: driver.name }, value: value(driver) }));
  return [
    counter(
      "holdfast_driver_calls_total",
      "Calls of a driver.",
      each(({ calls }) => calls),
    ),
    counter(
      "holdfast_driver_faults_total",
      "Instances lost through its own doing.",
      each(({ faults }) => faults),
    ),
    counter(
      "holdfast_driver_seconds_total",
      "Time that its guests had a thread.",
      each(({ account }) => account.guestMs / 1000),
    ),
    counter(
      "holdfast_driver_fuel_total",
      "Fuel that its code spent.",
      each(({ account }) => account.fuel),
    ),
    counter(
      "holdfast_driver_host_calls_total",
      "Calls of host functions.",
      each(({ account }) => account.hostCalls),
    ),
    counter(
      "holdfast_driver_input_bytes_total",
      "Bytes given to it.",
      each(({ account }) => account.bytesIn),
    ),
    counter(
      "holdfast_driver_output_bytes_total",
      "Bytes that it answered.",
      each(({ account }) => account.bytesOut),
    ),
    gauge(
      "holdfast_driver_memory_peak_bytes",
      "The largest memory of an instance.",
      each(({ account }) => account.memoryBytesPeak),
    ),
  ];
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  type: "gauge",
  samples,
});
const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  type: "counter",
  samples,
});
