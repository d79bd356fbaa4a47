import type { Hex } from "@pha/codec";
import { root } from "@pha/frame";
import { decodeBridgeMessage } from "@pha/light-client";
import { beforeEach, describe, expect, it } from "vitest";
import { accountOf, callsOf, type TestLedger } from "../../testing/index.ts";
import {
  bringCommitment,
  delivery,
  provenMessage,
  type Sisters,
  startSisters,
  usualTerms,
} from "../../testing/sisters.ts";
import { account32, evmAccount, locationOf, type MultiLocation, parachain, stepsOf } from "../../xcm/location.ts";
import { assets } from "../assets/spec.ts";
import { assetsRegistry, khalaChain, phalaChain } from "../assets-registry/spec.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { laneOf } from "../lanes/lane.ts";
import { lanes } from "../lanes/spec.ts";
import { claimMs, delayMs, xTransfer } from "./spec.ts";

const own = callsOf(xTransfer);
const { fee } = usualTerms;
let sisters: Sisters;
let phala: TestLedger;
let khala: TestLedger;

beforeEach(() => {
  sisters = startSisters();
  ({ phala, khala } = sisters);
});

const native = locationOf(0);
const at = (chain: number) => locationOf(1, parachain(chain));
const there = (chain: number, who: string) => locationOf(1, parachain(chain), account32(accountOf(who)));
const some = (location: MultiLocation, amount: bigint) =>
  ({ id: { type: "Concrete", value: location }, fun: { type: "Fungible", value: amount } }) as const;
const transfer = (location: MultiLocation, amount: bigint, dest: MultiLocation) =>
  own.transfer({ asset: some(location, amount), dest, dest_weight: undefined });
const held = (ledger: TestLedger, who: string) => ledger.of(assets).account.get(1, accountOf(who))?.balance ?? 0n;
const reserve = (ledger: TestLedger) => {
  const { reserve: account } = ledger.of(lanes).lanes.get(sisters.lane) as { readonly reserve: Hex };
  return ledger.balanceOf(account).free - existentialDeposit;
};
const firstOf = (ledger: TestLedger, who = "Alice") => ledger.of(xTransfer).sentBy.get(accountOf(who), 0) as Hex;

