import { fromHex, toHex } from "@pha/codec";
import { BEACON_DST, beaconMessage, sha256, verifyBls } from "@pha/crypto";
import { readState } from "@pha/frame";
import { gatekeepers, groupKeyOf } from "@pha/runtime/spec";
import { connect, Dev } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { expect, it } from "vitest";
import { clientsNetwork } from "./network.ts";

it("has gatekeepers' enclaves sign round after round, each checkable under the master key, over REST too", async () => {
  const network = clientsNetwork();
  const dev = new Dev(network.http);
  const client = await connect({ chain: network.http });
  const roundFrom = (round: bigint) =>
    eventually(
      async () => {
        await dev.seal(); // a round is 60 blocks, of a second each where nothing happens
        const signed = await client.beacon();
        return signed && signed.round >= round && signed;
      },
      { withinMs: 60_000 },
    );
  const first = await roundFrom(1n);
  const group = await client.read((state) => groupKeyOf(readState(gatekeepers, state)));
  const { genesisHash } = client;
  for (const signed of [first, await roundFrom(first.round + 1n)]) {
    const { generation, round, signature, seed } = signed;
    expect(group?.generation).toBe(generation);
    const message = beaconMessage({ genesisHash, generation, round });
    expect(verifyBls(group?.publicKey ?? "0x", BEACON_DST, message, signature)).toBe(true);
    expect(seed).toBe(toHex(sha256(fromHex(signature))));
  }
  const { seed } = (await client.beacon()) ?? {};
  const told = await (await fetch(`${network.http}/v1/state/Beacon/Last`)).json();
  expect(JSON.stringify(told)).toContain(seed);
});
