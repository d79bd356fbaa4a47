import { setImmediate as nextTurn } from "node:timers/promises";
import { toHex } from "@pha/codec";
import type { Contract } from "@pha/sdk";
import { eventually, nextRuntimeCode } from "@pha/testkit";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import type { ApiOptions, SubmittableExtrinsic } from "@polkadot/api/types";
import { DedotClient, WsProvider as DedotProvider } from "dedot";
import { createClient, type PolkadotClient } from "polkadot-api";
import { getPolkadotSigner } from "polkadot-api/signer";
import { getWsProvider } from "polkadot-api/ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Call, send } from "./clients/polkadot-api.ts";
import * as parties from "./parties.ts";
import { deployAuction, newestBlock, startWholeNetwork, untilAgreed, type WholeNetwork } from "./whole-network.ts";

const opened = new AsyncDisposableStack();
const unit = 10n ** 12n;
const keyring = new Keyring({ type: "sr25519" });
const [alice, eve, charlie, dave] = ["//Alice", "//Eve", "//Charlie", "//Dave"].map((uri) => keyring.addFromUri(uri));
type Pair = NonNullable<typeof alice>;

let network: WholeNetwork;
let api: ApiPromise;
let papi: PolkadotClient;
let dedot: DedotClient;

beforeAll(async () => {
  network = opened.use(await startWholeNetwork({ miners: 1, gatekeepers: 2 }));
  const { ws } = network.devnet.urls;
  /** The class and its interface disagree under `exactOptionalPropertyTypes`. */
  const provider = new WsProvider(ws) as unknown as NonNullable<ApiOptions["provider"]>;
  api = await ApiPromise.create({ provider, noInitWarn: true });
  opened.defer(() => api.disconnect());
  papi = createClient(getWsProvider(ws));
  opened.defer(() => papi.destroy());
  dedot = await DedotClient.new(new DedotProvider(ws));
  opened.defer(() => dedot.disconnect());
});
/** What goes on in the background ends with the test, however that ends. */
const over = new AbortController();
afterAll(async () => {
  over.abort();
  await opened.disposeAsync();
});

/** The calls of a pallet that this compiler knows nothing of. */
type Calls<C> = Readonly<Record<string, (...args: unknown[]) => C>>;

/** Signs, submits, and waits for the end. */
async function finish(call: SubmittableExtrinsic<"promise">, from: Pair) {
  return new Promise<Parameters<Parameters<typeof call.send>[0]>[0]>((resolve, reject) => {
    call
      .signAndSend(from, { nonce: -1 }, (update) => {
        if (update.status.isFinalized || update.isError) resolve(update);
      })
      .catch(reject);
  });
}

/** Sends one transfer after another until told to stop; what became of each. */
function load(from: Pair) {
  let isStopped = false;
  const ends: { readonly specVersion: number; readonly end: string }[] = [];
  const running = (async () => {
    while (!isStopped && !over.signal.aborted) {
      const specVersion = api.runtimeVersion.specVersion.toNumber();
      const end = await finish(api.tx.balances.transferKeepAlive(eve?.address ?? "", unit), from).then(
        ({ status }) => status.type,
        (error: Error) => error.message,
      );
      ends.push({ specVersion, end });
      await nextTurn(); // what fails at once must not keep all else from happening
    }
  })();
  return {
    ends,
    async stop() {
      isStopped = true;
      await running;
    },
  };
}

/** Bids ever more in an auction of a contract until told to stop. */
async function bid(contract: Contract) {
  const which = { auction: 1 };
  const closesAtBlock = (await newestBlock(network.client)) + 100_000;
  await contract.command(parties.alice, "create", { item: "painting", closesAtBlock });
  let isStopped = false;
  let bids = 0;
  const answer = async () => (await contract.query("myBid", which, { caller: parties.bob })).value;
  const running = (async () => {
    while (!isStopped && !over.signal.aborted) {
      bids++;
      await contract.command(parties.bob, "bid", { ...which, amount: String(bids) });
      expect(await answer()).toEqual({ amount: String(bids), outcome: "sealed" });
    }
  })();
  // It is awaited below, if the test comes that far.
  running.catch(() => {});
  return {
    /** Waits for two bids more, or fails as the bidding did. */
    async goesOn() {
      const before = bids;
      await Promise.race([running, eventually(() => bids > before + 2, { withinMs: 60_000 })]);
    },
    async stop() {
      isStopped = true;
      await running;
      await untilAgreed(network.client, contract, which);
    },
  };
}

