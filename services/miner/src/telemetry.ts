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
  /** The enclave told what it has done since its start, and what waits. */
  worked(told: Pick<TickReply, "work" | "tasks" | "lacking">): void;
}

export function makeTelemetry(log: Logger, registry: Registry): Telemetry {
  const connections = new Counter({
    name: "miner_connections_total",
    help: "Connections that contracts' queries wanted to servers, by what became of them.",
    labelNames: ["result"],
    registers: [registry],
  });
  const registers = [registry];
  const countTasks = counting({
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
  });
  const countWork = counting({
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
  });
  const lacking = new Gauge({
    name: "miner_contracts_lacking_keys",
    help: "Contracts that wait for keys: new ones, and those whose next key epoch has come.",
    registers,
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
    worked({ work, tasks, lacking: waiting }) {
      countWork(work);
      if (countTasks(tasks)) log.debug(tasks, "ran tasks of contracts");
      lacking.set(waiting);
    },
  };
}

/** Adds what is more than the time before, of what the enclave counts since its start. Tells whether anything was. */
function counting<Name extends string>(counters: Readonly<Record<Name, Counter>>) {
  const names = Object.keys(counters) as Name[];
  let seen: Partial<Record<Name, number | bigint>> = {};
  return (counts: Readonly<Record<Name, number | bigint>>): boolean => {
    const more = names.map((name) => ({ name, by: Number(counts[name]) - Number(seen[name] ?? 0) }));
    for (const { name, by } of more) counters[name].inc(by);
    seen = counts;
    return more.some(({ by }) => by > 0);
  };
}
