import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@pha/codec";
import { type Abi, withAbi } from "@pha/contract-engine/abi";
import { keypairFromUri } from "@pha/crypto";
import { readState, viewOf } from "@pha/frame";
import { contracts, gatekeepers, system, timestamp } from "@pha/runtime/spec";
import { tx } from "@pha/sdk";
import { TestChain, TestWorker } from "@pha/sdk/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { makeProgram } from "./program.ts";
import { leavesOf } from "./testing/leaves.ts";
import { nowhere, runLine } from "./testing/run-line.ts";

const nothing = { type: "null" };
const bid = { type: "object", properties: { amount: { type: "string", format: "u128" } }, required: ["amount"] };
const auction: Abi = {
  abi: 1,
  commands: { bid: { input: bid, output: nothing } },
  queries: { hello: { input: nothing, output: nothing } },
};

let chain: TestChain;
let worker: TestWorker;

beforeEach(() => {
  chain = new TestChain();
  chain.nowMs = Date.now() - 5_000;
  worker = new TestWorker(chain);
  worker.register();
  vi.stubGlobal("fetch", worker.fetch);
});
afterEach(() => vi.unstubAllGlobals());

let state: string;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "pha-state-"));
});
afterAll(() => rm(state, { recursive: true }));

/** Runs a command line on the test network. */
const pha = (line: string, { env = {}, stdin = "", cwd = nowhere } = {}) =>
  runLine(line, {
    cwd,
    env: { PHA_CHAIN_URL: chain.url, PHA_GATEKEEPER_URLS: worker.url, PHA_STATE: state, ...env },
    stdin: async () => stdin,
  });

