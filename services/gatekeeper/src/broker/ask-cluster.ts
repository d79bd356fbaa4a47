import { minerErrors, serviceErrors } from "@pha/api";
import type { CodedError, Hex } from "@pha/codec";
import type { Asked, WayToWorker } from "@pha/secret-channel/ask";
import type { Bus } from "@pha/service-kit/bus";
import { errors } from "../errors.ts";
import { askWorker, type Ended } from "./ask-worker.ts";
import type { Broker } from "./broker.ts";
import type { Health, Turn } from "./health.ts";
import { noteEnd } from "./note-end.ts";
import type { Worker } from "./workers.ts";

/** Workers that get the same request: it may be what silences them, and each of them opens it. */
const mostAsked = 4;

/** How a request is passed on. */
export interface AskOptions {
  readonly timeoutMs: number;
  /** Whether after this refusal another worker may answer the same request. */
  readonly mayRepeat: (refusal: CodedError) => boolean;
  /** Whom alone the request is for. */
  readonly worker?: Hex | undefined;
}

/**
 * Asks a worker of the contract's cluster, and others when it refuses, is lost, or cannot be heard for what others say.
 *
 * @returns what an enclave of the cluster proved to be its answer
 * @throws `gatekeeper.UnknownContract`; what a worker's enclave refuses with; `gatekeeper.NoWorker` when nobody serves;
 *   `gatekeeper.Overloaded`; `gatekeeper.AnswerLost`
 */
export type AskCluster = (asked: Asked, options: AskOptions) => Promise<Uint8Array>;

/** Whether a refusal is worth another try, of a request that does nothing but read. */
export const isUnavailable = ({ kind }: CodedError): boolean => kind === "unavailable";

/** Makes the way to workers. */
export function makeAskCluster({ bus, workers, health }: Broker): AskCluster {
  return async (asked, options) => {
    const cluster = await workers.clusterOf(asked.value.contract);
    const beganMs = performance.now();
    using round = new Round({ bus, health, asked, options });
    const answer = await round.ask(await workers.membersOf(cluster));
    if (answer) return answer;
    if (round.isFinal) return round.fail(cluster);
    // Sessions may have changed since the members were read.
    return (await round.ask(await workers.membersOf(cluster, beganMs))) ?? round.fail(cluster);
  };
}

interface RoundDeps {
  readonly bus: Bus;
  readonly health: Health;
  readonly asked: Asked;
  readonly options: AskOptions;
}

/** A worker that has the request. */
interface Open {
  readonly turn: Turn;
  readonly end: Promise<{ readonly open: Open; readonly ended: Ended }>;
  readonly doubt: Promise<undefined>;
  isDoubtful: boolean;
}

/** One request on its way to whoever answers it. */
class Round implements Disposable {
  readonly #deps: RoundDeps;
  readonly #tried = new Set<WayToWorker>();
  readonly #open = new Set<Open>();
  readonly #over = new AbortController();
  readonly #lost: unknown[] = [];
  /** Whether somebody was asked for whom the request is not: that silences nobody. */
  #isForOther = false;
  /** Whether one of the cluster may be meant. */
  #isForMember: boolean;
  #refusal: CodedError | undefined;
  /** Whether a worker has refused what no other one would answer. */
  isFinal = false;

  constructor(deps: RoundDeps) {
    this.#deps = deps;
    this.#isForMember = deps.options.worker === undefined;
  }

  /**
   * One worker, and another one whenever those that were asked have failed or are in doubt.
   *
   * @returns nothing when none of them answers
   */
  async ask(members: readonly Worker[]): Promise<Uint8Array | undefined> {
    const { worker } = this.#deps.options;
    const meant = worker === undefined ? members : members.filter(({ identity }) => identity === worker);
    this.#isForMember ||= meant.length > 0;
    for (;;) {
      const isWaiting = [...this.#open].some(({ isDoubtful }) => !isDoubtful);
      const next = isWaiting || this.isFinal ? undefined : this.#choose(meant);
      if (next) this.#begin(next);
      if (this.#open.size === 0) return undefined;
      const doubts = [...this.#open].filter(({ isDoubtful }) => !isDoubtful).map(({ doubt }) => doubt);
      const first = await Promise.race([...[...this.#open].map(({ end }) => end), ...doubts]);
      if (!first) continue;
      this.#open.delete(first.open);
      const answer = this.#take(first.open, first.ended);
      if (answer) return answer;
    }
  }

  /** @throws what is to be said when nobody answered */
  fail(cluster: number): never {
    if (this.#refusal) throw this.#refusal;
    const overload = this.#lost.find((error) => serviceErrors.BusOverloaded.is(error));
    if (overload) throw errors.Overloaded({ retryAfterSeconds: 1 }, overload);
    const unheard = this.#lost.find((error) => !serviceErrors.BusNoResponders.is(error));
    if (unheard) throw errors.AnswerLost({ cluster }, unheard);
    if (this.#lost.length === 0 && (this.#isForOther || !this.#isForMember)) throw minerErrors.OtherWorker();
    throw errors.NoWorker({ cluster }, this.#lost[0]);
  }

  [Symbol.dispose](): void {
    const { health } = this.#deps;
    this.#over.abort();
    for (const { turn, isDoubtful } of this.#open) isDoubtful ? health.failed(turn) : health.end(turn);
  }

  #choose(members: readonly Worker[]): Worker | undefined {
    if (this.#tried.size >= mostAsked) return undefined;
    return this.#deps.health.choose(members.filter(({ way }) => !this.#tried.has(way)));
  }

  #begin(worker: Worker): void {
    const { bus, health, asked, options } = this.#deps;
    this.#tried.add(worker.way);
    const { timeoutMs } = options;
    const { ended, doubtful } = askWorker(bus, worker, asked, { timeoutMs, signal: this.#over.signal });
    const open: Open = {
      turn: health.begin(worker.identity),
      end: ended.then((ended) => ({ open, ended })),
      doubt: doubtful.then(() => {
        open.isDoubtful = true;
        return undefined;
      }),
      isDoubtful: false,
    };
    this.#open.add(open);
  }

  #take({ turn }: Open, ended: Ended): Uint8Array | undefined {
    const { health, options } = this.#deps;
    noteEnd(health, turn, ended);
    if (ended.type === "said") return ended.value;
    if (ended.type === "lost") {
      this.#lost.push(ended.error);
      return undefined;
    }
    const { error } = ended;
    this.isFinal ||= !options.mayRepeat(error);
    if (minerErrors.OtherWorker.is(error)) this.#isForOther = true;
    else if (this.isFinal) this.#refusal = error;
    else this.#refusal ??= error;
    return undefined;
  }
}
