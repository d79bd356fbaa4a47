import type { Hex } from "@pha/codec";
import type { Program } from "./call.ts";
import { Engine } from "./engine.ts";
import { errors } from "./errors.ts";
import { isUndecided } from "./failure.ts";
import { StateMirror } from "./mirror.ts";
import { isPause, type Leg } from "./pause.ts";
import { decodeJob, encodeEnd, type Job, ready } from "./protocol.ts";
import { compileEngine } from "./quickjs/compile.ts";
import type { ThreadPort } from "./thread.ts";

/** State of a contract that a thread keeps between calls. */
interface Kept {
  readonly program: Program;
  readonly state: StateMirror;
}

/**
 * Loop of an engine thread: takes a call, answers with how far it came, takes the next, until it is ended. It holds code
 * and state of contracts, and no key. Beyond plain JavaScript it needs `WebAssembly`, `TextEncoder`, `TextDecoder`.
 *
 * @param compiled - The engine's module, where another thread has compiled it.
 */
export function serveEngine(port: ThreadPort, compiled: WebAssembly.Module = compileEngine()): void {
  const contracts = new Map<Hex, Kept>();
  let engine = new Engine(compiled);

  const run = (job: Job): Leg => {
    const { call, limits, resume } = job;
    const { program, state } = keep(contracts, job);
    const leg = engine.run({ program, call, state, limits, resume });
    if (!isPause(leg) && isUndecided(leg)) engine = new Engine(compiled);
    return leg;
  };

  port.onMessage((message) => {
    const job = decodeJob(message);
    port.post(encodeEnd({ id: job.id, leg: run(job) }));
  });
  port.post(ready);
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
