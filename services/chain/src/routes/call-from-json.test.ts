import { CodedError, type Json } from "@pha/codec";
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

  it.each<[object, string]>([
    [{ dest: bob, value: "1.5" }, "args.value"],
    [{ dest: "5nobody", value: "5" }, "args.dest"],
    [{ dest: { type: "Id", value: "0xzz" }, value: "5" }, "args.dest.value"],
    [{ dest: bob, value: "5", memo: "x" }, "args.memo"],
  ])("with arguments such as %j is refused with the whole path", (args, field) => {
    const call = { ...transfer, args: args as Json };
    expect(() => callFromJson(ledger, call, context)).toThrow(
      expect.objectContaining({ data: expect.objectContaining({ field }) }),
    );
  });

  it("names the path into calls that a call carries", () => {
    const inner = { type: "Balances", value: { type: "transfer_keep_alive", value: { dest: bob, value: "x" } } };
    const call = { pallet: "Utility", call: "batch", args: { calls: [inner] } as unknown as Json };
    expect(() => callFromJson(ledger, call, context)).toThrow(/field: args\.calls\.0\.value\.value\.value\)/);
  });

  it("with a name as other libraries write it is refused with the one that is meant", () => {
    const call = { ...transfer, call: "transferKeepAlive" };
    expect(() => callFromJson(ledger, call, context)).toThrow(/meant: transfer_keep_alive/);
  });

  it("that there is not is refused with those that there are, and the one that was probably meant", () => {
    const refused = (changes: object, message: RegExp) =>
      expect(() => callFromJson(ledger, { ...transfer, ...changes }, context)).toThrow(message);
    refused({ call: "nothing" }, /pallet: Balances, call: nothing, calls: transfer_allow_death, .*burn/);
    refused({ call: "transfer_keep_alife" }, /meant: transfer_keep_alive, calls: /);
    refused({ call: "transfer" }, /call: transfer, calls: transfer_allow_death, /);
    refused({ pallet: "Balance" }, /pallet: Balance, call: transfer_keep_alive, meant: Balances, pallets: System, /);
  });

  it.each<[string, unknown, RegExp]>([
    ["by other names", { pallet: "Balances", call: "burn", args: {} }, /a call, .*field: args\.call\)/],
    ["without its call", { type: "Balances", value: { dest: bob } }, /a call, .*field: args\.call\)/],
    ["as bytes", "0x0400", /a call, .*field: args\.call\)/],
    ["of no pallet", { type: "Kitties", value: { type: "breed" } }, /known: System, .*Sudo, .*field: args\.call\.type/],
    ["of no such call", { type: "Balances", value: { type: "x" } }, /known: transfer_allow_death, .*call\.value\.type/],
  ])("that another carries is refused with the form of one, when it is given %s", (_, call, message) => {
    const refused = () => callFromJson(ledger, { pallet: "Sudo", call: "sudo", args: { call } as Json }, context);
    expect(refused).toThrow(message);
    if (String(message).includes("a call"))
      expect(refused).toThrow(
        '{ "type": PALLET, "value": { "type": CALL, "value": { …ARGUMENTS } } }, pallets: System, Balances, ',
      );
  });

  it("that lacks an argument is told that it is missing, not that it has another form", () => {
    const lacking = { ...transfer, args: { dest: bob } };
    expect(() => callFromJson(ledger, lacking, context)).toThrow(/reason: the field is missing, .*field: args\.value/);
  });
});
