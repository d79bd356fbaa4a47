import {
  AccountId,
  encode,
  enumeration,
  type Hex,
  MultiAddress,
  option,
  struct,
  tuple,
  u32,
  variant,
  vec,
} from "@pha/codec";
import { definePallet, event } from "@pha/frame";
import { runtime } from "@pha/runtime";
import { describe, expect, it } from "vitest";
import { AccountFinder } from "./accounts-of.ts";

const account = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;

const Target = enumeration({
  Nobody: variant(0),
  One: variant(1, AccountId),
  Pair: variant(2, tuple(AccountId, u32)),
  Named: variant(3, struct({ who: AccountId, why: u32 })),
});
const fields = { list: vec(AccountId, { max: 9 }), maybe: option(AccountId), target: Target, address: MultiAddress };
const pallet = definePallet("Sample", 200, {
  doc: "Sample.",
  events: { Rich: event(0, fields, "Names accounts."), Poor: event(1, { count: u32 }, "Names nobody.") },
});

describe("the accounts that an event names", () => {
  const finder = new AccountFinder([pallet]);
  const accountsOf = (target: (typeof Target)["read"] extends (reader: never) => infer T ? T : never, maybe?: Hex) => {
    const value = {
      list: [account(1), account(2)],
      maybe,
      target,
      address: { type: "Id", value: account(9) },
    } as const;
    return [...finder.accountsOf({ pallet: "Sample", name: "Rich", data: encode(struct(fields), value) })];
  };

  it.each([
    ["nothing more", { type: "Nobody" } as const, []],
    ["an alternative that is one", { type: "One", value: account(3) } as const, [account(3)]],
    ["a tuple in an alternative", { type: "Pair", value: [account(3), 7] } as const, [account(3)]],
    ["a struct in an alternative", { type: "Named", value: { who: account(3), why: 1 } } as const, [account(3)]],
  ])("are found in lists, addresses and %s", (_, target, more) => {
    expect(accountsOf(target)).toEqual([account(1), account(2), ...more, account(9)]);
  });

  it("are found in an optional field", () => {
    expect(accountsOf({ type: "Nobody" }, account(5))).toEqual([account(1), account(2), account(5), account(9)]);
  });

  it("are none where the event has no such field, which is not even decoded", () => {
    expect(finder.accountsOf({ pallet: "Sample", name: "Poor", data: new Uint8Array() })).toEqual(new Set());
    expect(finder.accountsOf({ pallet: "Sample", name: "Gone", data: new Uint8Array() })).toEqual(new Set());
  });

  it("are both ends of a transfer", () => {
    const { events } = runtime.pallets.find(({ name }) => name === "Balances") as { events: Record<string, never> };
    const { fields: transfer } = events["Transfer"] as unknown as { fields: Parameters<typeof struct>[0] };
    const data = encode(struct(transfer), { from: account(1), to: account(2), amount: 5n });
    const found = new AccountFinder(runtime.pallets).accountsOf({ pallet: "Balances", name: "Transfer", data });
    expect([...found]).toEqual([account(1), account(2)]);
  });
});