describe("a transfer to a sister network", () => {
  it("locks the token at home, issues it there, and comes back", () => {
    const before = phala.balanceOf("Alice").free;
    phala.run("Alice", transfer(native, 10n * PHA, there(khalaChain, "Zoe")));
    expect(phala.happened(xTransfer)).toEqual(["Withdrawn"]);
    expect([before - phala.balanceOf("Alice").free, reserve(phala)]).toEqual([10n * PHA, 10n * PHA]);
    bringCommitment(phala, khala);
    khala.run("Bob", delivery(phala, 0));
    expect(khala.happened(xTransfer)).toEqual(["Deposited"]);
    expect([held(khala, "Zoe"), held(khala, "Rex")]).toEqual([10n * PHA - fee, fee]);

    khala.run("Zoe", transfer(at(phalaChain), 5n * PHA, there(phalaChain, "Yves")));
    expect(khala.of(assets).asset.get(1)?.supply).toBe(5n * PHA);
    bringCommitment(khala, phala);
    phala.run("Bob", delivery(khala, 0));
    expect([phala.balanceOf("Yves").free, phala.balanceOf("Rex").free]).toEqual([5n * PHA - fee, fee]);
    expect(reserve(phala)).toBe(5n * PHA);
  });

  it("keeps the sister's own token at home over there", () => {
    khala.run("Alice", transfer(at(khalaChain), 3n * PHA, there(phalaChain, "Zoe")));
    bringCommitment(khala, phala);
    phala.run("Bob", delivery(khala, 0));
    expect([held(phala, "Zoe"), reserve(khala), reserve(phala)]).toEqual([3n * PHA - fee, 3n * PHA, 0n]);
  });

  it("is proven by every later commitment, and each message once, in any order", () => {
    for (const amount of [1n, 2n, 3n]) phala.run("Alice", transfer(native, amount * PHA, there(khalaChain, "Zoe")));
    phala.runTo(phala.now.number + 3);
    bringCommitment(phala, khala);
    for (const place of [2, 0, 1]) khala.run("Bob", delivery(phala, place));
    expect(held(khala, "Zoe")).toBe(6n * PHA - 3n * fee);
    for (const place of [0, 1, 2]) expect(khala.refusal("Bob", delivery(phala, place))).toBe("Lanes.Used");
  });

  it("goes on beyond it by the same rule", () => {
    const gateway = { chainId: 1n, gateway: `0x${"ee".repeat(20)}`, deploymentBlock: `0x${"dd".repeat(32)}` } as const;
    const peer = { type: "Gateway", value: gateway } as const;
    const toEvm = laneOf(phala.genesisHash, peer);
    phala.run(root, callsOf(lanes).open({ peer, lifetimeMs: 3_600_000n }));
    const onLane = { resource: sisters.kpha, lane: toEvm, naming: { type: "Own" }, terms: usualTerms } as const;
    phala.run(root, callsOf(assetsRegistry).enable(onLane));
    const address: Hex = `0x${"22".repeat(20)}`;
    const dest = locationOf(1, parachain(phalaChain), ...stepsOf(evmAccount(1n, address)));
    khala.run("Alice", transfer(native, 10n * PHA, dest));
    bringCommitment(khala, phala);
    phala.run("Bob", delivery(khala, 0));
    expect(phala.happened(xTransfer)).toEqual(["Withdrawn", "Forwarded"]);
    const { body } = decodeBridgeMessage(provenMessage(phala, 0).message);
    expect(body).toMatchObject({
      value: {
        amount: 10n * PHA - fee,
        fee,
        sender: accountOf("Alice"),
        recipient: `0x${"00".repeat(12)}${"22".repeat(20)}`,
      },
    });
    expect(phala.of(assets).asset.get(1)?.supply).toBe(10n * PHA);
  });

  it("waits for its recipient where it cannot go on, and is claimed by anybody for them", () => {
    const dest = locationOf(1, parachain(phalaChain), ...stepsOf(evmAccount(77n, `0x${"22".repeat(20)}`)));
    khala.run("Alice", transfer(native, 10n * PHA, dest));
    bringCommitment(khala, phala);
    phala.run("Bob", delivery(khala, 0));
    expect(phala.happened(xTransfer)).toEqual(["MadeClaimable"]);
    const id = firstOf(khala);
    phala.run("Bob", own.claim({ id }));
    expect(held(phala, "Alice")).toBe(10n * PHA - fee);
    expect(phala.refusal("Bob", own.claim({ id }))).toBe("XTransfer.NotClaimable");
  });
});

describe("what cannot be paid", () => {
  /** Less than a new account must have: nobody named Zoe exists on Phala. */
  const little = existentialDeposit / 2n + fee;
  const sendLittle = () => {
    phala.run("Alice", transfer(native, 10n * PHA, there(khalaChain, "Alice")));
    bringCommitment(phala, khala);
    khala.run("Bob", delivery(phala, 0));
    khala.run("Alice", transfer(at(phalaChain), little, there(phalaChain, "Zoe")));
    bringCommitment(khala, phala);
    phala.run("Bob", delivery(khala, 0, "Bob"));
    return firstOf(khala);
  };

  it("waits in the lane's reserve, and is paid when it can be", () => {
    const id = sendLittle();
    expect(phala.of(xTransfer).arrived.get(id)?.outcome).toEqual({ type: "Claimable" });
    expect(phala.of(xTransfer).owed.get(sisters.pha, sisters.lane)).toBe(little - fee);
    expect(phala.refusal("Bob", own.claim({ id }))).toBe("Balances.ExistentialDeposit");
    phala.setBalances({ Zoe: PHA });
    phala.run("Bob", own.claim({ id }));
    expect(phala.balanceOf("Zoe").free).toBe(PHA + little - fee);
    expect(phala.of(xTransfer).owed.get(sisters.pha, sisters.lane)).toBe(0n);
  });

  it("goes back to its sender after thirty days", () => {
    const id = sendLittle();
    expect(phala.refusal("Bob", own.send_back({ id }))).toBe("XTransfer.TooSoon");
    phala.runTo({ timeMs: phala.now.timeMs + claimMs });
    expect(phala.refusal("Bob", own.send_back({ id }))).toBe("XTransfer.TooLittle");
    phala.of(xTransfer).arrived.mutate(id, (known) => known && { ...known, amount: PHA });
    phala.of(xTransfer).owed.put(sisters.pha, sisters.lane, PHA);
    phala.run("Bob", own.send_back({ id }));
    expect(phala.happened(xTransfer)).toEqual(["Withdrawn", "SentBack"]);
    expect(phala.refusal("Bob", own.claim({ id }))).toBe("XTransfer.NotClaimable");
    const { body } = decodeBridgeMessage(provenMessage(phala, 1).message);
    expect(body.value).toMatchObject({ amount: PHA, recipient: accountOf("Alice"), sender: accountOf("Zoe") });
  });
});

