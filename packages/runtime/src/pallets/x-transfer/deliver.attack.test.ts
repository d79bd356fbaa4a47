import type { Hex } from "@pha/codec";
import { root } from "@pha/frame";
import {
  type BridgeBody,
  type BridgeMessage,
  decodeBridgeMessage,
  emptyOutbound,
  encodeBridgeMessage,
  evmChain,
  noDeadline,
  outboundRoot,
  paddedAddress,
  trustPeriodMs,
} from "@pha/light-client";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { accountOf, callsOf, type TestLedger } from "../../testing/index.ts";
import {
  bringCommitment,
  certificateBy,
  delivery,
  provenMessage,
  type Sisters,
  startSisters,
  usualTerms,
} from "../../testing/sisters.ts";
import { account32, locationOf, parachain } from "../../xcm/location.ts";
import { assets } from "../assets/spec.ts";
import { khalaChain } from "../assets-registry/spec.ts";
import { existentialDeposit, PHA } from "../balances/account-data.ts";
import { foreignFinality } from "../foreign-finality/spec.ts";
import { laneOf } from "../lanes/lane.ts";
import { queueOutbound } from "../lanes/queue.ts";
import { lanes } from "../lanes/spec.ts";
import { xTransfer } from "./spec.ts";

const own = callsOf(xTransfer);
const reward = accountOf("Mallory");
const word = (byte: string): Hex => `0x${byte.repeat(32)}`;

function send(from: TestLedger, to: number, amount: bigint): void {
  const dest = locationOf(1, parachain(to), account32(accountOf("Zoe")));
  const asset = { id: { type: "Concrete", value: locationOf(0) }, fun: { type: "Fungible", value: amount } } as const;
  from.run("Alice", own.transfer({ asset, dest, dest_weight: undefined }));
}

/** Ten tokens are on their way from Phala, and Khala knows of it. */
function underWay(): Sisters {
  const sisters = startSisters();
  send(sisters.phala, khalaChain, 10n * PHA);
  bringCommitment(sisters.phala, sisters.khala);
  return sisters;
}

/** A ledger whose validators are all corrupt queues whatever they like. */
const forge = (from: TestLedger, lane: Hex, body: BridgeBody) => from.act((env) => queueOutbound(env, lane, body));

const parties = { sender: accountOf("Mallory"), recipient: accountOf("Mallory"), onward: new Uint8Array() };
const claimOf = (asset: Hex, amount: bigint): BridgeBody => ({
  type: "Transfer",
  value: { asset, amount, fee: 0n, ...parties },
});

attack("change what a proven message says: asset, amount, recipient, lane, nonce, chain (D1)", async ({ refused }) => {
  const { phala, khala, kpha } = underWay();
  const { message, proof } = provenMessage(phala, 0);
  const told = decodeBridgeMessage(message);
  const { value } = told.body as Extract<BridgeBody, { readonly type: "Transfer" }>;
  const saying = (changed: object): BridgeMessage => ({
    ...told,
    body: { type: "Transfer", value: { ...value, ...changed } },
  });
  const shown = (changed: BridgeMessage) => own.deliver({ message: encodeBridgeMessage(changed), proof, reward });
  for (const changed of [
    saying({ asset: kpha }),
    saying({ amount: value.amount + 1n }),
    saying({ fee: value.fee + 1n }),
    saying({ recipient: reward }),
    saying({ sender: reward }),
    saying({ onward: Uint8Array.of(0) }),
    { ...told, nonce: 2n },
    { ...told, deadlineMs: noDeadline },
  ])
    await refused("Lanes.NotProven", () => khala.run("Mallory", shown(changed)));
  for (const changed of [
    { ...told, nonce: 0n },
    { ...told, source: word("11") },
    { ...told, destination: phala.genesisHash },
    { ...told, contract: word("11") },
  ])
    await refused("Lanes.WrongEnvelope", () => khala.run("Mallory", shown(changed)));
  await refused("Lanes.UnknownLane", () => khala.run("Mallory", shown({ ...told, lane: word("11") })));
  for (const bytes of [new Uint8Array(), message.slice(1), Uint8Array.of(...message, 0)])
    await refused("Lanes.BadMessage", () => khala.run("Mallory", own.deliver({ message: bytes, proof, reward })));
});

attack("have one message carried out twice, or under two outcomes (D3, D5)", async ({ refused, held }) => {
  const { phala, khala } = underWay();
  const shown = { ...provenMessage(phala, 0), reward };
  await refused("XTransfer.NotLate", () => khala.run("Mallory", own.expire(shown)));
  khala.run("Bob", delivery(phala, 0));
  await refused("Lanes.Used", () => khala.run("Mallory", own.deliver(shown)));
  khala.runTo(khala.now.number + 7);
  await refused("Lanes.Used", () => khala.run("Mallory", own.expire(shown)));
  // Not even before it was sent: there is nothing that proves it.
  const { message } = shown;
  const later = encodeBridgeMessage({ ...decodeBridgeMessage(message), nonce: 9n });
  await refused("Lanes.NotProven", () => khala.run("Mallory", own.expire({ ...shown, message: later })));
  await held("the token exists once", () => expect(khala.of(assets).asset.get(1)?.supply).toBe(10n * PHA));
});

