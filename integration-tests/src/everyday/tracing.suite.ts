import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { toHex } from "@pha/codec";
import { nodePrimitives } from "@pha/crypto/node";
import { eventually } from "@pha/testkit";
import { beforeAll, expect, it } from "vitest";
import { deployAuction, type WholeNetwork } from "../whole-network.ts";
import { everydayNetwork } from "./network.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

let network: WholeNetwork;
beforeAll(async () => {
  network = everydayNetwork();
});

/** Messages that a service logged as part of the trace. */
async function logged(service: string): Promise<string[]> {
  const text = await readFile(join(network.dataDir, "logs", `${service}.log`), "utf8");
  const lines = text.split("\n").filter((line) => line.includes(traceId));
  return lines.map((line) => {
    const { traceId: id, msg } = JSON.parse(line) as { traceId: string; msg: string };
    expect(id).toBe(traceId);
    return msg;
  });
}

it("follows a query from REST through a gatekeeper and NATS to a miner's host, in the logs of both", async () => {
  const contract = await deployAuction(network.client);
  const body = { enc: contract.id, ciphertext: toHex(nodePrimitives.randomBytes(512)) };
  const response = await fetch(`${network.devnet.urls.gatekeepers[0]}/v1/contracts/${contract.id}/query`, {
    method: "POST",
    headers: { "content-type": "application/json", traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(false); // the enclave cannot open noise, and says so in the same trace
  await eventually(async () => (await logged("gatekeeper-0")).includes("request answered"));
  await eventually(async () => (await logged("miner-0")).includes("request served"));
  expect(await logged("gatekeeper-1")).toEqual([]);
});