describe("a command", () => {
  it("status tells network, finality and who runs it", async () => {
    const { code, out } = await pha("status");
    expect(code).toBe(0);
    expect(out).toMatch(/finalized +block 1 .* certified by 4\/4/);
    expect(out).toMatch(/workers +1 in 1 cluster/);
    expect((await pha("status --json")).json()).toMatchObject({ finalized: { number: 1, signers: 4 }, finalityLag: 0 });
  });

  it("accounts lists the development accounts, or those asked for", async () => {
    expect((await pha("accounts")).out).toMatch(/\/\/Alice +5Grwva\S+ +10,000,000 PHA/);
    expect((await pha("accounts //Bob --json")).json()).toMatchObject([
      { name: "//Bob", free: "10000000000000000000" },
    ]);
    expect((await pha("accounts --all --json")).json()).toHaveLength(16);
  });

  it("account history tells what an account did, long bytes by their ends and length; JSON has them whole", async () => {
    const alice = keypairFromUri("//Alice", "sr25519");
    chain.run(alice, tx(system, "remark_with_event", { remark: new Uint8Array(1_500).fill(0xab) }));
    chain.run(alice, tx(system, "remark_with_event", { remark: new Uint8Array(64).fill(0xcd) }));
    const { out } = await pha("account history //Alice");
    expect(out.split("\n").map((line) => line.slice(0, 9))).toEqual(["block 3  ", "block 2  "]);
    expect(out).toContain('System.remark_with_event {"remark":"0xabab…abab (1,500 bytes)"}');
    expect(out).toContain(`"0x${"cd".repeat(64)}"`);
    const { extrinsics } = (await pha("account history //Alice --json")).json();
    expect(extrinsics[1].extrinsic.call.args.remark).toBe(`0x${"ab".repeat(1_500)}`);
    expect((await pha("account history //Dave")).out).toBe("Nothing yet.");
  });

  it("goes to the next of several chains when one cannot be reached", async () => {
    vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
      if (url.startsWith("http://down.test")) throw new TypeError("fetch failed");
      return worker.fetch(url, init);
    });
    expect((await pha(`status --chain http://down.test,${chain.url}`)).code).toBe(0);
    const { code, err } = await pha("status", { env: { PHA_CHAIN_URL: "http://down.test, http://down.test:1" } });
    expect(code).toBe(3);
    expect(err).toContain("http://down.test, http://down.test:1");
  });

  it("transfer waits until the transfer is final and tells the fee", async () => {
    const { code, out, err } = await pha("transfer //Bob 5 --from //Alice");
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Sent 5 PHA from 5Grwva\S+ to 5FHneW\S+\.\nFinal in block 2, certified by 4\/4 validators; fee 0\.\d+ PHA\./,
    );
    expect(err).toContain("waiting for the validators");
    const { json, err: quiet } = await pha("transfer //Bob 0.5 --tip 0.001 --from //Alice --json");
    expect(json()).toMatchObject({ amount: "500000000000", block: { number: 3 } });
    expect(quiet).toBe("");
  });

  it("worker list, contract list and keys tell what the ledger knows", async () => {
    expect((await pha("worker list")).out).toMatch(
      /0x1111\S+ +0 +member +miner 1\.0\.0 +valid, emulated \(no proof\) +\d+ s ago/,
    );
    const attested = (await pha("worker list --json")).json()[0].attestedMsAgo;
    expect(attested).toBeLessThan(60_000);
    expect((await pha("contract list --json")).json()).toEqual([]);
    const { out } = await pha(`keys --gatekeepers ${worker.url},http://down.test`);
    expect(out).toMatch(/gatekeepers +0 of 3; any 2 of them[\s\S]*phase ends +when there are enough members/);
    expect(out).toMatch(
      /gatekeeper\.test +holds-share +shares of 0 +\d+ +57 s, 4 validators answered\nhttp:..down\.test +sdk\.\w+/,
    );
    const size = (line: string) => pha(`${line} --json`).then(({ json }) => json());
    const [status, keys] = [await size("status"), await size("keys")];
    expect(status.gatekeepers).toMatchObject({ size: keys.size, threshold: keys.threshold });
    expect(keys.urls[worker.url]).toMatchObject({ standing: "holds-share", lease: { seconds: 57, answered: 4 } });
  });

  it("keys tells when the key is shared anew", async () => {
    const setup = { generation: 0, round: 1, participants: [], dealers: [], checked: [], excluded: [], since: 0 };
    const tick = (deadline: number) =>
      chain.append([], (of) => of(gatekeepers).dkg.put({ ...setup, phase: { type: "Done" }, deadline }));
    tick(10);
    const { clock } = { clock: readState(timestamp, viewOf(chain.head.state)).clock.get() };
    const at = clock.beganMs + 10n * BigInt(clock.tickMs);
    expect((await pha("keys --json")).json()).toMatchObject({ deadlineMs: String(at) });
    expect((await pha("keys")).out).toContain(`shared anew  ${new Date(Number(at)).toISOString()}`);
    tick(0);
    expect((await pha("keys")).out).toContain("shared anew  when asked for");
  });

  it("state get and list read any item by its names, proven, with accounts as everywhere", async () => {
    expect((await pha("state get Balances TotalIssuance")).out).toMatch(/^"\d{19,}"$/);
    const bob = await pha("state get system account //Bob --json");
    expect(bob.json()).toMatchObject({ pallet: "System", item: "Account", keys: ["//Bob"], isStored: true });
    const nobody = await pha("state get System Account //Nobody --json");
    expect(nobody.json()).toMatchObject({ isStored: false, value: { data: { free: "0" } } });

    const first = await pha("state list System Account --limit 2 --json");
    const { entries, next } = first.json();
    expect(entries).toHaveLength(2);
    const line = (await pha("state list System Account --limit 2")).out.split("\n");
    expect(line[0]).toContain(entries[0].keys[0]);
    expect(line[2]).toBe(`More: pha state list System Account --limit 2 --after ${next}`);
    const second = (await pha(`state list System Account --limit 2 --json --after ${next}`)).json();
    expect(second.entries[0].keys).not.toEqual(entries[1].keys);
    expect((await pha("state list System Account //Bob --json")).json()).toMatchObject({
      entries: [{ keys: [expect.stringMatching(/^5FHneW/)], value: bob.json().value }],
    });
  });

  it.each([
    ["state get Balanced TotalIssuance", "meant: Balances"],
    ["state get Balances TotalIsuance", "meant: totalIssuance"],
    ["state get System Account", "takes another number of keys"],
    ["state list System Account --after 0x12", "--after takes the place"],
  ])("%s is told what there is", async (line, words) => {
    expect(await pha(line)).toMatchObject({ code: 2, err: expect.stringContaining(words) });
  });

  it("attestation tells what attests a worker, what counts, and what there is to verify hardware with", async () => {
    const { out } = await pha(`attestation show ${worker.identity}`);
    expect(out).toMatch(/standing +valid\n.*confidence +emulated \(no proof\)/);
    expect((await pha("attestation policy")).out).toMatch(/statuses +UpToDate SWHardeningNeeded/);
    expect((await pha("attestation policy --json")).json()).toMatchObject({ delay: 0, waits: [] });
    expect((await pha("attestation collateral 0xb0c06f000000")).out).toBe(
      "No collateral is on the ledger: no hardware can be registered.",
    );
    const unknown = await pha(`attestation show 0x${"99".repeat(32)}`);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("No enclave of this identity")]);
    expect((await pha("attestation show 0x12")).code).toBe(2);
  });

  it("contract query shows the answer and what was verified", async () => {
    const { code, out } = await pha(`contract query ${worker.contract} hello {"a":1} --from //Bob`);
    expect(code).toBe(0);
    expect(out).toContain('"method": "hello"');
    expect(out).toMatch(/asked by +5FHneW/);
    expect(out).toMatch(/block +1 .* certified by 4\/4/);
  });

  it("contract call takes secret arguments from standard input", async () => {
    const { json } = await pha(`contract call ${worker.contract} bid - --from //Bob --json`, {
      stdin: '{"amount":"7"}',
    });
    expect(json()).toMatchObject({ contract: worker.contract, block: { number: 2 } });
  });

  it("contract call tells what the command returned and who says so", async () => {
    const { code, out, err } = await pha(`contract call ${worker.contract} bid {"amount":"7"} --from //Bob`);
    expect(code).toBe(0);
    expect(out).toMatch(/^\{\n {2}"did": "bid"\n\}\n/);
    expect(out).toMatch(/command +bid, final in block 2, certified by 4\/4 validators\n/);
    expect(`${out}\n${err}`.match(/message/g)).toHaveLength(1);
    expect(out).toMatch(/\nmessage +1\n/);
    expect(out).toMatch(/receipt +one worker's: 0x1111\S+, miner 1\.0\.0, attested: emulated \(no proof\)/);
    expect(err).toContain("final in block 2, certified by 4/4 validators; waiting for its receipt");
    expect((await pha(`contract call ${worker.contract} bid {} --from //Bob --json`)).json()).toMatchObject({
      ...{ message: "2", value: { did: "bid" }, gas: "32768", standing: "provisional" },
    });
  });

  it("contract call brings PHA to what takes it", async () => {
    const called = await pha(`contract call ${worker.contract} bid {} --value 2.5 --from //Bob`);
    expect(called.out).toMatch(/\nbrought +2\.5 PHA\n/);
    expect((await pha(`contract call ${worker.contract} bid {} --value -1 --from //Bob`)).code).toBe(2);
  });

  it("contract logs shows what was logged, and asks for it by name of no method", async () => {
    const lines = [{ place: 1, block: 7, message: "3", call: "command bid", line: "a bid\u001b[2J" }];
    worker.run = ({ call }) => ({ type: "Done", value: utf8(JSON.stringify({ book: call.method, lines, last: 1 })) });
    const { out } = await pha(`contract logs ${worker.contract} --from //Bob`);
    expect(out).toMatch(/^block 7 +command bid +a bid\\u001b\[2J\nFrom worker 0x1111/);
    expect((await pha(`contract logs ${worker.contract} --from //Bob --json`)).json()).toMatchObject({
      book: "#log",
      lines,
    });
  });

  it("a method that gives nothing has no result to be printed first", async () => {
    worker.execute = () => ({ type: "Done", value: utf8("null") });
    const called = await pha(`contract call ${worker.contract} bid {} --from //Bob`);
    expect(called.out).toMatch(/^command +bid, final .*\nresult +nothing\nmessage +1\n/);
    const read = await pha(`contract receipt ${worker.contract} 1`);
    expect(read.out).toMatch(/^result +nothing\nmessage +1\n/);
    for (const { out } of [called, read]) expect(out).not.toContain("null");
    expect((await pha(`contract receipt ${worker.contract} 1 --json`)).json()).toMatchObject({ value: null });
  });

  it("contract receipt tells it afterwards, whoever waited for it then; it is kept for its owner alone", async () => {
    const { out } = await pha(`contract call ${worker.contract} bid null --from //Bob --no-wait`);
    expect(out).toContain(`pha contract receipt ${worker.contract} 1`);
    expect(worker.chain.requests.some((request) => request.includes("receipts"))).toBe(false);
    expect((await pha(`contract receipt ${worker.contract} 1`)).out).toMatch(
      /"did": "bid"[\s\S]*receipt +one worker's/,
    );
    worker.agree();
    const { json } = await pha(`contract receipt ${worker.contract} 1 --agreed --json`);
    expect(json()).toMatchObject({ contract: worker.contract, message: "1", standing: "agreed" });
    worker.execute = () => ({ type: "Failed", value: { code: "contract.AuctionEnded", message: "It is over." } });
    worker.agree();
    const { code, err } = await pha(`contract receipt ${worker.contract} 1`);
    expect(code).toBe(1);
    expect(err).toBe("error: It is over.\n  code contract.AuctionEnded");

    expect((await pha(`contract receipt ${worker.contract} --json`)).json()).toMatchObject({ messages: ["1"] });
    const folder = join(state, "commands", worker.contract);
    const modes = await Promise.all(
      [folder, ...(await readdir(folder)).map((name) => join(folder, name))].map(
        async (path) => (await stat(path)).mode,
      ),
    );
    for (const mode of modes) expect(mode & 0o077).toBe(0);
    const elsewhere = { env: { PHA_STATE: `${state}/other` } };
    expect((await pha(`contract receipt ${worker.contract} 1`, elsewhere)).err).toContain("sdk.ReceiptKeyMissing");
    expect((await pha(`contract receipt ${worker.contract}`, elsewhere)).out).toMatch(/^No command/);
    for (const name of await readdir(folder)) {
      await rm(join(folder, name));
      await mkdir(join(folder, name)); // what cannot be read is not what was never sent
    }
    expect((await pha(`contract receipt ${worker.contract} 1`)).err).toContain("cli.StateUnreadable");
  });
});

