import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Hex } from "@pha/codec";
import { genesisHeader } from "@pha/light-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { openVoteStore, type VoteRecord } from "./vote-store.ts";

const genesisHash: Hex = `0x${"11".repeat(32)}`;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "votes-"));
  file = join(folder, "votes.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

const recordOf = (number: number, variant: string): VoteRecord => ({
  genesisHash,
  certified: undefined,
  vote: {
    vote: {
      number,
      round: 0,
      setId: 0n,
      choice: { type: "Block", value: `0x${variant.repeat(32)}` },
      validator: `0x${"22".repeat(20)}`,
      signature: `0x${"33".repeat(65)}`,
    },
    proposal: new Uint8Array(10_000).fill(number),
  },
});

describe("the vote store", () => {
  it("is empty at first and keeps the last record", () => {
    {
      using store = openVoteStore(file, genesisHash);
      expect(store.load()).toEqual({ genesisHash, certified: undefined, vote: undefined });
      store.save(recordOf(1, "aa"));
      store.save({ ...recordOf(2, "bb"), certified: { header: genesisHeader(genesisHash), certificate } });
    }
    using store = openVoteStore(file, genesisHash);
    expect(store.load()).toEqual({
      ...recordOf(2, "bb"),
      certified: { header: genesisHeader(genesisHash), certificate },
    });
  });

  it("keeps every change of validators, once and in order", () => {
    const changeAt = (number: number) => ({ header: { ...genesisHeader(genesisHash), number }, certificate });
    {
      using store = openVoteStore(file, genesisHash);
      for (const number of [3, 9, 3]) store.keepChange(changeAt(number));
    }
    using store = openVoteStore(file, genesisHash);
    expect(store.listChanges()).toEqual([3, 9].map(changeAt));
  });

  it("refuses a second process in the same folder, until the first is gone", () => {
    const first = openVoteStore(file, genesisHash);
    expect(() => openVoteStore(file, genesisHash)).toThrow(expect.objectContaining({ code: errors.StoreLocked.code }));
    first[Symbol.dispose]();
    openVoteStore(file, genesisHash)[Symbol.dispose]();
  });

  it("refuses votes for another network", () => {
    {
      using store = openVoteStore(file, genesisHash);
      store.save(recordOf(1, "aa"));
    }
    expect(() => openVoteStore(file, `0x${"99".repeat(32)}`)).toThrow(
      expect.objectContaining({ code: errors.ForeignStore.code }),
    );
  });

  it("refuses to start from a file that is not its own", () => {
    writeFileSync(file, "not a database, and longer than its header would be".repeat(20));
    expect(() => openVoteStore(file, genesisHash)).toThrow(expect.objectContaining({ code: errors.StoreDamaged.code }));
  });

  it("never forgets, after kill -9, a vote that was reported as stored", async () => {
    // The child stores vote after vote and reports each; it is killed in the middle of that, some rounds in a row.
    const script = fileURLToPath(new URL("../testing/store-writer.ts", import.meta.url));
    let lastReported = 0;
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, [script, file, String(lastReported + 1)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let reports = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        lastReported = Number(line);
        if (++reports === 3 + round) child.kill("SIGKILL");
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      using store = openVoteStore(file, genesisHash);
      const kept = store.load().vote?.vote.number ?? 0;
      expect(child.signalCode).toBe("SIGKILL");
      expect(kept).toBeGreaterThanOrEqual(lastReported);
      expect(kept).toBeLessThanOrEqual(lastReported + 1);
      lastReported = kept;
    }
    expect(lastReported).toBeGreaterThan(0);
  });
});

const certificate = {
  number: 1,
  round: 0,
  blockHash: genesisHash,
  stateRoot: genesisHash,
  timeMs: 5n,
  outboundRoot: genesisHash,
  setId: 0n,
  nextSetHash: genesisHash,
  signers: new Uint8Array([1]),
  signatures: [`0x${"44".repeat(65)}` as Hex],
};
