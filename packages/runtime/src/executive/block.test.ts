import { encode, type Hex, toHex, utf8 } from "@pha/codec";
import { keccak256, listRoot } from "@pha/crypto";
import { makeCall, NotLoaded, readState, type StateView, storageKeys } from "@pha/frame";
import { appendOutbound, emptyOutbound, OutboundQueue, outboundRoot, readDigest } from "@pha/light-client";
import { describe, expect, it } from "vitest";
import { developmentAuthor, developmentValidators } from "../chain-spec/development.ts";
import { phala } from "../chain-spec/networks.ts";
import { mortalEra } from "../extrinsic/era.ts";
import { initialIssuance, PHA } from "../pallets/balances/account-data.ts";
import { treasuryAccount } from "../pallets/balances/pallet-account.ts";
import { balances } from "../pallets/balances/spec.ts";
import { messages } from "../pallets/messages/spec.ts";
import { sudo } from "../pallets/sudo/spec.ts";
import { system } from "../pallets/system/spec.ts";
import { timestamp } from "../pallets/timestamp/spec.ts";
import { utility } from "../pallets/utility/spec.ts";
import { validators } from "../pallets/validators/spec.ts";
import { dev, testNetwork, testPallet } from "../testing/index.ts";
import { runtime } from "./native-runtime.ts";

const alice = dev("Alice");
const bob = dev("Bob");
const to = (value: Hex) => ({ type: "Id" as const, value });
const transfer = (value: bigint, dest = bob.accountId) =>
  makeCall(balances, "transfer_keep_alive", { dest: to(dest), value });

