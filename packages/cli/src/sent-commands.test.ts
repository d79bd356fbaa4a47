import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@pha/codec";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sentCommands } from "./sent-commands.ts";

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "pha-sent-"));
});
afterAll(() => rm(place, { recursive: true, force: true }));

const word = (n: number) => toHex(Uint8Array.of(...new Array(28).fill(0), n >>> 24, n >>> 16, n >>> 8, n));
const command = (n: number) => ({ contract: word(0), codeHash: word(1), epoch: 0, enc: word(n), secret: word(2) });

it("forgets the oldest, and keeps every newer one, while others write beside it", async () => {
  const env = { PHA_STATE: place };
  const folder = join(place, "commands", word(0));
  const stores = Array.from({ length: 4 }, () => sentCommands(env));
  await stores[0]?.put(command(0));
  const older = Array.from({ length: 800 }, (_, i) => join(folder, `${word(2_000_000 + i)}.json`));
  await Promise.all(older.map((file) => writeFile(file, "")));
  // What another process is about to rename, or has not finished.
  const drafts = Array.from({ length: 50 }, (_, i) => join(folder, `${word(1_000_000 + i)}.json.new`));
  await Promise.all(drafts.map((draft) => writeFile(draft, "")));
  const each = stores.map(async (store, i) => {
    for (let n = 1; n <= 100; n++) await store.put(command(i * 100 + n));
  });
  await Promise.all([...each, ...drafts.map((draft) => rm(draft))]);
  const kept = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  expect(kept.length).toBeGreaterThanOrEqual(900);
  expect(kept.length).toBeLessThanOrEqual(1_000);
  expect(kept).not.toContain(`${word(0)}.json`);
  for (const i of stores.keys())
    expect(await stores[0]?.get(word(0), word(i * 100 + 100))).toEqual(command(i * 100 + 100));
}, 60_000);
