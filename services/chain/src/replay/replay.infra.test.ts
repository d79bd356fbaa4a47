import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeCall } from "@pha/frame";
import { PHA, sudo, system } from "@pha/runtime/spec";
import { silentLog } from "@pha/service-kit/log";
import { eventually, nextRuntimeCode } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChainDb } from "../db/open-chain-db.ts";
import { type Ground, key, openGround, sign, startSigners, transfer } from "../testing/test-chain.ts";
import { replayChain } from "./replay-chain.ts";

const run = promisify(execFile);
let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground[Symbol.asyncDispose]());

/** Runs the command, in another place of the world. */
const replay = (args: readonly string[] = []) =>
  run(process.execPath, [join(import.meta.dirname, "main.ts"), ...args], {
    env: {
      PATH: process.env["PATH"],
      CHAIN_DATABASE_URL: ground.config.databaseUrl.reveal(),
      LC_ALL: "tr_TR.UTF-8",
      TZ: "Pacific/Chatham",
    },
  });

describe("replay", () => {
  it("re-executes the whole chain from genesis and gets the same state root at every height, over an upgrade, in another process, locale and time zone", async () => {
    await using chain = await ground.start();
    await using _ = await startSigners(ground.config.natsUrl, chain.ledger.genesis.hash);
    const { submit } = chain.ledger;
    await submit(sign(chain.ledger, "//Bob", transfer(key("//new").accountId, PHA), { nonce: 0 }));
    await submit(sign(chain.ledger, "//Bob", transfer(key("//Alice").accountId, 10n ** 30n), { nonce: 1 }));
    const setCode = makeCall(system, "set_code", { code: await nextRuntimeCode() });
    await submit(sign(chain.ledger, "//Alice", makeCall(sudo, "sudo", { call: setCode }), { nonce: 0 }));
    const present = chain.ledger.runtime;
    await eventually(() => chain.ledger.runtime !== present);
    const { number } = chain.ledger.best;
    await eventually(() => chain.ledger.finalized.number > number + 1);
    const { stdout } = await replay();
    expect(Number(/all (\d+) blocks are equal/.exec(stdout)?.[1])).toBeGreaterThan(number);
  });

  it("stops at the first block whose header does not follow, and names what differs", async () => {
    await using database = await openChainDb(ground.config.databaseUrl, silentLog);
    const [row] = (await database.pool.query("select block, bytes from chain.extrinsics where not ok")).rows;
    await database.pool.query("delete from chain.extrinsics where not ok");
    const steps: number[] = [];
    await expect(replayChain(database.db, ({ number }) => steps.push(number))).rejects.toMatchObject({
      code: "chain.ReplayDiffers",
      data: { number: row.block, field: "stateRoot" },
    });
    expect(steps).toEqual(Array.from({ length: row.block - 1 }, (_, i) => i + 1));
    await expect(replay()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("chain.ReplayDiffers") });
  });

  it("says what it does", async () => {
    expect((await replay(["--help"])).stdout).toMatch(/from genesis on[\s\S]*CHAIN_DATABASE_URL/);
  });
});
