import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fromHex, type Hex, toHex } from "@pha/codec";
import { keypairFromSeed } from "@pha/crypto/node";
import { makeCall, readState } from "@pha/frame";
import { validatorSetKey } from "@pha/light-client";
import { codeKey } from "@pha/runtime";
import { chainSpecToJson, initialIssuance, PHA, sudo, system } from "@pha/runtime/spec";
import { Secret } from "@pha/service-kit/config";
import { silentLog } from "@pha/service-kit/log";
import { eventually, nextRuntimeCode } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findMeta } from "../db/meta.ts";
import { openChainDb } from "../db/open-chain-db.ts";
import type { StateAt } from "../ledger/ledger.ts";
import type { Chain } from "../service.ts";
import { sumOfBalances } from "../testing/sum-of-balances.ts";
import { type Ground, key, openGround, sign, spec, startSigners, transfer } from "../testing/test-chain.ts";
import { readArguments } from "./arguments.ts";
import { exportState } from "./export-state.ts";

const run = promisify(execFile);
const authorSeed: Hex = `0x${"a7".repeat(32)}`;
const author = keypairFromSeed(fromHex(authorSeed), "ed25519");
const [alice, bob] = [key("//Alice").accountId, key("//Bob").accountId];

const opened = new AsyncDisposableStack();
let ground: Ground;
let other: Ground;
let folder: string;
let newest = 0;
beforeAll(async () => {
  ground = opened.use(await openGround());
  other = opened.use(await openGround());
  folder = await mkdtemp(join(tmpdir(), "exported-"));
  opened.defer(() => rm(folder, { recursive: true }));
});
afterAll(() => opened.disposeAsync());

const out = (name: string): string => join(folder, name);
const files = (name: string) => ({ spec: out(`${name}/spec.json`), code: out(`${name}/runtime.mjs`) });

