import { CodedError } from "@pha/codec";
import { errors } from "./errors.ts";
import type { Limits } from "./limits.ts";

/** QuickJS asks whether to go on once in so many loop turns and calls. */
const gasPerTick = 10_000;

/** Counts what one call uses, and keeps the first reason to end it: a contract cannot catch that one away. */
export class Meter {
  readonly #limits: Limits;
  readonly #deadlineMs: number;
  readonly #nowMs: () => number;
  #gas = 0;
  #failure: CodedError | undefined;

  /** `nowMs` is asked for queries only: a command's outcome must not depend on it. */
  constructor(limits: Limits, nowMs?: () => number) {
    this.#limits = limits;
    this.#nowMs = nowMs ?? (() => 0);
    this.#deadlineMs = this.#nowMs() + limits.wallMs;
  }

  get gas(): number {
    return Math.min(this.#gas, this.#limits.gas);
  }

  get failure(): CodedError | undefined {
    return this.#failure;
  }

  fail(error: CodedError): void {
    this.#failure ??= error;
  }

  charge(gas: number): void {
    if (gas >= 0) this.#gas += gas;
    else this.fail(errors.BadRequest()); // no gas is given back, and none is not a number
    if (this.#gas > this.#limits.gas) this.fail(errors.GasExhausted({ limit: this.#limits.gas }));
  }

  /** QuickJS's interrupt: whether the call must end here. */
  readonly tick = (): boolean => {
    this.charge(gasPerTick);
    if (this.#nowMs() > this.#deadlineMs) this.fail(errors.WallTimeExceeded({ limitMs: this.#limits.wallMs }));
    return this.#failure !== undefined;
  };

  /** Runs a host function's work: its coded error ends the whole call, and so does gas used up before. */
  guard<T>(work: () => T): T {
    if (this.#failure) throw this.#failure;
    try {
      return work();
    } catch (error) {
      if (error instanceof CodedError) this.fail(error);
      throw error;
    }
  }
}
