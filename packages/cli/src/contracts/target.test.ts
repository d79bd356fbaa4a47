import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Hex, toHex } from "@pha/codec";
import { buildContract } from "@pha/contract-kit/build";
import { keypairFromUri } from "@pha/crypto";
import { contracts, nothingAgreed, type Reason, type Task } from "@pha/runtime/spec";
import { TestChain, TestWorker } from "@pha/sdk/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runLine } from "../testing/run-line.ts";
import { Project } from "./project.ts";

const auction = fileURLToPath(new URL("../../../../contracts/sealed-bid-auction", import.meta.url));

let chain: TestChain;
let worker: TestWorker;
let cwd: string;
/** Why constructors fail. */
let failing: Reason | undefined;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "pha-target-"));
  failing = undefined;
  chain = new TestChain();
  chain.nowMs = Date.now() - 5_000;
  worker = new TestWorker(chain);
  worker.register();
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    const response = await worker.fetch(url, init);
    if (init?.method === "POST" && url.endsWith("/v1/transactions")) publishKeys();
    return response;
  });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await rm(cwd, { recursive: true, force: true });
});

/** What the workers of the cluster do: they publish the key of every contract, and agree on how its constructor ended. */
function publishKeys(): void {
  chain.append([], (of) => {
    const { contracts: all, list } = of(contracts);
    for (const id of list.page(0, list.count())) {
      const record = all.get(id);
      if (record && record.encryptKey === undefined)
        all.put(id, {
          ...record,
          encryptKey: toHex(worker.keys.publicKey),
          agreed: { ...nothingAgreed, stateHeight: 1 },
          broken: failing,
        });
    }
  });
}

/** Puts contracts of an account on the ledger, the last one the newest. */
function others(deployer: Hex, ...ids: Hex[]): void {
  chain.append([], (of) => {
    for (const id of ids) {
      of(contracts).contracts.put(id, worker.record({ deployer, owner: deployer }));
      of(contracts).list.append(id);
    }
  });
}

const env = () => ({ PHA_CHAIN_URL: chain.url, PHA_GATEKEEPER_URLS: worker.url, PHA_STATE: join(cwd, "state") });
const pha = (line: string, folder = cwd) => runLine(line, { env: env(), cwd: folder });
const word = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;
const accountOf = (name: string): Hex => keypairFromUri(name, "sr25519").accountId;
const sent = () => chain.requests.filter((request) => request === "POST /v1/transactions").length;

describe("a contract is called", () => {
  it("by the name under which this folder deployed it; it is this folder's latest, for every account", async () => {
    const deployed = await pha(`contract deploy ${auction} --as auction --from //Alice --json`);
    const { contract, codeHash } = deployed.json();
    others(word(7), word(0xe1));
    for (const target of ["auction", "latest"]) {
      const { code, err, json } = await pha(
        `contract call ${target} close {"auction":1} --no-wait --from //Bob --json`,
      );
      expect([code, err]).toEqual([0, ""]);
      expect(json()).toMatchObject({ contract, name: "auction", codeHash, owner: expect.stringMatching(/^5Grwva/) });
    }
    const shown = await pha("contract show latest --from //Bob");
    expect(shown.err).toContain(`latest is contract auction, ${contract}`);
    for (const line of ["contract receipt latest", "contract query latest hello"])
      expect((await pha(`${line} --from //Bob`)).err).toContain(`latest is contract auction, ${contract}`);
    expect((await pha("contract show auction")).err).toBe("");
    const said = await pha('contract call auction close {"auction":1} --no-wait --from //Bob');
    expect(said.err).toContain(`encrypting for contract auction, ${contract}`);
    expect(said.err).toMatch(new RegExp(`code ${codeHash}, owner 5Grwva`));
    expect((await pha("contract list")).out).toMatch(new RegExp(`${contract} +auction `));
  });

  it("latest, where this folder deployed nothing, when it is the account's own newest: never a stranger's", async () => {
    others(accountOf("//Alice"), word(0xa1), word(0xa2));
    others(accountOf("//Bob"), word(0xb1));
    others(word(7), ...Array.from({ length: 120 }, (_, i) => word(i + 1)));
    const targetOf = async (name: string) =>
      (await pha(`contract call latest bid --no-wait --from ${name} --json`)).json().contract;
    expect(await targetOf("//Alice")).toBe(word(0xa2));
    expect(await targetOf("//Bob")).toBe(word(0xb1));
    chain.append([], (of) => {
      of(contracts).contracts.put(word(0xb2), worker.record({ deployer: word(7), owner: accountOf("//Bob") }));
      of(contracts).list.append(word(0xb2));
    });
    expect(await targetOf("//Bob")).toBe(word(0xb2));
    expect((await pha("contract call latest bid --no-wait --from //Bob")).err).toContain("carries no ABI");
    const before = sent();
    for (const line of [
      "call latest bid --from //Charlie",
      "query latest hello",
      "query latest hello --from //Charlie",
    ]) {
      const { code, err } = await pha(`contract ${line}`);
      expect(code).toBe(2);
      expect(err).toContain("cli.NoContracts");
      expect(err).toContain("pha contract list shows the contracts of this network.");
    }
    expect(sent()).toBe(before);
    expect(worker.served).toHaveLength(0);
  });

  it("by no name of another network, and not when it runs other code than it was deployed with", async () => {
    await pha(`contract deploy ${auction} --as auction --from //Alice`);
    const { contract } = (
      await pha('contract call auction close {"auction":1} --no-wait --from //Alice --json')
    ).json();
    chain.append([], (of) => {
      const record = of(contracts).contracts.get(contract);
      if (record) of(contracts).contracts.put(contract, { ...record, codeHash: worker.codeHash });
    });
    const before = sent();
    expect(await pha("contract call auction close --from //Alice")).toMatchObject({
      code: 2,
      err: expect.stringContaining("cli.OtherCode"),
    });
    expect(sent()).toBe(before);
    expect((await pha("contract show auction --json")).json()).toMatchObject({ codeHash: worker.codeHash });
    expect(await pha("contract pin auction")).toMatchObject({ code: 0 });
    expect((await pha("contract call auction close --no-wait --from //Alice")).err).not.toContain("cli.OtherCode");
    others(accountOf("//Bob"), word(0xe7));
    const unknown = await pha(`contract pin ${word(0xe7)}`);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("cli.NotHere")]);

    chain = new TestChain("khala");
    chain.nowMs = Date.now() - 5_000;
    chain.append();
    vi.stubGlobal("fetch", chain.fetch);
    const { code, err } = await pha("contract call auction close --from //Alice");
    expect(code).toBe(2);
    expect(err).toContain("cli.OtherNetwork");
  });
});

