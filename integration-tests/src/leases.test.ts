import { makeCall } from "@pha/frame";
import { sudo, validators } from "@pha/runtime/spec";
import type { Contract } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { alice, bob } from "./parties.ts";
import { deployAuction, newestBlock, startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

let network: WholeNetwork;
let auction: Contract;
const which = { auction: 1 };
const leaseMs = 4_000;

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 1 });
  auction = await deployAuction(network.client);
  const closesAtBlock = (await newestBlock(network.client)) + 100_000;
  await auction.command(alice, "create", { item: "clock", closesAtBlock });
  await auction.command(bob, "bid", { ...which, amount: "7" });
});

afterAll(() => network?.[Symbol.asyncDispose]());

const query = async () => (await auction.query("myBid", which, { caller: bob })).value;

function signalValidators(signal: NodeJS.Signals): void {
  const all = Object.values(network.devnet.processes).filter(({ name }) => name.startsWith("relay-"));
  expect(all).toHaveLength(4);
  for (const validator of all) validator.kill(signal);
}

/** What each gatekeeper's enclave has left of its lease, as its host tells: over REST at a block, as a metric at any time. */
async function leases(): Promise<{ readonly standing: string; readonly answered: number; readonly seconds: number }[]> {
  return Promise.all(
    network.devnet.urls.gatekeepers.map(async (url) => {
      const { standing, lease } = await (await fetch(`${url}/v1/keys`)).json();
      const metrics = await (await fetch(`${url}/metrics`)).text();
      const [, seconds] = /^gatekeeper_lease_seconds\S* (\S+)$/m.exec(metrics) ?? [];
      return { standing, answered: lease.answered, seconds: Number(seconds) };
    }),
  );
}

it("serves under leases of a quorum of validators, as long as root has set", async () => {
  const call = makeCall(validators, "set_lease", { leaseMs });
  await network.client.submit(alice, makeCall(sudo, "sudo", { call }));
  await eventually(async () => (await leases()).every(({ seconds }) => seconds > 0 && seconds <= leaseMs / 1_000), {
    withinMs: 60_000,
  });
  for (const { standing, answered } of await leases()) {
    expect(standing).toBe("holds-share");
    expect(answered).toBeGreaterThanOrEqual(3);
  }
  expect(await query()).toEqual({ amount: "7", outcome: "sealed" });
});

it("answers nothing once validators have been silent for a lease, and recovers by itself after all of them were killed", async () => {
  signalValidators("SIGSTOP");
  await eventually(async () => (await leases()).every(({ seconds }) => seconds === 0), { withinMs: 60_000 });
  const code = expect.stringMatching(/^(miner\.LeaseExpired|gatekeeper\.NoWorker)$/);
  // The worker's lease ends by itself, a little before or after those of the gatekeepers.
  const refusal = () =>
    query().then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(await eventually(refusal, { withinMs: 60_000 })).toMatchObject({ code });

  signalValidators("SIGKILL");
  const isWell = async () =>
    (await leases()).every(({ standing, seconds }) => standing === "holds-share" && seconds > 0);
  await eventually(isWell, { withinMs: 90_000 });
  await eventually(
    () =>
      query().then(
        (value) => value !== undefined,
        () => false,
      ),
    { withinMs: 60_000 },
  );
  expect(await query()).toEqual({ amount: "7", outcome: "sealed" });
  // Gatekeepers give keys again.
  const another = await deployAuction(network.client);
  expect(another.id).not.toBe(auction.id);
});