describe("a number beyond 2^53 is never rounded", () => {
  const large = "9007199254740993";
  const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

  it("in arguments, nor in what a contract answers", async () => {
    worker.run = () => ({ type: "Done", value: utf8(`{"n":[${large}]}`) });
    for (const [args, stdin] of [
      [`{"amount":${large}}`, ""],
      ["-", `{"amount":${large}}`],
    ] as const) {
      const { out } = await pha(`contract query ${worker.contract} hello ${args}`, { stdin });
      expect(out).toContain(`"${large}"`);
    }
    expect(worker.served.map(({ call }) => JSON.parse(new TextDecoder().decode(call.args)))).toEqual([
      { amount: large },
      { amount: large },
    ]);
    const { json } = await pha(`contract query ${worker.contract} hello --json`);
    expect(json()).toMatchObject({ value: { n: [large] } });
  });

  it("in a call of a development network", async () => {
    const bodies: unknown[] = [];
    vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
      if (!url.endsWith("/v1/dev/submit")) return chain.fetch(url, init);
      bodies.push(JSON.parse(String(init.body)).args);
      return Response.json({ code: "chain-dev.NoSuchKey", detail: "no" }, { status: 404 });
    });
    await pha(`dev submit Balances transfer_keep_alive {"dest":"${bob}","value":${large}} --from //Alice`);
    expect(bodies).toEqual([{ dest: bob, value: large }]);
  });
});

