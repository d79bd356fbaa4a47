import { toHex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { makeCall } from "@pha/frame";
import { balances, PHA } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, type Reply } from "../http.ts";
import type { Network } from "../network.ts";
import { signCall } from "../signing.ts";
import { clientsNetwork } from "./network.ts";
import { type Sidecar, startSidecar } from "./sidecar.ts";

const alice = keypairFromUri("//Alice", "sr25519");
const aliceAddress = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const bob = keypairFromUri("//Bob", "sr25519");
const bobAddress = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

let network: Network;
let sidecar: Sidecar;

beforeAll(async () => {
  network = clientsNetwork();
  sidecar = await startSidecar(network.ws);
});

afterAll(async () => {
  await sidecar?.[Symbol.asyncDispose]();
});

async function get(path: string, body?: unknown): Promise<Reply["body"]> {
  const { status, body: answer } = await ask(`${sidecar.url}${path}`, body);
  expect(status, `${path}: ${JSON.stringify(answer)}`).toBe(200);
  return answer;
}

/** A transfer from alice, for the nonce that the sidecar tells. */
async function signTransfer(): Promise<`0x${string}`> {
  const { genesisHash } = await get("/transaction/material?metadata=scale");
  const { nonce } = await get(`/accounts/${aliceAddress}/balance-info`);
  const call = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: bob.accountId }, value: PHA });
  return toHex(await signCall(alice, call, { genesisHash, nonce: Number(nonce) }));
}

describe("@substrate/api-sidecar", () => {
  it("serves the head, and any block by height and by hash", async () => {
    const head = await get("/blocks/head");
    expect(head).toMatchObject({
      number: expect.stringMatching(/^\d+$/),
      finalized: true,
      extrinsics: expect.any(Array),
    });
    const { hash } = await get("/blocks/1");
    expect(await get(`/blocks/${hash}`)).toMatchObject({ number: "1", hash });
    expect((await get("/blocks/1/header")).parentHash).toBe((await get("/blocks/0")).hash);
  });

  it("tells an account's balance and nonce, now and at a block", async () => {
    const info = await get(`/accounts/${aliceAddress}/balance-info`);
    expect(info).toMatchObject({ tokenSymbol: "PHA", nonce: expect.stringMatching(/^\d+$/), locks: [] });
    expect(BigInt(info.free)).toBeGreaterThan(1_000n * PHA);
    expect((await get(`/accounts/${aliceAddress}/balance-info?at=0`)).nonce).toBe("0");
  });

  it("gives what is needed to sign: versions, genesis, metadata", async () => {
    const material = await get("/transaction/material?metadata=json");
    const { specName, specVersion } = await get("/runtime/spec");
    expect(material).toMatchObject({ specName, specVersion, chainName: expect.stringContaining("Phala") });
    expect(material.metadata.magicNumber).toBe("1635018093");
    expect((await get("/runtime/metadata")).metadata.v14.pallets.map(({ name }: { name: string }) => name)).toContain(
      "Balances",
    );
    expect((await get("/transaction/material?metadata=scale")).metadata).toMatch(/^0x6d6574610e/);
  });

  it("estimates a fee, tries an extrinsic without keeping it, submits it, and shows it decoded in its block", async () => {
    const tx = await signTransfer();
    const fee = await get("/transaction/fee-estimate", { tx });
    expect(BigInt(fee.partialFee)).toBeGreaterThan(0n);
    const { dryRunResult } = await get("/transaction/dry-run", { tx, senderAddress: aliceAddress });
    expect(dryRunResult.resultType).toBe("DispatchOutcome");
    const { hash } = await get("/transaction", { tx });
    const block = await eventually(async () => {
      const { body } = await ask(`${network.http}/v1/transactions/${hash}`);
      return body.status === "finalized" && body.block;
    });
    const { extrinsics, finalized } = await get(`/blocks/${block.number}`);
    const shown = extrinsics.find((one: { hash: string }) => one.hash === hash);
    expect({ finalized, shown }).toMatchObject({
      finalized: true,
      shown: {
        method: { pallet: "balances", method: "transferKeepAlive" },
        args: { dest: { id: bobAddress }, value: String(PHA) },
        signature: { signer: { id: aliceAddress } },
        success: true,
      },
    });
    const transfer = shown.events.find(({ method }: { method: { method: string } }) => method.method === "Transfer");
    expect(transfer.data).toEqual([aliceAddress, bobAddress, String(PHA)]);
  });

  it("passes on why an extrinsic is refused", async () => {
    const call = makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: bob.accountId }, value: PHA });
    const { genesisHash } = await get("/transaction/material?metadata=scale");
    const spent = toHex(await signCall(bob, call, { genesisHash, nonce: 65 }));
    const { status, body } = await ask(`${sidecar.url}/transaction`, { tx: spent });
    expect(status).toBe(400);
    expect(body.cause).toMatch(/1010.*Future/);
  });

  it("reads storage, constants and the node's own facts", async () => {
    expect((await get("/pallets/Balances/consts/ExistentialDeposit?metadata=true")).metadata.name).toBe(
      "ExistentialDeposit",
    );
    const { value } = await get(`/pallets/System/storage/Account?keys[]=${aliceAddress}`);
    expect(BigInt(value.data.free)).toBeGreaterThan(0n);
    expect(await get("/node/network")).toMatchObject({ isSyncing: false, nodeRoles: [{ full: null }] });
    expect((await get("/node/transaction-pool")).pool).toEqual([]);
  });
});
