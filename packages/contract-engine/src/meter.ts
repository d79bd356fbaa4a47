import type { CodedError } from "@pha/codec";
import { errors } from "./errors.ts";
import type { Limits } from "./limits.ts";
import type { Machine } from "./quickjs/machine.ts";

/** What one call may use and has used, and why it ends before its time: a contract cannot catch that away. */
export class Meter {
  readonly #machine: Machine;
  readonly #limits: Limits;
  #failure: CodedError | undefined;

  constructor(machine: Machine, limits: Limits) {
    this.#machine = machine;
    this.#limits = limits;
  }

  /** Gas spent. */
  get gas(): number {
    return this.#limits.gas - Math.max(0, this.#machine.gas);
  }

  get failure(): CodedError | undefined {
    return this.#failure;
  }

  /** Ends the call: the guest runs no further. */
  fail(error: CodedError): void {
    this.#failure ??= error;
    this.#machine.halt();
  }

  /**
   * Takes gas for what the host does.
   *
   * @throws `GasExhausted`
   */
  charge(gas: number): void {
    if (!(gas >= 0)) throw errors.BadRequest(); // no gas is given back, and none is not a number
    this.#machine.spend(gas);
    if (this.#machine.gas < 0) throw errors.GasExhausted({ limit: this.#limits.gas });
  }
}