attack(
  "prove by an empty list, a root of zeros, another place or a root that was not accepted",
  async ({ refused }) => {
    const { phala, khala } = underWay();
    const { message, proof } = provenMessage(phala, 0);
    for (const [code, changed] of [
      ["Lanes.NotProven", { ...proof, count: 0 }],
      ["Lanes.NotProven", { ...proof, place: 1 }],
      ["Lanes.NotProven", { ...proof, count: 2, siblings: [word("00")] }],
      ["Lanes.NotProven", { ...proof, siblings: [word("00")] }],
      ["ForeignFinality.UnknownRoot", { ...proof, number: 0 }],
      ["ForeignFinality.UnknownRoot", { ...proof, number: proof.number + 1 }],
    ] as const)
      await refused(code, () => khala.run("Mallory", own.deliver({ message, proof: changed, reward })));
    // A commitment to no message at all proves none.
    khala.of(foreignFinality).roots.put(phala.genesisHash, proof.number, outboundRoot(emptyOutbound));
    await refused("Lanes.NotProven", () => khala.run("Mallory", own.deliver({ message, proof, reward })));
  },
);

attack("play a message of one lane on another, or back where it came from", async ({ refused }) => {
  const { phala, khala } = underWay();
  const shown = own.deliver({ ...provenMessage(phala, 0), reward });
  await refused("Lanes.WrongEnvelope", () => phala.run("Mallory", shown));
  const peer = { type: "Ledger", value: { genesis: word("77"), chain: 7 } } as const;
  khala.run(root, callsOf(lanes).open({ peer, lifetimeMs: 3_600_000n }));
  const lane = laneOf(khala.genesisHash, peer);
  const { message, proof } = provenMessage(phala, 0);
  const moved = encodeBridgeMessage({ ...decodeBridgeMessage(message), lane });
  await refused("Lanes.WrongEnvelope", () => khala.run("Mallory", own.deliver({ message: moved, proof, reward })));
});

attack(
  "take more over a lane than ever left by it, with all validators of the other network",
  async ({ refused, held }) => {
    const { phala, khala, lane, pha, kpha } = underWay();
    const issued = () => phala.of(assets).asset.get(1)?.supply ?? 0n;
    forge(khala, lane, claimOf(pha, 4n * PHA));
    forge(khala, lane, claimOf(pha, 6n * PHA + 1n));
    forge(khala, lane, claimOf(pha, 6n * PHA));
    forge(khala, lane, claimOf(pha, PHA));
    bringCommitment(khala, phala);
    phala.run("Mallory", delivery(khala, 0));
    await refused("XTransfer.ReserveShort", () => phala.run("Mallory", delivery(khala, 1)));
    phala.run("Mallory", delivery(khala, 2));
    await refused("XTransfer.ReserveShort", () => phala.run("Mallory", delivery(khala, 3)));
    await held("what was sent there is all that is lost", () =>
      expect(phala.balanceOf("Mallory").free).toBe(10n * PHA),
    );
    const { reserve } = phala.of(lanes).lanes.get(lane) as { readonly reserve: Hex };
    await held("the reserve lives on", () => expect(phala.balanceOf(reserve).free).toBe(existentialDeposit));
    forge(khala, lane, claimOf(kpha, PHA));
    bringCommitment(khala, phala);
    phala.run("Mallory", delivery(khala, 4));
    await held("its own token it may issue as it likes: only that", () => expect(issued()).toBe(PHA));
  },
);

attack(
  "have a message dispatch anything, govern this network, or bring an asset nobody registered",
  async ({ refused }) => {
    const { phala, khala, lane } = underWay();
    forge(phala, lane, { type: "Control", value: { command: 0, parameters: new Uint8Array(3) } });
    const to = { sender: reward, recipient: reward };
    forge(phala, lane, { type: "ContractMessage", value: { ...to, gasLimit: 1n, payload: new Uint8Array(9) } });
    forge(phala, lane, {
      type: "TransferNft",
      value: { ...to, collection: word("01"), item: word("02"), uri: new Uint8Array() },
    });
    forge(phala, lane, claimOf(word("00"), PHA));
    forge(phala, lane, claimOf(word("12"), PHA));
    bringCommitment(phala, khala);
    for (const place of [1, 2, 3])
      await refused("XTransfer.Unsupported", () => khala.run("Mallory", delivery(phala, place)));
    for (const place of [4, 5])
      await refused("AssetsRegistry.NotEnabled", () => khala.run("Mallory", delivery(phala, place)));
  },
);