const command = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  run(process.execPath, [join(import.meta.dirname, "main.ts"), ...args], {
    env: {
      PATH: process.env["PATH"],
      CHAIN_DATABASE_URL: ground.config.databaseUrl.reveal(),
      CHAIN_SPEC: ground.config.spec,
      ...env,
    },
  });

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");
function heapAfterCollection(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** The finalized state in which an account has this nonce. */
const finalizedWith = ({ ledger }: Chain, uri: string, nonce: number) =>
  eventually(async () => {
    const state = await ledger.stateAt(ledger.finalized.hash);
    const account = await state?.read((view) => readState(system, view).account.get(key(uri).accountId));
    return account?.nonce === nonce && state ? state : undefined;
  });

describe("the state of a running chain", () => {
  it("becomes the genesis of a new network with every account, nonce and planck, over an upgrade", async () => {
    await using old = await ground.start();
    await using _ = await startSigners(ground.config.natsUrl, old.ledger.genesis.hash);
    const code = await nextRuntimeCode();
    const setCode = makeCall(sudo, "sudo", { call: makeCall(system, "set_code", { code }) });
    await old.ledger.submit(sign(old.ledger, "//Bob", transfer(bob, PHA), { nonce: 0 }));
    await old.ledger.submit(sign(old.ledger, "//Alice", setCode, { nonce: 0 }));
    await finalizedWith(old, "//Bob", 1);
    const { block } = await finalizedWith(old, "//Alice", 1);
    const { spec_version: specVersion } = await eventually(() => {
      const { version } = old.ledger.runtime;
      return version.spec_version > 2 && version;
    });

    const { stdout } = await command(["--out", out("next"), "--name", "next", "--authors", author.publicKey]);
    newest = Number(/state of block (\d+)/.exec(stdout)?.[1]);
    expect(newest).toBeGreaterThanOrEqual(block.number);

    await using place = await openGround();
    await expect(place.start(files("next"))).rejects.toMatchObject({ code: "chain.NotAnAuthor" });
    await using next = await place.start({ ...files("next"), authorKey: new Secret(authorSeed) });
    const { ledger } = next;
    expect([ledger.best.number, ledger.spec.name]).toEqual([0, "next"]);
    const genesis = (await ledger.stateAt(ledger.genesis.hash)) as StateAt;
    expect(await sumOfBalances(genesis)).toBe(initialIssuance);
    expect(await genesis.get(codeKey)).toEqual(code);
    expect([await ledger.nextNonce(alice), await ledger.nextNonce(bob)]).toEqual([1, 1]);

    await using __ = await startSigners(place.config.natsUrl, ledger.genesis.hash);
    const payment = transfer(alice, PHA);
    const ofOld = sign(old.ledger, "//Bob", payment, { nonce: 1, specVersion });
    await expect(ledger.submit(ofOld)).rejects.toMatchObject({ code: "transaction.BadProof" });
    await ledger.submit(sign(ledger, "//Bob", payment, { nonce: 1, specVersion }));
    expect(await sumOfBalances(await finalizedWith(next, "//Bob", 2))).toBe(initialIssuance);
  });

  it("of genesis is the same genesis again", async () => {
    await command(["--out", out("genesis"), "--height", "0"]);
    await using chain = await ground.start(files("genesis"));
    expect(chain.ledger.spec.name).toBe(spec.name);
  });

  it("is read a page at a time: memory stays flat with 50,000 accounts more", async () => {
    await using database = await openChainDb(ground.config.databaseUrl, silentLog);
    const { pool, db } = database;
    const one = toHex(new Uint8Array(80).fill(1)).slice(2);
    await pool.query(
      `insert into chain.state_values (key, height, value)
       select decode('26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9', 'hex')
         || decode(md5(i::text), 'hex') || sha256(i::text::bytea), 0, decode('${one}', 'hex')
       from generate_series(1, 50000) as i`,
    );
    const heaps: number[] = [];
    let pages = 0;
    const onPage = () => {
      if (++pages % 10 === 0) heaps.push(heapAfterCollection());
    };
    const options = { height: undefined, folder: out("many"), profile: spec, network: {} };
    const exported = await exportState(db, { ...options, onPage });
    await pool.query(`delete from chain.state_values where value = decode('${one}', 'hex')`);
    expect(exported.entries).toBeGreaterThan(50_000);
    expect(pages).toBeGreaterThan(50);
    expect(Math.max(...heaps) - (heaps[0] ?? 0)).toBeLessThan(4 * 1024 * 1024);
  });
});

describe("what cannot be exported", () => {
  it.each([
    ["no folder", [], "chain.BadArguments"],
    ["an option that there is not", ["--out", "x", "--colour", "red"], "chain.BadArguments"],
    ["a height that is no number", ["--out", "x", "--height", "-1"], "chain.BadArguments"],
    ["validators that are none", ["--out", "x", "--validators", "0x00"], "chain.BadArguments"],
    ["a beneficiary that is no address", ["--out", "x", "--beneficiary", "Bob"], "chain.BadArguments"],
  ])("names what is wrong: %s", (_, args, code) => {
    expect(() => readArguments(args)).toThrow(expect.objectContaining({ code }));
  });

  it("is a block that is not final, and one whose state is pruned", async () => {
    await using database = await openChainDb(ground.config.databaseUrl, silentLog);
    const { db, pool } = database;
    const options = { folder: out("none"), profile: spec, network: {} };
    await expect(exportState(db, { ...options, height: newest + 10_000 })).rejects.toMatchObject({
      code: "chain.NotFinal",
    });
    await pool.query(
      "insert into chain.progress (job, height) values ('prune', 2) on conflict (job) do update set height = 2",
    );
    await expect(exportState(db, { ...options, height: 1 })).rejects.toMatchObject({ code: "chain.StateNotKept" });
    expect(await readdir(folder)).not.toContain("none");
  });

  it("leaves nothing half-written, and what is there alone", async () => {
    await using database = await openChainDb(ground.config.databaseUrl, silentLog);
    const options = { height: undefined, profile: spec, network: {} };
    const stop = new AbortController();
    const begun = exportState(database.db, {
      ...options,
      folder: out("half"),
      signal: stop.signal,
      onPage: () => stop.abort(),
    });
    await expect(begun).rejects.toMatchObject({ name: "AbortError" });
    const twice = { ...options, network: { validators: [alice.slice(0, 42) as Hex, alice.slice(0, 42) as Hex] } };
    await expect(exportState(database.db, { ...twice, folder: out("half") })).rejects.toMatchObject({
      code: "light-client.BadValidatorSet",
    });
    const before = await readFile(files("next").spec);
    const taken = exportState(database.db, { ...options, folder: out("next") });
    await expect(taken).rejects.toMatchObject({ code: "chain.ExportTaken" });
    expect(await readFile(files("next").spec)).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.startsWith("half"))).toEqual([]);
  });

  it("is the state of another network than the spec's", async () => {
    const khala = out("khala.json");
    await writeFile(khala, JSON.stringify(chainSpecToJson({ ...spec, name: "khala" })));
    const env = { CHAIN_SPEC: khala };
    await expect(command(["--out", out("foreign")], env)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("[chain.GenesisMismatch]"),
    });
  });
});

describe("a raw chain spec that is damaged", () => {
  it.each<[string, (text: string) => string]>([
    ["cut off", (text) => text.slice(0, text.length / 2)],
    ["without its runtime", (text) => text.replace(codeKey, "0x00")],
    ["without validators", (text) => text.replace(validatorSetKey, "0x00")],
    ["with a value that is none", (text) => text.replace(/": "0x../, '": "0xzz')],
  ])("is refused, and nothing is written: %s", async (_, damage) => {
    const path = out("damaged.json");
    await writeFile(path, damage(await readFile(files("next").spec, "utf8")));
    const refused = other.start({ ...files("next"), spec: path });
    await expect(refused).rejects.toMatchObject({ code: "service-kit.BadChainSpec", data: { path } });
    await using database = await openChainDb(other.config.databaseUrl, silentLog);
    expect(await findMeta(database.db)).toBeUndefined();
  });
});
