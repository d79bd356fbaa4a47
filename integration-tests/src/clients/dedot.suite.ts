import { Keyring } from "@polkadot/api";
import { DedotClient, LegacyClient, WsProvider } from "dedot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Network } from "../network.ts";
import { clientsNetwork } from "./network.ts";

const schemes = ["sr25519", "ed25519", "ecdsa"] as const;
const unit = 10n ** 12n;
type Pair = ReturnType<Keyring["addFromUri"]>;

let network: Network;

beforeAll(() => {
  network = clientsNetwork();
});

describe.each([
  ["over chainHead", () => DedotClient.new(new WsProvider(network.ws))],
  ["over the legacy methods", () => LegacyClient.new(new WsProvider(network.ws))],
])("dedot %s", (name, connect) => {
  let client: Awaited<ReturnType<typeof connect>>;
  let alice: Pair;
  let bob: Pair;

  beforeAll(async () => {
    client = await connect();
    const keyring = new Keyring({ type: "sr25519" });
    alice = keyring.addFromUri("//Alice");
    bob = keyring.addFromUri("//Bob");
  });

  afterAll(() => client?.disconnect());

  const transfer = (to: string, value: bigint) => client.tx.balances.transferKeepAlive(to, value);

  it("queries storage, constants and runtime APIs", async () => {
    const { data } = await client.query.system.account(alice.address);
    expect(data.free).toBeGreaterThan(1_000n * unit);
    expect(client.consts.balances.existentialDeposit).toBe(unit / 100n);
    expect(await client.call.accountNonceApi.accountNonce(alice.address)).toBeGreaterThanOrEqual(0);
  });

  it("subscribes to a value", async () => {
    const seen: bigint[] = [];
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const stop = await client.query.system.account(bob.address, ({ data }) => {
      seen.push(data.free);
      (seen.length === 1 ? first : second).resolve();
    });
    await first.promise;
    await transfer(bob.address, unit).signAndSend(alice).untilFinalized();
    await second.promise;
    await stop();
    expect((seen[1] as bigint) - (seen[0] as bigint)).toBe(unit);
  });

  it.each(schemes)("signs with %s, submits, watches to finalized and decodes events", async (type) => {
    const sender = new Keyring({ type }).addFromUri(`//dedot-${type}-${name}`);
    await transfer(sender.address, 10n * unit)
      .signAndSend(alice)
      .untilFinalized();
    const { events, dispatchError } = await transfer(bob.address, unit).signAndSend(sender).untilFinalized();
    expect(dispatchError).toBeUndefined();
    const moved = client.events.balances.Transfer.find(events);
    expect(moved?.palletEvent.data.amount).toBe(unit);
  });

  it("names a module error", async () => {
    const { dispatchError } = await transfer(bob.address, 10n ** 30n)
      .signAndSend(alice)
      .untilFinalized();
    const known = dispatchError && client.registry.findErrorMeta(dispatchError);
    expect(`${known?.pallet}.${known?.name}`).toBe("Balances.InsufficientBalance");
  });

  it("estimates a fee", async () => {
    const { partialFee } = await transfer(bob.address, unit).paymentInfo(alice.address);
    expect(partialFee).toBeGreaterThan(0n);
  });

  it("is refused for an old nonce", async () => {
    const send = async () => transfer(bob.address, unit).signAndSend(alice, { nonce: 1 });
    await expect(send()).rejects.toThrow(/1010|Stale/);
  });
});
