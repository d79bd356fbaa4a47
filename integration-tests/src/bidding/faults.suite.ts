import { readState } from "@pha/frame";
import { clusters, messages } from "@pha/runtime/spec";
import type { Contract } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { beforeAll, expect, it } from "vitest";
import { alice, bob, charlie } from "../parties.ts";
import { deployAuction, newestBlock, untilAgreed, type WholeNetwork } from "../whole-network.ts";
import { biddingNetwork } from "./network.ts";

let network: WholeNetwork;
let auction: Contract;
const which = { auction: 1 };
const rounds = 20;
const auctionCluster = 0;

beforeAll(() => {
  network = biddingNetwork();
});

function kill(name: string): void {
  const process = network.devnet.processes[name];
  if (!process) throw new Error(`there is no ${name}`);
  process.kill("SIGKILL");
}

/** How many messages the cluster was sent. */
const messagesSoFar = async () =>
  (await network.client.read((state) => readState(messages, state).head.get(auctionCluster))).count;

it("loses no bid and doubles none while a gatekeeper, a validator and a miner are killed", async () => {
  const before = await messagesSoFar();
  auction = await deployAuction(network.client);
  await auction.command(alice, "create", {
    item: "clock",
    closesAtBlock: (await newestBlock(network.client)) + 100_000,
  });
  const victims = new Map([
    [4, "gatekeeper-0"],
    [8, "relay-0"],
    [12, "miner-0"],
  ]);
  for (let round = 1; round <= rounds; round++) {
    const victim = victims.get(round);
    if (victim !== undefined) kill(victim);
    await auction.command(round % 2 === 0 ? bob : charlie, "bid", { ...which, amount: String(1000 + round) });
    const { value } = await auction.query("myBid", which, { caller: round % 2 === 0 ? bob : charlie });
    expect(value).toEqual({ amount: String(1000 + round), outcome: "sealed" });
  }
  // Deployment, creation, and each bid exactly once.
  expect((await messagesSoFar()) - before).toBe(2n + BigInt(rounds));
});

it("has everybody back afterwards, at the same state", async () => {
  const members = await network.client.read((state) => readState(clusters, state).clusters.get(0)?.members ?? []);
  const tags = await eventually(
    async () => {
      const answers = await Promise.allSettled(
        members.map((worker) => auction.query("myBid", which, { caller: bob, worker })),
      );
      const tags = answers.flatMap((answer) =>
        answer.status === "fulfilled" ? [answer.value.statement.stateTag] : [],
      );
      return tags.length === members.length ? tags : undefined;
    },
    { withinMs: 60_000 },
  );
  expect(new Set(tags).size).toBe(1);
  await untilAgreed(network.client, auction, which);
  for (const gatekeeper of network.devnet.urls.gatekeepers)
    await eventually(async () => (await fetch(`${gatekeeper}/readyz`)).ok, { withinMs: 60_000 });
});
