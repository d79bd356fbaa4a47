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

/** Has the ledger know how much this machine can do, and that it is there when it is asked. */
export class Heartbeats {
  readonly #core: Core;
  readonly #work: SpareWork;
  readonly #served: () => Served;
  /** Units done when a round was seen first, of rounds that a benchmark may have begun with. */
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
    const known = rounds.map(({ round }) => round);
    const newest = known.at(-1);
    this.#mark(known);
    const { type } = session?.standing ?? {};
    const asked = type === "Idle" ? session?.due : type === "Unresponsive" ? newest : undefined;
    const isMeasured = session !== undefined || (score !== undefined && tick - score.tick < measuredFor);
    const open = isMeasured ? [] : rounds.filter(({ round }) => round > (score?.round ?? 0n));
    const begun = open.find(({ round, tick: from }) => this.#marks.has(round) && tick >= from + benchmarkTicks);
    this.#work.want(!isMeasured || type === "Idle" || type === "Unresponsive");
    if (session && session.number !== this.#session?.number)
      this.#session = { number: session.number, units: this.#work.units };

    const beat = asked === undefined ? undefined : `beat/${asked}`;
    const wanted = [beat, ...open.map(({ round }) => benchOf(round))];
    this.#core.outbox.drop((purpose) => isOurs(purpose) && !wanted.includes(purpose));
    if (beat !== undefined && asked !== undefined) this.#answer(beat, asked);
    if (begun && this.#core.outbox.waiting("bench/") === 0) this.#report(begun.round);
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

  /** Marks the newest of the rounds that the ledger knows, and forgets what it knows no more. */
  #mark(known: readonly bigint[]): void {
    for (const round of this.#marks.keys()) if (!known.includes(round)) this.#marks.delete(round);
    const newest = known.at(-1);
    if (newest !== undefined && !this.#marks.has(newest)) this.#marks.set(newest, this.#work.units);
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

  #report(round: bigint): void {
    const args = { round, iterations: this.#work.units - (this.#marks.get(round) ?? 0n) };
    this.#core.outbox.add(benchOf(round), (sequence) =>
      signBare(this.#core.bareSigner, computation, "report_benchmark", args, sequence),
    );
  }
}

const benchOf = (round: bigint): string => `bench/${round}`;

const isOurs = (purpose: string): boolean => purpose.startsWith("beat/") || purpose.startsWith("bench/");