describe("a call that the contract's ABI does not admit", () => {
  it.each([
    ["contract call auction myBid {}", "pha contract query … myBid asks it."],
    ["contract query auction bid {}", "pha contract call … bid sends it."],
    ["contract call auction bidd {}", "Did you mean bid?"],
    ["contract query auction stattus {}", "Did you mean status?"],
    ["contract call auction withdraw {}", undefined],
    [`contract deploy ${auction} --args {}`, "--args takes the constructor's arguments."],
  ])("comes with the one that was probably meant: %s", async (line, hint) => {
    await pha(`contract deploy ${auction} --as auction --from //Alice`);
    const { code, err } = await pha(`${line} --from //Alice --json`);
    expect(code).toBe(2);
    expect(JSON.parse(err).error.hint).toBe(hint);
  });
});

describe("a contract with tasks", () => {
  it("is shown with when each runs, who ran it last and how that ended, and when it is due next", async () => {
    const contract = word(0xe1);
    others(word(7), contract);
    const task: Task = { name: "refresh", every: 20, workers: 1, since: 1, due: 0, runs: [], fails: 0 };
    const run = (byte: number, type: "Said" | "Quiet" | "Failed") => ({ identity: word(byte), end: { type } });
    const list: Task[] = [
      { ...task, every: 1_000 },
      { ...task, name: "look", workers: 2, due: 1, runs: [run(1, "Said"), run(2, "Failed")] },
      { ...task, name: "pay", due: 1, runs: [run(3, "Failed")], fails: 3 },
    ];
    chain.append([], (of) => of(contracts).tasks.put(contract, { list }));
    const shown = (await pha(`contract show ${contract}`)).out;
    expect(shown).toMatch(/refresh +1000 blocks +never +block 1001/);
    expect(shown).toMatch(
      /look +20 blocks on 2 workers +block 1: 0x0101\S+ sent a command, 0x0202\S+ failed \(of 2\) +block 21/,
    );
    expect(shown).toMatch(/pay +20 blocks +block 1: 0x0303\S+ failed; 3 times in a row +block 161/);
    const { tasks } = (await pha(`contract show ${contract} --json`)).json();
    expect(tasks).toMatchObject([{ nextDue: 1001 }, { name: "look", nextDue: 21 }, { fails: 3, nextDue: 161 }]);
    for (let i = 0; i < 30; i++) chain.append([]);
    expect((await pha(`contract show ${contract}`)).out).toMatch(/look .+ due since block 21/);
  });
});

describe("a contract whose constructor failed", () => {
  it("is not deployed: the reason is told, nothing remembers it, and listings say that it is broken", async () => {
    failing = { code: "contract.NoMinimum", message: "There must be one." };
    const { code, err } = await pha(`contract deploy ${auction} --as auction --from //Alice`);
    expect(code).toBe(1);
    expect(err).toMatch(/sdk\.ContractBroken/);
    expect(err).toMatch(/contract\.NoMinimum, message: There must be one\./);
    const [row] = (await pha("contract list --json")).json();
    expect(row).toMatchObject({ status: "broken", broken: failing });
    expect((await pha("contract list")).out).toMatch(/broken: contract\.NoMinimum: There must be one\./);
    const shown = await pha(`contract show ${row.contract}`);
    expect(shown.out).toMatch(/status +broken: contract\.NoMinimum/);
    expect(shown.out).toMatch(/command +bid +\S/);
    expect((await pha("contract show auction")).err).toContain("cli.UnknownContractName");
    expect((await pha(`contract call ${row.contract} close {"auction":1} --from //Bob`)).err).toContain(
      "ContractBroken",
    );
  });

  it("tells the place in the sources to who built it, when deploying, calling, and in listings", async () => {
    const { code, codeHash } = await buildContract(auction);
    const lines = code.split("\n");
    const row = lines.findIndex((line) => line.includes("AuctionEnded"));
    const words = `TypeError: no (contract.mjs:${row + 1}:${(lines[row] ?? "").indexOf("AuctionEnded")})`;
    const inSources = /TypeError: no \(src\/\S+\.ts:\d+:\d+\)/;
    failing = { code: "contract-engine.ContractThrew", message: words };
    expect((await pha(`contract deploy ${auction} --from //Alice`)).err).toMatch(inSources);
    const [{ contract }] = (await pha("contract list --json")).json();
    expect((await pha(`contract show ${contract}`)).out).toContain(words);
    await new Project(cwd).add(chain.genesisHash, { contract, codeHash, folder: auction }, undefined);
    expect((await pha(`contract show ${contract}`)).out).toMatch(inSources);
    expect((await pha("contract list")).out).toMatch(inSources);
    expect((await pha(`contract call ${contract} close {"auction":1} --from //Bob`)).err).toMatch(inSources);
  });
});