describe("a live runtime upgrade under load", () => {
  it("adds a call without a restart, which every client uses on the connection it has", async () => {
    const processes = () => Object.values(network.devnet.processes).map(({ name, pid }) => `${name} ${pid}`);
    const [running, present] = [processes(), api.runtimeVersion.specVersion.toNumber()];
    const auction = await bid(await deployAuction(network.client));
    const loads = [charlie, dave].map((from) => load(from as Pair));
    await eventually(() => loads.every(({ ends }) => ends.length > 1), { withinMs: 60_000 });
    const systemTx = () => api.tx.system as unknown as Calls<SubmittableExtrinsic<"promise">>;
    expect(systemTx()["greet"]).toBeUndefined();

    const code = toHex(await nextRuntimeCode());
    const upgrade = finish(api.tx.sudo.sudo(api.tx.system.setCode(code)), alice as Pair);
    const deployment = deployAuction(network.client, parties.bob);
    expect((await upgrade).status.type).toBe("Finalized");

    // What the enclaves verify and decode goes on: keys for a contract that came meanwhile, commands, answers, reports.
    // Their client is done before blocks have events that it does not know, of the new call.
    const second = await deployment;
    await second.command(parties.bob, "create", { item: "clock", closesAtBlock: 1_000_000 });
    expect((await second.query("status", { auction: 1 })).value).toMatchObject({ item: "clock" });
    await auction.goesOn();
    await auction.stop();

    const greet = await eventually(() => systemTx()["greet"]);
    const greeting = await finish(greet("@polkadot/api"), alice as Pair);
    expect(greeting.status.type).toBe("Finalized");
    const [said] = greeting.events.filter(({ event }) => event.method === "Greeted");
    expect(said?.event.data.toHuman()).toEqual({ whom: "@polkadot/api" });

    const unsafe = papi.getUnsafeApi() as unknown as { tx: { System: { greet(args: { whom: string }): Call } } };
    const { addressRaw } = alice as Pair;
    const signer = getPolkadotSigner(addressRaw, "Sr25519", (bytes) => (alice as Pair).sign(bytes));
    const { last } = await send(unsafe.tx.System.greet({ whom: "polkadot-api" }), { signer });
    expect(last.ok).toBe(true);

    await eventually(async () => (await dedot.getRuntimeVersion()).specVersion === present + 1);
    const dedotTx = dedot.tx["system"] as unknown as Calls<ReturnType<typeof dedot.tx.system.remark>>;
    const greeted = await dedotTx["greet"]?.("dedot")
      .signAndSend(alice as Pair)
      .untilFinalized();
    expect(greeted?.dispatchError).toBeUndefined();

    const done = loads.map(({ ends }) => ends.length);
    await eventually(() => loads.every(({ ends }, i) => ends.length > (done[i] ?? 0) + 1), { withinMs: 60_000 });
    await Promise.all(loads.map(({ stop }) => stop()));
    // One that was signed for the old version when the new one came is refused, and says why; all others are final.
    const ends = loads.flatMap((one) => one.ends);
    const refused = ends.filter(({ end }) => end !== "Finalized");
    for (const { specVersion, end } of refused) {
      expect(specVersion).toBe(present);
      expect(end).toMatch(/Invalid|1010.*BadProof/);
    }
    expect(ends.at(-1)?.specVersion).toBe(present + 1);
    expect(processes()).toEqual(running);
  });
});
