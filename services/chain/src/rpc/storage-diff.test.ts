import type { Hex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import type { KeyRange, Ledger, StateAt } from "../ledger/ledger.ts";
import { archiveMethods } from "./archive.ts";
import { serve } from "./serve.ts";
import { settled, testConnection, testLedger } from "./testing.ts";

type State = ReadonlyMap<Hex, Uint8Array>;

const key = (n: number): Hex => `0x${n.toString(16).padStart(4, "0")}`;
const of = (entries: readonly (readonly [number, number])[]): State =>
  new Map(entries.map(([n, value]) => [key(n), Uint8Array.of(value)]));

/** A chain of blocks after each of which the state is given, genesis first. */
function setup(states: readonly State[]) {
  const chain = testLedger();
  for (let i = 1; i < states.length; i++) chain.grow();
  const { connection, sent } = testConnection();
  const stateAt = async (hash: Hex): Promise<StateAt | undefined> => {
    const header = await chain.ledger.findHeader(hash);
    const state = header && states[header.number];
    if (!header || !state) return undefined;
    const found: Partial<StateAt> = {
      block: { number: header.number, hash },
      header,
      getMany: async (keys) => new Map(keys.map((one) => [one, state.get(one)])),
      getSome: async (keys) => new Map(keys.slice(0, 100).map((one) => [one, state.get(one)])),
      // Touched, whether changed or not.
      changedKeys: async ({ prefix, start = "0x", limit }: KeyRange) =>
        [...new Set(states.flatMap((one) => [...one.keys()]))]
          .filter((one) => one.startsWith(prefix) && one > start)
          .sort()
          .slice(0, limit),
    };
    return found as StateAt;
  };
  const ledger = { ...chain.ledger, stateAt, findHeader: chain.ledger.findHeader } as Ledger;
  const methods = archiveMethods({ ledger, reportBug: (error) => expect.fail(String(error)) });
  const diff = async (...params: unknown[]) => {
    const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "archive_v1_storageDiff", params });
    const { reply, started } = await serve(
      { methods, reportBug: () => {}, classify: () => undefined },
      message,
      connection,
    );
    for (const { start } of started) start();
    for (let i = 0; i < 6; i++) await settled();
    return JSON.parse(reply ?? "{}").error ?? sent.splice(0).map(({ params: told }) => told?.result);
  };
  const hash = async (number: number) => (await ledger.findHash(number)) as Hex;
  return { diff, hash };
}

const before = of([
  [1, 1],
  [2, 2],
  [3, 3],
]);
const after = of([
  [2, 2],
  [3, 9],
  [4, 4],
]);
const done = { event: "storageDiffDone" };

describe("archive_v1_storageDiff", () => {
  it("tells what was added, modified and deleted since the parent, and the end", async () => {
    const { diff, hash } = setup([before, after]);
    expect(await diff(await hash(1))).toEqual([
      { event: "storageDiff", type: "deleted", key: key(1) },
      { event: "storageDiff", type: "modified", key: key(3), value: "0x09" },
      { event: "storageDiff", type: "added", key: key(4), value: "0x04" },
      done,
    ]);
  });

  it("compares with an earlier block, under prefixes, by hash", async () => {
    const { diff, hash } = setup([before, after, after]);
    const items = [{ key: key(4), returnType: "hash" }];
    const [told, end] = await diff(await hash(2), items, await hash(0));
    expect(told).toMatchObject({ type: "added", key: key(4), hash: expect.stringMatching(/^0x[0-9a-f]{64}$/) });
    expect(end).toEqual(done);
    expect(await diff(await hash(2), items)).toEqual([done]);
  });

  it("reads further pages of a long list", async () => {
    const long = of(Array.from({ length: 600 }, (_, n) => [n, 1]));
    const { diff, hash } = setup([of([]), long]);
    expect(await diff(await hash(1))).toHaveLength(601);
  });

  it("says what is wrong with unknown blocks, blocks in the wrong order and child tries", async () => {
    const { diff, hash } = setup([before, after]);
    expect(await diff(`0x${"ee".repeat(32)}`)).toMatchObject([{ event: "storageDiffError" }]);
    expect(await diff(await hash(0), null, await hash(1))).toMatchObject([{ event: "storageDiffError" }]);
    expect(await diff(await hash(1), [{ returnType: "value", childTrieKey: "0x01" }])).toMatchObject({ code: -32602 });
  });
});
