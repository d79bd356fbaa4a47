import type { Hex } from "@pha/codec";
import { expect, it } from "vitest";
import { archiveMethods } from "./archive.ts";
import { serve } from "./serve.ts";
import { settled, testConnection, testLedger } from "./testing.ts";

const key = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0")}`;
const type = "descendantsValues";

async function read(...items: object[]) {
  const { ledger } = testLedger(new Map(Array.from({ length: 6 }, (_, n) => [key(n), Uint8Array.of(n)])));
  const reportBug = (error: unknown) => expect.fail(String(error));
  const { connection, sent } = testConnection();
  const params = [ledger.genesis.hash, items, null];
  const request = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "archive_v1_storage", params });
  const deps = { methods: archiveMethods({ ledger, reportBug }), reportBug, classify: () => undefined };
  const { reply, started } = await serve(deps, request, connection);
  for (const { start } of started) start();
  for (let i = 0; i < 6; i++) await settled();
  return { error: JSON.parse(reply ?? "").error, told: sent.map(({ params: event }) => event?.result) };
}

it("gives each entry of a listing behind the key where it resumes, then the end", async () => {
  const { told } = await read({ key: "0x", type, paginationStartKey: key(3) });
  expect(told).toEqual([
    { event: "storage", key: key(4), value: "0x04" },
    { event: "storage", key: key(5), value: "0x05" },
    { event: "storageDone" },
  ]);
});

it("gives a digest of what is below a key", async () => {
  const { told } = await read({ key: "0x", type: "closestDescendantMerkleValue" });
  expect(told[0]).toEqual({ event: "storage", key: "0x", closestDescendantMerkleValue: "0x06" });
});

it.each([
  ["a start where nothing is listed", { key: "0x", type: "value", paginationStartKey: key(3) }],
  ["a start that is no key", { key: "0x", type, paginationStartKey: 3 }],
  ["an unknown type", { key: "0x", type: "everything" }],
])("refuses %s", async (_, item) => {
  expect((await read(item)).error.code).toBe(-32602);
});