/** Where 32 bytes stand in JSON: names of the innermost two properties. */
const hashNames = (json: unknown, above = "", name = ""): string[] =>
  typeof json === "string" && /^0x[0-9a-f]{64}$/.test(json)
    ? [name === "hash" ? `${above}.${name}` : name]
    : Object.entries(Object(json)).flatMap(([key, value]) =>
        typeof json === "string"
          ? []
          : hashNames(value, Array.isArray(json) ? above : name, Array.isArray(json) ? name : key),
      );

it("JSON has one name for one thing, whatever the command", async () => {
  chain.append([], (of) => of(contracts).list.append(worker.contract));
  const names = new Set<string>();
  for (const line of [
    "status",
    "transfer //Bob 1 --from //Alice",
    "worker list",
    "contract list",
    `contract query ${worker.contract} hello`,
    `contract call ${worker.contract} bid {} --from //Bob`,
  ])
    for (const name of hashNames((await pha(`${line} --json`)).json())) names.add(name);
  const known = /^(contract|transaction|worker|(block|finalized)\.hash|\w+(Hash|Root|Key|Tag))$/;
  expect([...names].filter((name) => !known.test(name))).toEqual([]);
  expect([...names]).toEqual(expect.arrayContaining(["contract", "transaction", "worker", "block.hash"]));
});

