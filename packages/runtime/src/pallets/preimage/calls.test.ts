import { type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import { root } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountOf, type Caller, callsOf, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { preimagePallet } from "./pallet.ts";
import { preimage } from "./spec.ts";

const { note_preimage, unnote_preimage, request_preimage, unrequest_preimage } = callsOf(preimage);
const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes);
const hashOf = (...bytes: number[]): Hex => toHex(blake2b256(bytesOf(...bytes)));
const note = (...bytes: number[]) => note_preimage({ bytes: bytesOf(...bytes) });
const unnote = (...bytes: number[]) => unnote_preimage({ hash: hashOf(...bytes) });
const request = (...bytes: number[]) => request_preimage({ hash: hashOf(...bytes) });
const unrequest = (...bytes: number[]) => unrequest_preimage({ hash: hashOf(...bytes) });
const depositOf = (length: number) => PHA + BigInt(length) * (PHA / 100n);

function setup() {
  const ledger = testPallet([preimagePallet]);
  ledger.setBalances({ Alice: 1_000n * PHA, Bob: 1_000n * PHA });
  const has = (...bytes: number[]) => ledger.of(preimage).preimageFor.has([hashOf(...bytes), bytes.length]);
  return { ledger, has, held: (who: string) => ledger.balanceOf(who).reserved };
}

describe("noting", () => {
  it("takes a deposit for the bytes, which returns with them", () => {
    const { ledger, has, held } = setup();
    ledger.run("Alice", note(1, 2, 3));
    expect([has(1, 2, 3), held("Alice")]).toEqual([true, depositOf(3)]);
    expect(ledger.of(balances).holds.get(accountOf("Alice"))).toEqual([
      { id: preimage.holdReasons.Preimage, amount: depositOf(3) },
    ]);
    expect(ledger.happened(preimage)).toEqual(["Noted"]);
    ledger.run("Alice", unnote(1, 2, 3));
    expect([has(1, 2, 3), held("Alice")]).toEqual([false, 0n]);
    expect(ledger.happened(preimage)).toEqual(["Cleared"]);
    expect(ledger.of(preimage).requestStatusFor.has(hashOf(1, 2, 3))).toBe(false);
  });

  it("is refused where somebody did, and where the deposit is not there, before anything is written", () => {
    const { ledger, has } = setup();
    expect(ledger.refusal("Zoe", note(1))).toBe("Balances.InsufficientBalance");
    expect(has(1)).toBe(false);
    ledger.run("Alice", note(1));
    expect(ledger.refusal("Bob", note(1))).toBe("Preimage.AlreadyNoted");
    expect(ledger.refusal("Alice", note(1))).toBe("Preimage.AlreadyNoted");
  });

  it("costs root nothing and counts as a request", () => {
    const { ledger, has } = setup();
    ledger.run(root, note(1));
    expect(ledger.of(preimage).requestStatusFor.get(hashOf(1))).toEqual({
      type: "Requested",
      value: { maybe_ticket: undefined, count: 1, maybe_len: 1 },
    });
    ledger.run(root, unrequest(1));
    expect(has(1)).toBe(false);
  });

  it("by root keeps the deposit of who noted it before", () => {
    const { ledger, held } = setup();
    ledger.run("Alice", note(1));
    ledger.run(root, note(1));
    expect(held("Alice")).toBe(depositOf(1));
    ledger.run(root, unrequest(1));
    ledger.run("Alice", unnote(1));
    expect(held("Alice")).toBe(0n);
  });
});

describe("taking back", () => {
  it("is who noted it or root alone", () => {
    const { ledger, held } = setup();
    expect(ledger.refusal("Alice", unnote(1))).toBe("Preimage.NotNoted");
    ledger.run("Alice", note(1));
    expect(ledger.refusal("Bob", unnote(1))).toBe("Preimage.NotAuthorized");
    ledger.run(root, unnote(1));
    expect(held("Alice")).toBe(0n);
    ledger.run(root, note(2));
    expect(ledger.refusal("Bob", unnote(2))).toBe("Preimage.NotAuthorized");
    ledger.run(root, unnote(2));
    expect(ledger.happened(preimage)).toEqual(["Cleared"]);
  });

  it("of a request is the manager's alone", () => {
    const { ledger } = setup();
    expect(ledger.refusal("Alice", request(1))).toBe("frame.BadOrigin");
    expect(ledger.refusal("Alice", unrequest(1))).toBe("frame.BadOrigin");
    expect(ledger.refusal(root, unrequest(1))).toBe("Preimage.NotRequested");
    ledger.run(root, request(1));
    ledger.run(root, unrequest(1));
    expect(ledger.of(preimage).requestStatusFor.has(hashOf(1))).toBe(false);
  });
});

