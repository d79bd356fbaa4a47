import type { Env, Execution, Hook, IdleHook, Weight } from "@pha/frame";
import type { Machine } from "./machine.ts";
import { addWeights, leastWeight, noWeight, subtractWeights } from "./weights.ts";

/** Runs pallets' hooks in the order of pallets. One that throws is undone and reported, and the block goes on. */
export class HookRunner {
  readonly #machine: Machine;
  readonly #execution: Execution;

  constructor(machine: Machine, execution: Execution) {
    this.#machine = machine;
    this.#execution = execution;
  }

  /** Sum of the weights of all `begin` and `end` hooks in this block. */
  reserved(): Weight {
    return [...this.#hooks("begin"), ...this.#hooks("end")]
      .map(({ hook, env }) => this.#weightOf(hook, env))
      .reduce(addWeights, noWeight);
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
      const given = leastWeight(rest, this.#weightOf(idle, env));
      if (given.ref_time === 0n) continue;
      const used = this.#attempt(() => idle.run(env, given)) ?? given;
      rest = subtractWeights(rest, leastWeight(used, given));
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
    return this.#attempt(() => weight(env)) ?? noWeight;
  }

  #attempt<T>(work: () => T): T | undefined {
    return this.#execution.attempt(work)?.value;
  }
}