describe("the exit code is", () => {
  it.each([
    ["does not parse", "export default {", "contract-kit.BuildFailed"],
    ["describes nothing", "export default { commands: {}, queries: {} };", "contract-kit.NoAbi"],
  ])("2 when a contract %s", async (_, source, code) => {
    const folder = await mkdtemp(join(tmpdir(), "pha-broken-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, "src"));
    await writeFile(join(folder, "src", "index.ts"), source);
    for (const line of [`contract build ${folder}`, `contract deploy ${folder} --from //Alice`])
      expect(await pha(line)).toMatchObject({ code: 2, err: expect.stringContaining(`code ${code}`) });
  });

  it.each([
    ["0 for help", "--help", 0],
    ["1 when the ledger refuses", "transfer //Bob 99999999999 --from //Alice", 1],
    ["2 when there is no such contract", `contract query 0x${"00".repeat(32)} hello`, 2],
    ["2 when a folder has no contract", `contract build ${nowhere}`, 2],
    ["2 when nothing was deployed", "contract query latest hello", 2],
    ["2 for a name that nobody gave", "contract query auction hello", 2],
    ["2 for a key that is not kept", "transfer //Bob 1 --account nobody", 2],
    ["2 for no command", "", 2],
    ["2 for an unknown command", "tranfer", 2],
    ["2 for an unknown option", "status --colour", 2],
    ["2 for a missing argument", "transfer //Bob", 2],
    ["2 for an amount that is none", "transfer //Bob 1e3 --from //Alice", 2],
    ["2 for nobody who signs", "transfer //Bob 1", 2],
    ["2 for arguments that are no JSON", "contract query latest hello {", 2],
    ["2 for an id that is none", "contract query 0x12 hello", 2],
    ["2 for a salt too long", `contract deploy . --from //Alice --salt ${"x".repeat(33)}`, 2],
    ["2 for a cluster that is no number", "contract deploy . --from //Alice --cluster one", 2],
    ["2 for a time that is none", "dev time tomorrow", 2],
    ["2 for a message that is no number", "contract receipt latest first", 2],
    ["2 for a snapshot that is none", "dev revert 1", 2],
    ["2 for a transfer of nothing", "transfer //Bob 0 --from //Alice", 2],
    ["2 for nothing from the faucet", "dev faucet //Bob 0.0", 2],
    ["2 for a call that does not exist", "dev submit Balances nope --from //Alice", 2],
    ["2 for a pallet that does not exist", "dev submit Kitties breed --from //Alice", 2],
    ["2 for a folder without a contract", "contract deploy /dev --from //Alice", 2],
    ["2 for a folder to build that has none", "contract build /dev", 2],
    ["2 for tests of a folder that is not there", "contract test /nowhere/at/all", 2],
    ["2 for tests of a file", `contract test ${import.meta.filename}`, 2],
    ["2 for developing in a folder that is not there", "contract dev /nowhere/at/all", 2],
    ["2 for developing in a folder that has none", "contract dev /dev", 2],
    ["4 for another network than expected", `status --genesis 0x${"01".repeat(32)}`, 4],
    ["2 for a genesis that is no hash", "status --genesis 0x01", 2],
  ])("%s", async (_, line, code) => {
    const result = await pha(line);
    expect(result.code).toBe(code);
    expect((code === 0 ? result.out : result.err).length).toBeGreaterThan(0);
    expect(result.err).not.toMatch(/^\s+at /m);
  });

  it.each([
    [
      "an unknown method, naming those that exist",
      "call ID nonexistent",
      /no such method.*commands: bid, queries: hello/,
    ],
    ["a query sent as a command", "call ID hello", /is a query: it is asked/],
    ["a command asked as a query", "query ID bid {}", /is a command: it is sent/],
    ["missing arguments", "call ID bid", /at: args, expected: an object \(properties: .+\), given: null/],
    ["wrong arguments, by their place", 'call ID bid {"amount":5}', /at: args\.amount, expected: a decimal number/],
    ["money for a command that takes none", 'call ID bid {"amount":"5"} --value 5', /The command takes no money/],
  ])("2 for %s: nothing is signed", async (_, line, message) => {
    worker.code = utf8(withAbi("export default {};", auction));
    worker.register();
    const { code, err } = await pha(`contract ${line.replace("ID", worker.contract)} --from //Bob`);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).not.toContain("encrypting for");
    expect(chain.requests).not.toContain("POST /v1/transactions");
    expect(worker.served).toHaveLength(0);
  });

  it("1 when the contract refuses, with its own code", async () => {
    worker.run = () => ({ type: "Failed", value: { code: "contract.NoBid", message: "You have not bid." } });
    const { code, err } = await pha(`contract query ${worker.contract} hello --json`);
    expect(code).toBe(1);
    expect(JSON.parse(err)).toEqual({ error: { message: "You have not bid.", code: "contract.NoBid" } });
  });

  it.each([
    ["the contract", "contract.AuctionEnded", "It is over."],
    ["the engine", "contract-engine.GasExhausted", ""],
  ])("1 when a command fails by %s, with its code", async (_, code, message) => {
    worker.execute = () => ({ type: "Failed", value: { code, message } });
    const line = `contract call ${worker.contract} bid null --from //Bob`;
    const result = await pha(`${line} --json`);
    expect(result.code).toBe(1);
    const transaction = expect.stringMatching(/^0x[0-9a-f]{64}$/);
    const done = { contract: worker.contract, transaction, block: { number: 2 }, message: "1" };
    expect(JSON.parse(result.err)).toMatchObject({ error: { code }, ...done });
    expect(result.out).toBe("");
    expect((await pha(line)).err).toMatch(/\n {2}message 2\n {2}transaction 0x[0-9a-f]{64}$/);
  });

  it("1 when what reads the receipt cannot be kept: nothing is sent", async () => {
    const line = `contract call ${worker.contract} bid null --from //Bob --json`;
    const { code, err } = await pha(line, { env: { PHA_STATE: "/dev/null" } });
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ error: { code: "cli.StateUnwritable" } });
    expect(chain.requests).not.toContain("POST /v1/transactions");
  });

  it("3 when nobody answers, with what to do", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
    const { code, err } = await pha("status");
    expect(code).toBe(3);
    expect(err).toContain("npm start");
  });

  it("4 when an answer does not hold", async () => {
    worker.lie = { blockHash: `0x${"99".repeat(32)}` };
    const { code, err } = await pha(`contract query ${worker.contract} hello`);
    expect(code).toBe(4);
    expect(err).toContain("nothing of it was believed");
  });
});

it("has examples in the help of every command", () => {
  const program = makeProgram({ out: () => {}, err: () => {} }, async () => {});
  const leaves = leavesOf(program);
  expect(leaves).toHaveLength(128);
  for (const leaf of leaves) {
    let help = "";
    leaf.configureOutput({ writeOut: (text) => (help += text) });
    leaf.outputHelp();
    expect(help).toMatch(/Examples:\n {2}.*pha /);
  }
});
