import { implement } from "@pha/frame";
import { followUps } from "./follow-ups.ts";
import { type AnyParameter, type Registered, registered } from "./registry.ts";
import { tuning } from "./spec.ts";

export const tuningCalls = implement(tuning, {
  set(env, { parameter }) {
    const { type, value: given }: AnyParameter = parameter;
    const row = registered.find(({ pallet, field }) => pallet.name === type && field === given.type) as Registered;
    const { min, max } = row;
    if (given.value < min || given.value > max)
      throw tuning.errors.OutOfBounds({ parameter: `${type}.${given.type}`, given: given.value, min, max });
    const { figures } = env.of(row.pallet).state as unknown as { readonly figures: Figures };
    const before = figures.get();
    figures.put({ ...before, [row.field]: given.value });
    followUps[`${type}.${given.type}`]?.(env);
    const old: AnyParameter = { type, value: { type: given.type, value: before[row.field] as typeof given.value } };
    env.emit.Set({ parameter, before: old as typeof parameter });
  },
});

/** What a registered pallet has in its state by this name. */
interface Figures {
  get(): Readonly<Record<string, number | bigint | boolean>>;
  put(figures: ReturnType<Figures["get"]>): void;
}
