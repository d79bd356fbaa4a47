import { CodedError } from "@pha/codec";
import { runtime } from "@pha/runtime";
import { describe, expect, it } from "vitest";
import type { Ledger } from "../ledger/ledger.ts";
import { callFromJson } from "./call-from-json.ts";

const ledger = { runtime } as Ledger;
const context = { ss58Prefix: 42 };
const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const transfer = { pallet: "balances", call: "transfer_keep_alive", args: { dest: bob, value: "5" } };

const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof CodedError ? error.code : error;
  }
};

describe("a call in JSON", () => {
  it("becomes the runtime's call; the pallet's name may be in any case", () => {
    expect(callFromJson(ledger, transfer, context)).toEqual({
      type: "Balances",
      value: {
        type: "transfer_keep_alive",
        value: {
          dest: { type: "Id", value: "0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48" },
          value: 5n,
        },
      },
    });
  });

  it.each([
    ["an unknown pallet", { ...transfer, pallet: "Nothing" }, "chain-api.UnknownCall"],
    ["an unknown call", { ...transfer, call: "constructor" }, "chain-api.UnknownCall"],
    ["a missing argument", { ...transfer, args: { dest: bob } }, "codec.BadJson"],
    ["an argument too many", { ...transfer, args: { ...transfer.args, memo: "x" } }, "codec.BadJson"],
    ["an amount that is no integer", { ...transfer, args: { ...transfer.args, value: "1.5" } }, "codec.BadJson"],
  ])("with %s is refused by its code", (_, call, code) => {
    expect(codeOf(() => callFromJson(ledger, call, context))).toBe(code);
  });

  it("with a name as other libraries write it is refused with the one that is meant", () => {
    const call = { ...transfer, call: "transferKeepAlive" };
    expect(() => callFromJson(ledger, call, context)).toThrow(/meant: transfer_keep_alive/);
    expect(() => callFromJson(ledger, { ...transfer, call: "nothing" }, context)).toThrow(/call: nothing\)$/);
  });
});
