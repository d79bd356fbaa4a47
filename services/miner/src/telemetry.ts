import type { CodedError } from "@pha/codec";
import { errors } from "@pha/contract-engine/http";
import type { Logger } from "@pha/service-kit/log";
import { Counter, type Registry } from "@pha/service-kit/metrics";

/** What became of a connection that a contract's query wanted. */
const results = [
  [errors.UnknownHost, "unknown-host"],
  [errors.AddressRefused, "refused-address"],
] as const;

/** One function per event of a miner's host: log line and metrics together. */
export interface Telemetry {
  /** A connection to a server was made. */
  connected(): void;
  /** None was. */
  notConnected(error: CodedError): void;
}

export function makeTelemetry(log: Logger, registry: Registry): Telemetry {
  const connections = new Counter({
    name: "miner_connections_total",
    help: "Connections that contracts' queries wanted to servers, by what became of them.",
    labelNames: ["result"],
    registers: [registry],
  });
  return {
    connected() {
      connections.inc({ result: "made" });
    },
    notConnected(error) {
      const [, result = "not-made"] = results.find(([{ is }]) => is(error)) ?? [];
      connections.inc({ result });
      log.debug({ code: error.code, ...error.data }, "no connection for a contract");
    },
  };
}
