import { type AnyPallet, type Env, implement } from "@pha/frame";
import { followUps } from "./follow-ups.ts";
import { owners } from "./owners.ts";
import { type AnyParameter, type Registered, registered } from "./registry.ts";
import { tuning } from "./spec.ts";

export const tuningCalls = implement(tuning, {
  set(env, { parameter }) {
    const { type, value: given }: AnyParameter = parameter;
    const row = registered.find(({ pallet, field }) => pallet.name === type && field === given.type) as Registered;
    const { min, max } = row;
    if (given.value < min || given.value > max)
      throw tuning.errors.OutOfBounds({ parameter: `${type}.${given.type}`, given: given.value, min, max });
    const figures = figuresOf(env, type);
    const before = figures.get();
    figures.put({ ...before, [row.field]: given.value });
    followUps[`${type}.${given.type}`]?.(env);
    const old: AnyParameter = { type, value: { type: given.type, value: before[row.field] as typeof given.value } };
    env.emit.Set({ parameter, before: old as typeof parameter });
  },
});

interface Figures {
  get(): Readonly<Record<string, number | bigint | boolean>>;
  put(figures: ReturnType<Figures["get"]>): void;
}

/** A registered pallet has its figures in one value of this name. */
function figuresOf(env: Env, name: string): Figures {
  const owner = owners.find((pallet) => pallet.name === name);
  if (!owner) throw new Error(`${name} is registered, and none of the owners`);
  return (env.of(owner as AnyPallet).state as unknown as { readonly figures: Figures }).figures;
}
