import { minerErrors } from "@pha/api";
import type { Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import { askWorker } from "./ask-worker.ts";
import type { Broker } from "./broker.ts";
import { noteEnd } from "./note-end.ts";
import type { InTurn } from "./query-turns.ts";

/** So long an answer is waited for. */
const timeoutMs = 20_000;

/** A frame of a session, and the worker that granted it. */
export interface SessionFrame {
  readonly contract: Hex;
  readonly worker: Hex;
  readonly frame: Uint8Array;
}

/** Passes a frame to the one worker that has its session. */
export type AskFrame = (frame: SessionFrame, client: string) => Promise<Uint8Array>;

/**
 * Makes the way of frames. Nobody else could answer in a worker's place: where it is in doubt, who asked hears so at
 * once, and begins another session.
 *
 * @throws what the worker's enclave refuses with; `miner.UnknownSession` for one that is no member of the cluster;
 *   `gatekeeper.AnswerLost`, `gatekeeper.Overloaded`, `gatekeeper.UnknownContract`; what is wrong at this gatekeeper
 */
export function makeAskFrame({ bus, workers, health }: Broker, inTurn: InTurn): AskFrame {
  async function ask({ contract, worker: identity, frame }: SessionFrame): Promise<Uint8Array> {
    const cluster = await workers.clusterOf(contract);
    const worker = (await workers.membersOf(cluster)).find((member) => member.identity === identity);
    if (!worker) throw minerErrors.UnknownSession();
    const over = new AbortController();
    const asked = { type: "Frame", value: { contract, frame } } as const;
    const turn = health.begin(identity);
    const { ended, doubtful } = askWorker(bus, worker, asked, { timeoutMs, signal: over.signal });
    const end = await Promise.race([ended, doubtful.then(() => undefined)]);
    if (end) noteEnd(health, turn, end);
    else health.failed(turn);
    if (end?.type === "said") return end.value;
    over.abort();
    throw end?.type === "refused" ? end.error : errors.AnswerLost({ cluster }, end?.error);
  }
  return (frame, client) => inTurn(frame.contract, client, () => ask(frame));
}
