import type { CodedError } from "@pha/codec";
import { errors } from "@pha/contract-engine/http";
import type { Logger } from "@pha/service-kit/log";
import { Counter, Gauge, type Registry } from "@pha/service-kit/metrics";
import type { TickReply } from "./protocol.ts";

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
  /** What contracts have had this worker run by now, since its program started. */
  ranTasks(counts: TickReply["tasks"]): void;
  /** The enclave told what it has done since its start, and what waits. */
  worked(told: Pick<TickReply, "work" | "lacking">): void;
}

export function makeTelemetry(log: Logger, registry: Registry): Telemetry {
  const connections = new Counter({
    name: "miner_connections_total",
    help: "Connections that contracts' queries wanted to servers, by what became of them.",
    labelNames: ["result"],
    registers: [registry],
  });
  const registers = [registry];
  const tasks = {
    ran: new Counter({
      name: "miner_task_runs_total",
      help: "Runs of contracts' tasks on this worker, those that failed too.",
      registers,
    }),
    failed: new Counter({
      name: "miner_task_failures_total",
      help: "Runs of tasks that failed: the contract threw, or exhausted a limit. Its owner's log says why.",
      registers,
    }),
    skipped: new Counter({
      name: "miner_tasks_skipped_total",
      help: "Times that a task was due here while it still ran from the time before, and was left out.",
      registers,
    }),
  };
  let seen: TickReply["tasks"] = { ran: 0, failed: 0, skipped: 0 };
  const work = {
    executed: new Counter({
      name: "miner_messages_executed_total",
      help: "Messages of the ledger that contracts have executed.",
      registers,
    }),
    resumed: new Counter({
      name: "miner_contracts_resumed_total",
      help: "Contracts that went on from a checkpoint on this machine.",
      registers,
    }),
    received: new Counter({
      name: "miner_contracts_received_total",
      help: "Contracts that went on from a checkpoint of another worker.",
      registers,
    }),
    kept: new Counter({
      name: "miner_checkpoints_total",
      help: "Checkpoints of contracts that were made on this machine.",
      registers,
    }),
    given: new Counter({
      name: "miner_checkpoints_given_total",
      help: "Checkpoints that other workers were given.",
      registers,
    }),
  };
  const lacking = new Gauge({
    name: "miner_contracts_lacking_keys",
    help: "Contracts that wait for keys: new ones, and those whose next key epoch has come.",
    registers,
  });
  let done: TickReply["work"] = { executed: 0n, resumed: 0, received: 0, kept: 0, given: 0 };
  return {
    connected() {
      connections.inc({ result: "made" });
    },
    notConnected(error) {
      const [, result = "not-made"] = results.find(([{ is }]) => is(error)) ?? [];
      connections.inc({ result });
      log.debug({ code: error.code, ...error.data }, "no connection for a contract");
    },
    ranTasks(counts) {
      for (const name of ["ran", "failed", "skipped"] as const) tasks[name].inc(counts[name] - seen[name]);
      if (counts.ran > seen.ran || counts.skipped > seen.skipped) log.debug(counts, "ran tasks of contracts");
      seen = counts;
    },
    worked(told) {
      for (const name of ["executed", "resumed", "received", "kept", "given"] as const)
        work[name].inc(Number(told.work[name]) - Number(done[name]));
      lacking.set(told.lacking);
      done = told.work;
    },
  };
}
