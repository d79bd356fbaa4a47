import { utf8 } from "@pha/codec";
import type { Effect as EngineEffect } from "@pha/contract-engine";
import { type Effect, type Effects, effectLimits } from "@pha/runtime/program";

/** What the messages of one height want done on the ledger, in their order. */
export class EffectList {
  readonly #returned: bigint[] = [];
  #isBrought = false;
  readonly #list: Effects["list"][number][] = [];

  /** How many effects there is room for. */
  get room(): number {
    return effectLimits.ofHeight - this.#list.length;
  }

  /** All of them; nothing when there are none, and nothing was brought. */
  get all(): Effects | undefined {
    return this.#isBrought || this.#list.length > 0 ? { returned: this.#returned, list: this.#list } : undefined;
  }

  /** Notes that a command brought something, which goes back if it failed. */
  bring(message: bigint, succeeded: boolean): void {
    this.#isBrought = true;
    if (!succeeded) this.#returned.push(message);
  }

  add(message: bigint, effects: readonly EngineEffect[]): void {
    this.#list.push(...effects.map((effect, index) => ({ message, index, effect: toLedger(effect) })));
  }
}

/** How contracts name an effect of theirs. */
export const effectId = ({ message, index }: { readonly message: bigint; readonly index: number }): string =>
  `${message}/${index}`;

function toLedger(effect: EngineEffect): Effect {
  if (effect.type === "Pay") return { type: "Pay", value: { to: effect.to, amount: BigInt(effect.amount) } };
  if (effect.type === "Emit") return { type: "Emit", value: { name: effect.name, data: utf8(effect.data) } };
  const { contract, method, args } = effect;
  return { type: "Push", value: { contract, method, args: utf8(args) } };
}