describe("a block", () => {
  it("charges the fee, shares it 80 to 20, and ends with the verdict", () => {
    const ledger = testNetwork();
    const before = ledger.of(system);
    const [treasury, author] = [treasuryAccount, developmentAuthor.public].map(
      (who) => before.account.get(who).data.free,
    );
    const [applied] = ledger.block(ledger.sign(alice, transfer(PHA), { tip: 100n }));
    expect(applied?.events.map(({ type, value }) => `${type}.${value.type}`)).toEqual([
      "Balances.Withdraw",
      "Balances.Transfer",
      "Balances.Deposit",
      "Balances.Deposit",
      "TransactionPayment.TransactionFeePaid",
      "System.ExtrinsicSuccess",
    ]);
    const fee = applied?.fee ?? 0n;
    const after = ledger.of(system).account;
    expect(after.get(treasuryAccount).data.free - (treasury ?? 0n)).toBe((fee * 4n) / 5n);
    expect(after.get(developmentAuthor.public).data.free - (author ?? 0n)).toBe(fee - (fee * 4n) / 5n + 100n);
    expect(after.get(alice.accountId).nonce).toBe(1);
  });

  it("keeps fee and nonce of an extrinsic that fails, and nothing else", () => {
    const ledger = testNetwork();
    const [applied] = ledger.block(ledger.sign(alice, transfer(initialIssuance)));
    expect(applied).toMatchObject({ ok: false, reason: expect.stringContaining("Balances.InsufficientBalance") });
    const info = ledger.of(system).account.get(alice.accountId);
    expect(info.nonce).toBe(1);
    expect(info.data.free).toBe(10_000_000n * PHA - (applied?.fee ?? 0n));
  });

  it("accepts all three signature schemes", () => {
    const ledger = testNetwork();
    for (const scheme of ["sr25519", "ed25519", "ecdsa"] as const)
      expect(ledger.send(dev("Alice", scheme), transfer(PHA)).ok).toBe(true);
  });

  it("carries epoch, round and time in its digest, and the time in the state", () => {
    const ledger = testNetwork();
    ledger.block();
    expect(readDigest(ledger.head)).toMatchObject({ epoch: 1n, round: 0, timeMs: 1_000n });
    expect(runtime.call("Core_version", new Uint8Array(), ledger.view, {} as never).length).toBeGreaterThan(20);
  });

  it("refuses a time or an authoring epoch that goes backwards", () => {
    const ledger = testNetwork();
    ledger.block();
    const start = (timeMs: bigint, epoch: bigint) => () =>
      runtime.startBlock(ledger.view, ledger.head, { timeMs, epoch, round: 0 });
    expect(start(1_000n, 1n)).toThrow(/time must be above/);
    expect(start(2_000n, 0n)).toThrow(/epoch must not be below/);
    expect(start(2_000n, 1n)).not.toThrow();
  });

  it("gives the same header and changes whenever it is executed again", () => {
    const [one, two] = [testNetwork(), testNetwork()];
    const extrinsics = [
      one.sign(alice, transfer(PHA)),
      one.sign(bob, transfer(1n)),
      one.sign(alice, transfer(PHA), { nonce: 1 }),
    ];
    one.block(...extrinsics);
    two.block(...extrinsics);
    expect(two.head).toEqual(one.head);
    expect(two.state).toEqual(one.state);
  });

  it("stops at a key that is not loaded without any effect, and succeeds once it is", () => {
    const ledger = testNetwork();
    const loaded = new Map<Hex, Uint8Array | undefined>();
    const view: StateView = {
      get(key) {
        if (!loaded.has(key)) throw new NotLoaded([key]);
        return loaded.get(key);
      },
    };
    const load = (keys: readonly Hex[]) => keys.forEach((key) => void loaded.set(key, ledger.state.get(key)));
    let misses = 0;
    const retry = <T>(run: () => T): T => {
      for (;;) {
        try {
          return run();
        } catch (error) {
          if (!(error instanceof NotLoaded)) throw error;
          misses++;
          load(error.keys);
        }
      }
    };
    const extrinsic = runtime.decodeExtrinsic(ledger.sign(alice, transfer(PHA)));
    load(runtime.blockKeys(ledger.head));
    load(runtime.keysOf(extrinsic));
    const block = retry(() => runtime.startBlock(view, ledger.head, { timeMs: 1_000n, epoch: 1n, round: 0 }));
    expect(retry(() => block.applyExtrinsic(extrinsic)).ok).toBe(true);
    const { changes, reads, header } = retry(() => block.finish());
    expect(misses).toBe(1); // the author's account, which only the state names
    expect(ledger.blockOf(extrinsic.bytes).changes).toEqual(changes);
    expect(ledger.head).toMatchObject(header);
    expect([...changes.keys(), ...reads].every((key) => loaded.has(key) || changes.has(key))).toBe(true);
  });

  it("announces a change of validators for the next block and raises the set's id once", () => {
    const ledger = testNetwork();
    const set = (addresses: readonly Hex[]) =>
      makeCall(sudo, "sudo", { call: makeCall(validators, "set_validators", appoint(addresses)) });
    const appoint = (addresses: readonly Hex[]) => ({
      validators: addresses.map((address) => ({ address, operator: alice.accountId })),
    });
    const [a, b]: readonly Hex[] = [`0x${"0a".repeat(20)}`, `0x${"0b".repeat(20)}`];
    ledger.block(ledger.sign(alice, set([a as Hex])), ledger.sign(alice, set([a as Hex, b as Hex]), { nonce: 1 }));
    expect(readDigest(ledger.head).nextSet).toEqual({ id: 1n, addresses: [a, b] });
    ledger.send(alice, set([a as Hex, a as Hex]));
    expect(readDigest(ledger.head).nextSet).toBeUndefined();
    expect(ledger.of(validators).set.get()).toEqual({ id: 1n, from: 2, addresses: [a, b] });
  });

  it("carries the root of all bridge messages ever queued, of none so far", () => {
    const ledger = testNetwork();
    ledger.block();
    expect(readDigest(ledger.head).outboundRoot).toBe(outboundRoot(emptyOutbound));
    const queue = appendOutbound(appendOutbound(emptyOutbound, utf8("first")), utf8("second"));
    ledger.state.set(storageKeys(messages).outbound.key(), encode(OutboundQueue, queue));
    ledger.block();
    expect(readDigest(ledger.head).outboundRoot).toBe(toHex(listRoot([utf8("first"), utf8("second")], keccak256)));
  });

  it("counts ticks of block time from its first block on, as long as genesis says they are", () => {
    const ledger = testNetwork();
    expect(readState(timestamp, ledger.view).clock.get()).toEqual({ tickMs: 1_000, beganMs: 0n });
    ledger.runTo(4);
    expect(ledger.of(timestamp).clock.get()).toEqual({ tickMs: 1_000, beganMs: 1_000n });
    const without = () => testPallet([], { genesis: { timestamp: { tickMs: 0 } } });
    expect(without).toThrow(expect.objectContaining({ code: "runtime.BadGenesis" }));
  });

  it("keeps who was in office when, whose key it was, and a bond that nobody puts up yet", () => {
    const ledger = testNetwork();
    const appointed = { address: `0x${"0a".repeat(20)}`, operator: dev("Bob").accountId } as const;
    const set_validators = makeCall(validators, "set_validators", { validators: [appointed] });
    ledger.runTo(5);
    ledger.send(alice, makeCall(sudo, "sudo", { call: set_validators }));
    const { sets } = ledger.of(validators);
    expect(sets.get(0n)).toMatchObject({ from: 1, to: 5 });
    expect(sets.get(0n)?.validators[1]).toEqual({
      address: developmentValidators[1]?.public,
      operator: dev("Bob").accountId,
      bond: 0n,
    });
    expect(sets.get(1n)).toEqual({ from: 6, to: undefined, validators: [{ ...appointed, bond: 0n }] });
  });

  it("keeps hashes of its ancestors, and genesis for ever", () => {
    const ledger = testNetwork();
    ledger.runTo(4);
    expect(ledger.of(system).blockHash.get(0)).toBe(ledger.genesisHash);
    expect(ledger.of(system).blockHash.get(2)).toBe(ledger.head.parentHash);
  });

  it("refuses what would not fit, and only that", () => {
    const ledger = testNetwork();
    const many = makeCall(utility, "batch", { calls: Array.from({ length: 1_000 }, () => transfer(PHA)) });
    const big = makeCall(utility, "batch", { calls: [many, many] });
    const block = runtime.startBlock(ledger.view, ledger.head, { timeMs: 1_000n, epoch: 1n, round: 0 });
    const apply = (nonce: number, call: typeof big) =>
      block.applyExtrinsic(runtime.decodeExtrinsic(ledger.sign(alice, call, { nonce })));
    expect(() => apply(0, big)).toThrow(/no room/);
    expect(apply(0, transfer(PHA)).ok).toBe(true);
  });

  it("accepts a mortal extrinsic born at its parent, and none born at an unknown block", () => {
    const ledger = testNetwork();
    ledger.runTo(6);
    const era = mortalEra(64, 5);
    const eraBlockHash = runtime.chainAfter(ledger.view, ledger.head).blockHash(5) as Hex;
    const extrinsic = ledger.sign(alice, transfer(PHA), { era, eraBlockHash });
    expect(ledger.block(extrinsic)[0]?.ok).toBe(true);
    const unborn = ledger.sign(alice, transfer(PHA), { era: mortalEra(64, 7) });
    expect(() => ledger.block(unborn)).toThrow(/era is over or begins at no known block/);
  });

  it("is named apart from a sister network by its genesis", () => {
    const [one, two] = ["phala", "khala"].map((name) =>
      runtime.genesis({ ...phala({ programs: [] }), name }, utf8("x")),
    );
    expect(one).not.toEqual(two);
  });
});