describe("a message that is too late", () => {
  it("expires there and comes back here, and is never both carried out and refunded", () => {
    const before = phala.balanceOf("Alice").free;
    phala.run("Alice", transfer(native, 10n * PHA, there(khalaChain, "Zoe")));
    const id = firstOf(phala);
    bringCommitment(phala, khala);
    const late = provenMessage(phala, 0);
    expect(khala.refusal("Bob", own.expire({ ...late, reward: accountOf("Rex") }))).toBe("XTransfer.NotLate");
    khala.runTo(khala.now.number + 7);
    expect(khala.refusal("Bob", delivery(phala, 0))).toBe("XTransfer.TooLate");
    khala.run("Bob", own.expire({ ...late, reward: accountOf("Rex") }));
    expect(khala.happened(xTransfer)).toEqual(["Expired"]);
    expect(khala.refusal("Bob", own.expire({ ...late, reward: accountOf("Rex") }))).toBe("Lanes.Used");
    bringCommitment(khala, phala);
    phala.run("Bob", delivery(khala, 0));
    expect(phala.happened(xTransfer)).toEqual(["Refunded"]);
    expect([before - phala.balanceOf("Alice").free, phala.balanceOf("Rex").free]).toEqual([fee, fee]);
    expect(phala.of(xTransfer).sent.get(id)?.state).toEqual({ type: "Refunded" });
    expect(phala.refusal("Bob", delivery(khala, 0))).toBe("Lanes.Used");
    expect(reserve(phala)).toBe(0n);
  });
});

describe("before any money moves", () => {
  it.each([
    ["a chain that no lane leads to", there(2_001, "Zoe")],
    ["no account", locationOf(1, parachain(khalaChain))],
    ["an address of 19 bytes", evmAccount(1n, `0x${"22".repeat(19)}`)],
    ["an address of 21 bytes", evmAccount(1n, `0x${"22".repeat(21)}`)],
    ["an EVM chain that no lane leads to", evmAccount(1n, `0x${"22".repeat(20)}`)],
    ["the relay chain", locationOf(1)],
    ["something behind the account", locationOf(0, account32(accountOf("Zoe")), parachain(1))],
  ])("a transfer to %s is refused", (_, dest) => {
    expect(phala.refusal("Alice", transfer(native, PHA, dest))).toBe("XTransfer.NoRoute");
  });

  it("one of an unknown asset is, of less than the fee, of what is not there, and of what may not pass", () => {
    const dest = there(khalaChain, "Zoe");
    expect(phala.refusal("Alice", transfer(at(2_001), PHA, dest))).toBe("AssetsRegistry.UnknownAsset");
    expect(phala.refusal("Alice", transfer(native, fee, dest))).toBe("XTransfer.TooLittle");
    expect(phala.refusal("Zoe", transfer(native, PHA, dest))).toBe("Balances.InsufficientBalance");
    expect(phala.refusal("Zoe", transfer(at(khalaChain), PHA, dest))).toBe("Assets.NoAccount");
    const thing = { ...some(native, 1n), fun: { type: "NonFungible", value: { type: "Undefined" } } } as const;
    expect(phala.refusal("Alice", own.transfer({ asset: thing, dest, dest_weight: undefined }))).toBe(
      "XTransfer.NotFungible",
    );
    phala.run(root, callsOf(assetsRegistry).disable({ resource: sisters.pha, lane: sisters.lane }));
    expect(phala.refusal("Alice", transfer(native, PHA, dest))).toBe("AssetsRegistry.NotEnabled");
    expect(reserve(phala)).toBe(0n);
  });

  it("an amount that would leave too little of an asset is refused, not rounded up", () => {
    phala.run("Alice", transfer(native, 10n * PHA, there(khalaChain, "Zoe")));
    bringCommitment(phala, khala);
    khala.run("Bob", delivery(phala, 0));
    const all = held(khala, "Zoe");
    const dest = there(phalaChain, "Zoe");
    expect(khala.refusal("Zoe", transfer(at(phalaChain), all - 1n, dest))).toBe("XTransfer.DustLeft");
    khala.run("Zoe", transfer(at(phalaChain), all, dest));
  });

  it("and to an account here the router moves it here", () => {
    phala.run("Alice", transfer(native, PHA, locationOf(0, account32(accountOf("Zoe")))));
    phala.run("Alice", transfer(native, PHA, there(phalaChain, "Zoe")));
    expect(phala.balanceOf("Zoe").free).toBe(2n * PHA);
  });
});

