import { type Env, type Execution, type Hook, type IdleHook, NotLoaded, type Weight } from "@pha/frame";
import { addWeights, type Machine } from "./machine.ts";

const nothing: Weight = { ref_time: 0n, proof_size: 0n };

/** Runs pallets' hooks in the order of pallets. One that throws is undone and reported, and the block goes on. */
export class HookRunner {
  readonly #machine: Machine;
  readonly #execution: Execution;
  readonly #bugs: unknown[];

  constructor(machine: Machine, execution: Execution, bugs: unknown[]) {
    this.#machine = machine;
    this.#execution = execution;
    this.#bugs = bugs;
  }

  /** Sum of the weights of all `begin` and `end` hooks in this block. */
  reserved(): Weight {
    return [...this.#hooks("begin"), ...this.#hooks("end")]
      .map(({ hook, env }) => this.#weightOf(hook, env))
      .reduce(addWeights, nothing);
  }

  run(when: "begin" | "end"): void {
    for (const { hook, env } of this.#hooks(when)) this.#attempt(() => hook.run(env));
  }

  /** Each pallet gets what those before it left, and no more than it has a use for. */
  idle(left: Weight): void {
    let rest = left;
    for (const implementation of this.#machine.implementations.values()) {
      const { idle } = implementation.hooks;
      if (!idle) continue;
      const env = this.#execution.envOf(implementation);
      const given = least(rest, this.#weightOf(idle, env));
      if (given.ref_time === 0n) continue;
      const used = this.#attempt(() => idle.run(env, given)) ?? given;
      rest = subtract(rest, least(used, given));
    }
  }

  #hooks(when: "begin" | "end"): { readonly hook: Hook; readonly env: Env }[] {
    return [...this.#machine.implementations.values()].flatMap((implementation) => {
      const hook = implementation.hooks[when];
      return hook ? [{ hook, env: this.#execution.envOf(implementation) }] : [];
    });
  }

  #weightOf({ weight }: Hook | IdleHook, env: Env): Weight {
    if (typeof weight !== "function") return weight;
    return this.#attempt(() => weight(env)) ?? nothing;
  }

  #attempt<T>(work: () => T): T | undefined {
    try {
      return this.#execution.transaction(work);
    } catch (error) {
      if (error instanceof NotLoaded) throw error;
      this.#bugs.push(error);
      return undefined;
    }
  }
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const least = (a: Weight, b: Weight): Weight => ({
  ref_time: min(a.ref_time, b.ref_time),
  proof_size: min(a.proof_size, b.proof_size),
});
const subtract = (a: Weight, b: Weight): Weight => ({
  ref_time: a.ref_time - b.ref_time,
  proof_size: a.proof_size - b.proof_size,
});
