import type { Hex } from "@pha/codec";
import type { Outcome, Program } from "./call.ts";
import { errors } from "./errors.ts";
import { trapFailure } from "./failure.ts";
import { type Instance, newInstance } from "./instance.ts";
import { StateMirror } from "./mirror.ts";
import { decodeJob, encodeEnd, type Job } from "./protocol.ts";
import { runCall } from "./run-call.ts";
import type { ThreadPort } from "./thread.ts";

/** State of a contract that a thread keeps between calls. */
interface Kept {
  readonly program: Program;
  readonly state: StateMirror;
}

/**
 * Loop of an engine thread: takes a call, answers with its outcome, takes the next, until it is ended. It holds code
 * and state of contracts, and no key. Beyond plain JavaScript it needs `WebAssembly`, `TextEncoder`, `TextDecoder`.
 */
export function serveEngine(port: ThreadPort): void {
  const first = newInstance();
  first.catch(() => {}); // Each call waits for it and reports it.
  const contracts = new Map<Hex, Kept>();
  let reusable: Instance | undefined;

  const run = async (job: Job): Promise<Outcome> => {
    const { call, limits } = job;
    const { program, state } = keep(contracts, job);
    const isQuery = call.kind === "query";
    await first; // Held, and not run: it keeps QuickJS compiled.
    const used = (isQuery ? reusable : undefined) ?? (await newInstance());
    const { outcome, clean } = runCall(used, {
      code: program.code,
      call,
      state,
      limits,
      monotonicMs: port.monotonicMs,
    });
    if (isQuery) reusable = clean ? used : undefined;
    return outcome;
  };

  port.onMessage((message) => {
    const job = decodeJob(message);
    run(job)
      .catch((error): Outcome => ({ ok: false, error: trapFailure(error), gas: 0, logs: [] }))
      .then((outcome) => port.post(encodeEnd({ id: job.id, outcome })));
  });
}

/** Brings what the thread keeps to where the job needs it. */
function keep(contracts: Map<Hex, Kept>, { contract, program: sent, sync, forget }: Job): Kept {
  for (const other of forget) contracts.delete(other);
  const kept = contracts.get(contract);
  const program = sent ?? kept?.program;
  const state = sync.full ? new StateMirror() : kept?.state;
  if (program === undefined || state === undefined)
    throw errors.EngineLost({ reason: "the thread lacks the contract" });
  state.apply(sync.changes);
  const now = { program, state };
  contracts.set(contract, now);
  return now;
}
