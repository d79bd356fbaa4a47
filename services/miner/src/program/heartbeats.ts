import { readState } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import type { Core } from "@pha/program-kit";
import { computation, signBare, timestamp } from "@pha/runtime/program";
import type { SpareWork } from "./spare-work.ts";

/** What this worker did for contracts since it started. */
export interface Served {
  readonly queries: bigint;
  readonly gas: bigint;
}

/** Ticks after which a worker that does not compute is measured anew: a day of the usual ones. */
const measuredFor = 7_200;
/** Rounds that a benchmark may begin with, as far as they are remembered here. */
const maxMarks = 8;

/** Has the ledger know how much this machine can do, and that it is there when it is asked. */
export class Heartbeats {
  readonly #core: Core;
  readonly #work: SpareWork;
  readonly #served: () => Served;
  /** Units done when a round was seen first. */
  readonly #marks = new Map<bigint, bigint>();
  /** The session that is worked for, and what had been done when it began and at the last answer. */
  #session: { readonly number: number; readonly units: bigint } | undefined;
  #told: Served = { queries: 0n, gas: 0n };

  constructor(core: Core, work: SpareWork, served: () => Served) {
    this.#core = core;
    this.#work = work;
    this.#served = served;
  }

  /** Signs what the finalized ledger asks for; what it takes no more is given up. */
  async tell(): Promise<void> {
    const { session, rounds, score, benchmarkTicks, tick } = await this.#read();
    const newest = rounds.at(-1);
    if (newest) this.#mark(newest.round);
    const { type } = session?.standing ?? {};
    const asked = type === "Idle" ? session?.due : type === "Unresponsive" ? newest?.round : undefined;
    const isMeasured = session !== undefined || (score !== undefined && tick - score.tick < measuredFor);
    const begun = rounds.find(
      ({ round, tick: from }) =>
        this.#marks.has(round) && round > (score?.round ?? 0n) && tick >= from + benchmarkTicks,
    );
    this.#work.want(!isMeasured || type === "Idle" || type === "Unresponsive");
    if (session && session.number !== this.#session?.number)
      this.#session = { number: session.number, units: this.#work.units };

    const beat = asked === undefined ? undefined : `beat/${asked}`;
    const bench = isMeasured || begun === undefined ? undefined : `bench/${begun.round}`;
    this.#core.outbox.drop(
      (purpose) => isOurs(purpose) && purpose !== beat && !(bench && purpose.startsWith("bench/")),
    );
    if (beat !== undefined && asked !== undefined) this.#answer(beat, asked);
    if (bench !== undefined && begun && this.#core.outbox.waiting("bench/") === 0) this.#report(bench, begun.round);
  }

  #read() {
    const { identity, view } = this.#core;
    return view.read((state, { timeMs }) => {
      const { sessions, rounds, scores, figures } = readState(computation, state);
      return {
        ...{ session: sessions.get(identity), rounds: rounds.get(), score: scores.get(identity) },
        benchmarkTicks: figures.get().benchmarkTicks,
        tick: tickAt(readState(timestamp, state).clock.get(), timeMs),
      };
    });
  }

  #mark(round: bigint): void {
    if (this.#marks.has(round)) return;
    this.#marks.set(round, this.#work.units);
    const [oldest] = this.#marks.keys();
    if (this.#marks.size > maxMarks && oldest !== undefined) this.#marks.delete(oldest);
  }

  #answer(purpose: string, round: bigint): void {
    if (this.#core.outbox.waiting(purpose) > 0) return;
    const served = this.#served();
    const args = {
      ...{ round, iterations: this.#work.units - (this.#session?.units ?? 0n) },
      ...{ queries: served.queries - this.#told.queries, gas: served.gas - this.#told.gas },
    };
    const isAdded = this.#core.outbox.add(purpose, (sequence) =>
      signBare(this.#core.bareSigner, computation, "heartbeat", args, sequence),
    );
    if (isAdded) this.#told = served;
  }

  #report(purpose: string, round: bigint): void {
    const args = { round, iterations: this.#work.units - (this.#marks.get(round) ?? 0n) };
    this.#core.outbox.add(purpose, (sequence) =>
      signBare(this.#core.bareSigner, computation, "report_benchmark", args, sequence),
    );
  }
}

const isOurs = (purpose: string): boolean => purpose.startsWith("beat/") || purpose.startsWith("bench/");
