import type { CodedError } from "@pha/codec";
import type { Logger } from "@pha/service-kit/log";
import { Counter, Gauge, type Registry } from "@pha/service-kit/metrics";
import { type Backend, type State, states } from "./backends/backend.ts";

/** One function per event of a balancer's life: log line and metrics together. */
export interface Telemetry {
  changed(backend: Backend, before: State, reason: string): void;
  /** A name that could not be looked up; the addresses known before stay. */
  unresolved(host: string, reason: string): void;
  /** A request or connection is tried at another backend. */
  retried(backend: Backend, cause: Error): void;
  refused(error: CodedError): void;
}

interface Counts {
  readonly backends: () => readonly Backend[];
  readonly tunnels: () => number;
}

export function makeTelemetry(log: Logger, registry: Registry, { backends, tunnels }: Counts): Telemetry {
  const registers = [registry];
  new Gauge({
    name: "balancer_backends",
    help: "Chain replicas: ready, answering without being ready, silent, or down.",
    labelNames: ["state"],
    registers,
    collect() {
      for (const state of states) this.set({ state }, backends().filter((backend) => backend.state === state).length);
    },
  });
  new Gauge({
    name: "balancer_websockets",
    help: "WebSockets that are open.",
    registers,
    collect() {
      this.set(tunnels());
    },
  });
  const retries = new Counter({
    name: "balancer_retries_total",
    help: "Requests and connections tried at another chain replica.",
    registers,
  });
  const refusals = new Counter({
    name: "balancer_refusals_total",
    help: "Requests and connections for which there was no answer, by why.",
    labelNames: ["code"],
    registers,
  });
  return {
    changed({ address, state }, before, reason) {
      log[state === "ready" ? "info" : "warn"]({ address, state, before, reason }, "backend changed");
    },
    unresolved: (host, reason) => log.warn({ host, reason }, "backends cannot be looked up"),
    retried({ address }, cause) {
      retries.inc();
      log.debug({ address, reason: cause.message }, "trying another backend");
    },
    refused: ({ code }) => refusals.inc({ code }),
  };
}
