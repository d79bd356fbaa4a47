import { type Hex, utf8 } from "@pha/codec";
import type { Effect as EngineEffect } from "@pha/contract-engine";
import { type Effect, type Effects, effectLimits, type Reason, type Schedule } from "@pha/runtime/program";

/** What the messages of one height want done on the ledger, in their order. */
export class EffectList {
  readonly #returned: bigint[] = [];
  #isBrought = false;
  readonly #list: Effects["list"][number][] = [];
  readonly #ofSenders = new Map<Hex, number>();

  /** How many effects of a sender there is room for: nobody takes all of it from the others. */
  roomFor(sender: Hex | undefined): number {
    const own = effectLimits.ofSender - (sender === undefined ? 0 : (this.#ofSenders.get(sender) ?? 0));
    return Math.min(own, effectLimits.ofHeight - this.#list.length);
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

  /** Has the ledger keep when the tasks of new code are due. */
  schedule(message: bigint, schedules: readonly Schedule[]): void {
    this.#append(
      message,
      schedules.map((value) => ({ type: "Schedule", value })),
    );
  }

  /** Tells the ledger whether the contract has gone over to other code. */
  upgrade(message: bigint, codeHash: Hex, failure: Reason | undefined): void {
    this.#append(message, [{ type: "Upgraded", value: { codeHash, failure } }]);
  }

  add(sender: Hex | undefined, message: bigint, effects: readonly EngineEffect[]): void {
    if (sender !== undefined) this.#ofSenders.set(sender, (this.#ofSenders.get(sender) ?? 0) + effects.length);
    this.#append(message, effects.map(toLedger));
  }

  /** Behind those that the message has already. */
  #append(message: bigint, effects: readonly Effect[]): void {
    const first = this.#list.filter((one) => one.message === message).length;
    this.#list.push(...effects.map((effect, index) => ({ message, index: first + index, effect })));
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
