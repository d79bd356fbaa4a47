import { decode, encode, fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { type ArgsOf, type Call, type StateView, storageKeys } from "@pha/frame";
import { verifyMessages } from "@pha/light-client";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, dev, type TestLedger, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { balances } from "../balances/spec.ts";
import { clustersPallet } from "../clusters/pallet.ts";
import { councilPallet } from "../council/pallet.ts";
import { council } from "../council/spec.ts";
import { Message } from "../messages/message.ts";
import { messages } from "../messages/spec.ts";
import { preimagePallet } from "../preimage/pallet.ts";
import { preimage } from "../preimage/spec.ts";
import { codeKey } from "../system/new-code.ts";
import { system } from "../system/spec.ts";
import { utility } from "../utility/spec.ts";
import { codeHashOf, contractId } from "./ids.ts";
import { readLimits } from "./limits.ts";
import { contractsPallet } from "./pallet.ts";
import { contracts } from "./spec.ts";

const { upload_code, instantiate, push_command } = callsOf(contracts);
const { transfer_keep_alive, transfer_all } = callsOf(balances);
const { batch, batch_all, force_batch } = callsOf(utility);
const code = utf8("export default {}");
const salt = new Uint8Array([1]);
const contract = contractId({ deployer: accountOf("Alice"), cluster: 0, codeHash: codeHashOf(code), salt });
const enc: Hex = `0x${"0e".repeat(32)}`;
const push = (args: Partial<ArgsOf<typeof contracts, "push_command">> = {}) =>
  push_command({
    ...{ contract, epoch: 0, enc, ciphertext: new Uint8Array(8), value: 0n, asset: undefined, reads: [], ...args },
  });
const { account } = storageKeys(system);
const people = ["Alice", "Bob", "Charlie", "Zoe"] as const;
/** Who an extrinsic of Alice pays and who is paid by it, who never was, what nobody wrote. */
const readable: readonly Hex[] = [
  ...people.map((person) => account.key(accountOf(person))),
  account.key(treasuryAccount),
  storageKeys(contracts).contracts.key(contract),
  "0x",
  "0x0123",
];

/** A ledger with one contract. */
function setup() {
  const ledger = testPallet([clustersPallet, contractsPallet, preimagePallet, councilPallet]);
  ledger.run("Alice", upload_code({ code }));
  ledger.run("Alice", instantiate({ cluster: 0, codeHash: codeHashOf(code), args: new Uint8Array(), salt }));
  ledger.runTo(2);
  return ledger;
}

/** Puts one extrinsic of Alice into a block of its own: what it did, the commands it told, the state that it left. */
function send(ledger: TestLedger, call: Call) {
  const { applied, messages: queued } = ledger.blockOf(ledger.sign(dev("Alice"), call));
  const commands = queued.map(({ bytes }) => {
    const { body } = decode(Message, bytes);
    if (body.type !== "Command") throw new Error(body.type);
    return body.value;
  });
  const [result] = applied;
  return { commands, queued, reason: result?.reason, state: ledger.view };
}

const valuesAt = (state: StateView, keys: readonly Uint8Array[]) =>
  keys.map((key) => ({ key, value: state.get(toHex(key)) }));

describe("what a command reads", () => {
  it("is what lay there when its whole extrinsic was done, fees included, whatever came of the calls in it", () => {
    const amount = fc.bigInt(1n, 2n * PHA);
    const who = fc.constantFrom(...people);
    const keys = fc.array(fc.constantFrom(...readable).map(fromHex), { maxLength: readLimits.keys });
    const { call } = fc.letrec<{ call: Call }>((tie) => ({
      call: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        keys.map((reads) => push({ reads })),
        fc.tuple(who, amount).map(([to, value]) => transfer_keep_alive({ dest: addressOf(to), value })),
        fc.constant(push({ epoch: 7 })),
        fc.constant(transfer_all({ dest: addressOf("Zoe"), keep_alive: true })),
        ...[batch, batch_all, force_batch].map((all) =>
          fc.array(tie("call"), { maxLength: 4 }).map((calls) => all({ calls })),
        ),
      ),
    }));
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 5 }), (calls) => {
        const ledger = setup();
        const before = ledger.of(messages).head.get(0);
        const { commands, queued, reason, state } = send(ledger, force_batch({ calls }));
        expect(reason).toBeUndefined();
        for (const { reads } of commands) {
          expect(reads).toEqual(
            valuesAt(
              state,
              reads.map(({ key }) => key),
            ),
          );
        }
        verifyMessages(
          before,
          ledger.of(messages).head.get(0),
          queued.map(({ bytes }) => bytes),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("stands in the order of the calls, each with its own keys, and not for calls that were undone", () => {
    const reads = (n: number) => [fromHex(readable[n] as Hex)];
    const [first, failing, second, third] = [
      push({ reads: reads(0) }),
      batch_all({ calls: [push({ reads: reads(1) }), push({ epoch: 1 })] }),
      push(),
      push({ reads: reads(3) }),
    ] as [Call, Call, Call, Call];
    const pay = transfer_keep_alive({ dest: addressOf("Zoe"), value: PHA });
    const { commands, state } = send(
      setup(),
      force_batch({ calls: [first, failing, second, batch({ calls: [third] }), pay] }),
    );
    expect(commands.map((command) => command.reads)).toEqual([
      valuesAt(state, reads(0)),
      [],
      valuesAt(state, reads(3)),
    ]);
    expect(commands[2]?.reads[0]?.value).toBeDefined();
  });

  it("has the empty value where there is one, and nothing where there is none", () => {
    const ledger = setup();
    ledger.state.set("0x01", new Uint8Array());
    const reads = [Uint8Array.of(1), Uint8Array.of(2)];
    expect(send(ledger, push({ reads })).commands[0]?.reads.map(({ value }) => value)).toEqual([
      new Uint8Array(),
      undefined,
    ]);
  });

  it("has at most 8 keys of 256 bytes", () => {
    const most = Array.from({ length: readLimits.keys }, (_, i) => new Uint8Array(readLimits.key).fill(i));
    expect(send(setup(), push({ reads: most })).commands[0]?.reads.map(({ key }) => key)).toEqual(most);
    const ledger = setup();
    expect(ledger.refusal("Alice", push({ reads: [...most, new Uint8Array()] }))).toBe("Contracts.TooManyReads");
    const tooLong = push({ reads: [new Uint8Array(readLimits.key + 1)] });
    expect(() => ledger.sign(dev("Alice"), tooLong)).toThrow(expect.objectContaining({ code: "codec.TooLong" }));
  });

  it("has at most 4 KiB of values together, else the whole extrinsic fails, but for its fee", () => {
    const half = readLimits.values / 2;
    const write = (second: number) => {
      const ledger = setup();
      ledger.state.set("0x01", new Uint8Array(half));
      ledger.state.set("0x02", new Uint8Array(second));
      return ledger;
    };
    const reads = [Uint8Array.of(1), Uint8Array.of(2)];
    expect(send(write(half), push({ reads })).commands[0]?.reads[1]?.value).toHaveLength(half);

    const ledger = write(half + 1);
    const { free } = ledger.balanceOf("Alice");
    const head = ledger.of(messages).head.get(0);
    const pay = transfer_keep_alive({ dest: addressOf("Zoe"), value: PHA });
    const { commands, reason } = send(ledger, force_batch({ calls: [pay, push({ reads })] }));
    expect(commands).toEqual([]);
    expect(reason).toMatch(/^Contracts\.ReadsTooLong:/);
    expect(ledger.happened()).not.toContain("Messages.Queued");
    expect(ledger.happened()).toContain("TransactionPayment.TransactionFeePaid");
    expect(ledger.balanceOf("Zoe").free).toBe(0n);
    expect(ledger.balanceOf("Alice").free).toBeGreaterThan(free - PHA);
    expect(ledger.balanceOf("Alice").free).toBeLessThan(free);
    expect(ledger.of(messages).head.get(0)).toEqual(head);
  });

  it.each([
    ["the runtime", codeKey],
    ["code of contracts", storageKeys(contracts).code.key(codeHashOf(code))],
    ["the events of a block", storageKeys(system).events.key()],
    ["a preimage", storageKeys(preimage).preimageFor.key([codeHashOf(code), 1])],
    ["a call that waits", storageKeys(council).proposalOf.key(codeHashOf(code))],
  ])("is not %s", (_, key) => {
    const ledger = setup();
    const call = push({ reads: [Uint8Array.of(1), fromHex(key)] });
    expect(ledger.refusal("Alice", call)).toBe("Contracts.NotReadable");
    const { reads } = ledger.blockOf(ledger.sign(dev("Alice"), call));
    expect(reads.has(key)).toBe(false);
  });
});

it.each([{ asset: 0 }, { asset: 1, value: PHA }])("a command that brings of an asset is refused: %o", (args) => {
  const ledger = setup();
  const before = ledger.balanceOf("Alice");
  expect(ledger.refusal("Alice", push(args))).toBe("Contracts.UnknownAsset");
  expect(ledger.balanceOf("Alice")).toEqual(before);
});

it("what a command brings, and of what, is in its message", () => {
  expect(send(setup(), push()).commands).toMatchObject([{ value: 0n, asset: undefined, reads: [] }]);
  expect(send(setup(), push({ value: PHA })).commands).toMatchObject([{ value: PHA, asset: undefined }]);
});

describe("a message", () => {
  it("has these bytes", () => {
    const word = (byte: string): Hex => `0x${byte.repeat(32)}`;
    const reads = [
      { key: Uint8Array.of(1, 2), value: Uint8Array.of(3) },
      { key: Uint8Array.of(4), value: undefined },
    ];
    const value = {
      ...{ contract: word("0c"), sender: word("0a"), epoch: 5, enc, ciphertext: Uint8Array.of(7, 8) },
      ...{ value: 258n, asset: 9, reads },
    };
    const message = {
      number: 258,
      timeMs: 3n,
      parentHash: word("0b"),
      body: { type: "Command" as const, value },
      previous: word("0d"),
    };
    const bytes = encode(Message, message);
    expect(toHex(bytes)).toBe(
      `0x01${"02010000"}${"0300000000000000"}${"0b".repeat(32)}01${"0c".repeat(32)}${"0a".repeat(32)}05000000${"0e".repeat(32)}080708${"0201"}${"00".repeat(14)}0109000000${"08"}${"080102010403"}${"040400"}${"0d".repeat(32)}`,
    );
    expect(decode(Message, bytes)).toEqual(message);
  });

  it("of a later version is read as far as it is known", () => {
    const { queued } = send(setup(), push());
    const { bytes } = queued[0] as { readonly bytes: Uint8Array };
    const later = Uint8Array.of(2, ...bytes.subarray(1), 42);
    expect(decode(Message, later)).toEqual(decode(Message, bytes));
  });
});