describe("Substrate's cases", () => {
  it("user_noted_then_requested_preimage_is_refunded_once_only", () => {
    const { ledger, held } = setup();
    ledger.run("Alice", note(1, 2, 3));
    expect(held("Alice")).toBe(depositOf(3));
    ledger.run("Alice", note(1));
    expect(held("Alice")).toBe(depositOf(3) + depositOf(1));
    for (const [who, call] of [
      [root, request(1)],
      [root, unrequest(1)],
      ["Alice", unnote(1)],
    ] as const)
      ledger.run(who, call);
    expect(held("Alice")).toBe(depositOf(3));
  });

  it("requested_then_user_noted_preimage_is_free", () => {
    const { ledger, held, has } = setup();
    ledger.run(root, request(1));
    ledger.run("Alice", note(1));
    expect([has(1), held("Alice")]).toEqual([true, 0n]);
  });

  it("requested_then_noted_preimage_cannot_be_unnoted", () => {
    const { ledger, has, held } = setup();
    ledger.run("Alice", note(1));
    ledger.run(root, request(1));
    ledger.run("Alice", unnote(1));
    expect([has(1), held("Alice")]).toEqual([true, 0n]);
    expect(ledger.refusal("Alice", unnote(1))).toBe("Preimage.NotAuthorized");
    ledger.run(root, unrequest(1));
    expect(has(1)).toBe(false);
  });

  it("unrequest_preimage_works", () => {
    const { ledger, has } = setup();
    ledger.run(root, request(1));
    ledger.run(root, request(1));
    ledger.run("Alice", note(1));
    expect(ledger.refusal(root, unrequest(2))).toBe("Preimage.NotRequested");
    ledger.run(root, unrequest(1));
    expect(has(1)).toBe(true);
    ledger.run(root, unrequest(1));
    expect(has(1)).toBe(false);
    expect(ledger.refusal(root, unrequest(1))).toBe("Preimage.NotRequested");
  });
});

it("holds what tickets say, whatever is done in any order, and gives all of it back (property)", () => {
  const deed = fc.record({
    who: fc.constantFrom<Caller>("Alice", "Bob", root),
    call: fc.constantFrom(note, unnote, request, unrequest),
    byte: fc.nat(2),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 30 }), (deeds) => {
      const { ledger, held } = setup();
      const run = (who: Caller, call: ReturnType<typeof note>) => {
        try {
          ledger.run(who, call);
          return true;
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(Preimage\.|frame\.BadOrigin)/) });
          return false;
        }
      };
      const tickets = () =>
        [0, 1, 2].flatMap((byte) => {
          const status = ledger.of(preimage).requestStatusFor.get(hashOf(byte));
          const ticket = status?.type === "Requested" ? status.value.maybe_ticket : status?.value.ticket;
          return ticket ? [ticket] : [];
        });
      for (const { who, call, byte } of deeds) {
        run(who, call(byte));
        for (const person of ["Alice", "Bob"])
          expect(held(person)).toBe(
            tickets().reduce((sum, [owner, amount]) => (owner === accountOf(person) ? sum + amount : sum), 0n),
          );
      }
      for (const byte of [0, 1, 2]) {
        for (const who of ["Alice", "Bob"]) run(who, unnote(byte));
        while (run(root, unrequest(byte)));
        run(root, unnote(byte));
        expect(ledger.of(preimage).preimageFor.has([hashOf(byte), 1])).toBe(false);
      }
      expect([held("Alice"), held("Bob")]).toEqual([0n, 0n]);
    }),
    { numRuns: 30 },
  );
});
