import { decode, type Type } from "@pha/codec";
import { type ConstantSpec, constant, itemPrefix, type StateView } from "@pha/frame";

/** Declares constants that are a network's own: fields of what a pallet stores under `Figures`, or of the usual ones. */
export function ownConstants<F extends object>(pallet: string, figures: Type<F>, usual: F) {
  const key = itemPrefix(pallet, "Figures");
  const read = (state: StateView): F => {
    const stored = state.get(key);
    return stored === undefined ? usual : decode(figures, stored);
  };
  type Of<Name extends keyof F> = Type<F[Name]> | Type<F[Name] | undefined>;
  return <Name extends keyof F>(name: Name, type: Of<Name>, doc: string): ConstantSpec<F[Name]> =>
    constant(type as Type<F[Name]>, (state) => read(state)[name], doc);
}