attack("get a refund of what was carried out, of somebody else's lane, or of nothing", async ({ refused, held }) => {
  const { phala, khala, lane } = underWay();
  const id = phala.of(xTransfer).sentBy.get(accountOf("Alice"), 0) as Hex;
  khala.run("Bob", delivery(phala, 0));
  khala.runTo(khala.now.number + 7);
  await refused("Lanes.Used", () => khala.run("Mallory", own.expire({ ...provenMessage(phala, 0), reward })));
  forge(khala, lane, { type: "Refund", value: { message: word("33"), reward } });
  bringCommitment(khala, phala);
  await refused("XTransfer.UnknownTransfer", () => phala.run("Mallory", delivery(khala, 0)));
  phala.of(xTransfer).sent.mutate(id, (sent) => sent && { ...sent, lane: word("44") });
  forge(khala, lane, { type: "Refund", value: { message: id, reward } });
  forge(khala, lane, { type: "Refund", value: { message: id, reward } });
  bringCommitment(khala, phala);
  await refused("XTransfer.UnknownTransfer", () => phala.run("Mallory", delivery(khala, 1)));
  phala.of(xTransfer).sent.mutate(id, (sent) => sent && { ...sent, lane });
  // A corrupt sister may give back what it was sent, once: its own users lose by it, nobody here does.
  phala.run("Mallory", delivery(khala, 1));
  await refused("XTransfer.Settled", () => phala.run("Mallory", delivery(khala, 2)));
  const { reserve } = phala.of(lanes).lanes.get(lane) as { readonly reserve: Hex };
  await held("the reserve paid for it alone", () => expect(phala.balanceOf(reserve).free).toBe(existentialDeposit));
});

attack("have all that was ever carried out given back at once, past the caps", async ({ refused, held }) => {
  const terms = { ...usualTerms, capIn: 10n * PHA };
  const { phala, khala, lane } = startSisters(terms);
  for (const amount of [6n, 6n, 30n]) send(phala, khalaChain, amount * PHA);
  bringCommitment(phala, khala);
  const ids = [0, 1, 2].map((place) => phala.of(xTransfer).sentBy.get(accountOf("Alice"), place) as Hex);
  for (const message of ids) forge(khala, lane, { type: "Refund", value: { message, reward } });
  bringCommitment(khala, phala);
  phala.run("Mallory", delivery(khala, 0));
  for (const place of [1, 2])
    await refused("AssetsRegistry.CapExceeded", () => phala.run("Mallory", delivery(khala, place)));
  phala.runTo(phala.now.number + 144);
  phala.run("Mallory", delivery(khala, 2));
  await refused("AssetsRegistry.CapExceeded", () => phala.run("Mallory", delivery(khala, 1)));
  phala.runTo(phala.now.number + 144);
  await held("nothing is kept for ever", () => phala.run("Mallory", delivery(khala, 1)));
});

attack(
  "move money by a network that contradicts itself, or was not heard of for two weeks (D8)",
  async ({ refused }) => {
    const { phala, khala, lane } = underWay();
    const genesis = phala.genesisHash;
    const forked = { ...phala.head, stateRoot: word("66") };
    const other = certificateBy(phala, [1, 2, 3], forked);
    khala.run("Bob", callsOf(foreignFinality).contradict({ genesis, one: certificateBy(phala), other }));
    await refused("ForeignFinality.Contradicted", () => khala.run("Mallory", delivery(phala, 0)));
    khala.run(root, callsOf(foreignFinality).absolve({ genesis }));
    phala.of(lanes).lanes.mutate(lane, (known) => known && { ...known, lifetimeMs: 30n * 86_400_000n });
    send(phala, khalaChain, PHA);
    bringCommitment(phala, khala);
    khala.runTo({ timeMs: khala.now.timeMs + trustPeriodMs + 600_000n });
    await refused("ForeignFinality.Stale", () => khala.run("Mallory", delivery(phala, 1)));
  },
);

attack("bring a message by a gateway's lane with a ledger's proof", async ({ refused }) => {
  const { phala, khala } = underWay();
  const gateway = { chainId: 1n, gateway: `0x${"ee".repeat(20)}`, deploymentBlock: word("dd") } as const;
  const peer = { type: "Gateway", value: gateway } as const;
  khala.run(root, callsOf(lanes).open({ peer, lifetimeMs: 3_600_000n }));
  const { message, proof } = provenMessage(phala, 0);
  const from = {
    lane: laneOf(khala.genesisHash, peer),
    source: evmChain(1n),
    contract: paddedAddress(gateway.gateway),
  };
  const moved = encodeBridgeMessage({ ...decodeBridgeMessage(message), ...from });
  await refused("Lanes.NotLedger", () => khala.run("Mallory", own.deliver({ message: moved, proof, reward })));
});