describe("limits", () => {
  const terms = { ...usualTerms, capIn: 20n * PHA, capOut: 10n * PHA, delayAbove: 5n * PHA };

  beforeEach(() => {
    sisters = startSisters(terms);
    ({ phala, khala } = sisters);
  });

  it("let no more pass in a day than the cap, which comes back evenly", () => {
    const dest = there(khalaChain, "Zoe");
    phala.run("Alice", transfer(native, 9n * PHA, dest));
    expect(phala.refusal("Alice", transfer(native, 2n * PHA, dest))).toBe("AssetsRegistry.CapExceeded");
    phala.runTo(phala.now.number + 72);
    phala.run("Alice", transfer(native, 6n * PHA, dest));
    expect(phala.refusal("Alice", transfer(native, PHA, dest))).toBe("AssetsRegistry.CapExceeded");
  });

  it("let a large amount wait, announced, and use nothing up before", () => {
    phala.of(lanes).lanes.mutate(sisters.lane, (lane) => lane && { ...lane, lifetimeMs: 4n * delayMs });
    phala.run("Alice", transfer(native, 6n * PHA, there(khalaChain, "Zoe")));
    phala.run("Alice", transfer(native, 2n * PHA, there(khalaChain, "Zoe")));
    bringCommitment(phala, khala);
    expect(khala.refusal("Bob", delivery(phala, 0))).toBe("XTransfer.MustWait");
    expect(khala.refusal("Bob", own.announce(provenMessage(phala, 1)))).toBe("XTransfer.NothingToWait");
    khala.run("Bob", own.announce(provenMessage(phala, 0)));
    expect(khala.refusal("Bob", own.announce(provenMessage(phala, 0)))).toBe("XTransfer.NothingToWait");
    expect(khala.refusal("Bob", delivery(phala, 0))).toBe("XTransfer.MustWait");
    khala.runTo(khala.now.number + 72);
    khala.run("Bob", delivery(phala, 0));
    expect(held(khala, "Zoe")).toBe(6n * PHA - fee);
  });
});

it("a pause stops transfers of one direction, and neither expiry nor refunds nor commitments", () => {
  phala.run("Alice", transfer(native, PHA, there(khalaChain, "Zoe")));
  phala.run("Alice", transfer(native, PHA, there(khalaChain, "Zoe")));
  const { lane } = sisters;
  for (const ledger of [phala, khala])
    ledger.run("Gerda", callsOf(lanes).pause({ lane, inbound: true, outbound: true }));
  expect(phala.refusal("Alice", transfer(native, PHA, there(khalaChain, "Zoe")))).toBe("Lanes.LanePaused");
  bringCommitment(phala, khala);
  expect(khala.refusal("Bob", delivery(phala, 0))).toBe("Lanes.LanePaused");
  khala.runTo(khala.now.number + 7);
  khala.run("Bob", own.expire({ ...provenMessage(phala, 0), reward: accountOf("Rex") }));
  bringCommitment(khala, phala);
  phala.run("Bob", delivery(khala, 0));
  expect(phala.happened(xTransfer)).toEqual(["Refunded"]);
});
