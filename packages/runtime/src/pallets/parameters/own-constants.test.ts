import { type AnyType, encode, type Hex } from "@pha/codec";
import { type ConstantSpec, itemPrefix, type StateView } from "@pha/frame";
import { expect, it } from "vitest";
import { allPallets } from "../all.ts";
import { registry } from "../tuning/registry.ts";

const other = (value: unknown) =>
  typeof value === "bigint" ? value + 1n : typeof value === "number" ? value + 1 : !value;

/** Each registered figure is another one than a network begins with. */
const changed = new Map(
  Object.values(registry).map(({ pallet }) => {
    const { type, initial } = pallet.storage.figures as { readonly type: AnyType; readonly initial: object };
    const figures = Object.fromEntries(Object.entries(initial).map(([name, value]) => [name, other(value)]));
    return [itemPrefix(pallet.name, "Figures"), encode(type, figures)];
  }),
);

it("a constant that is a network's own follows what governance sets", () => {
  let readsFigures = false;
  const get = (key: Hex) => {
    readsFigures ||= changed.has(key);
    return changed.get(key);
  };
  const [usual, now] = [{ get: () => undefined }, { get }] as unknown as readonly [StateView, StateView];
  const own = allPallets.flatMap(({ spec }) =>
    Object.entries<ConstantSpec>(spec.constants).flatMap(([name, { value }]) => {
      readsFigures = false;
      if (typeof value !== "function") return [];
      const [before, after] = [value(usual), value(now)];
      return readsFigures ? [{ name: `${spec.name}.${name}`, follows: after !== before }] : [];
    }),
  );
  expect(own.length).toBeGreaterThan(20);
  expect(own.filter(({ follows }) => !follows)).toEqual([]);
});
