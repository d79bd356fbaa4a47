import { utf8 } from "@pha/codec";
import { withAbi } from "@pha/contract-engine/abi";
import { keypairFromUri } from "@pha/crypto";
import { readState, viewOf } from "@pha/frame";
import { broughtAccount, contracts, PHA, system } from "@pha/runtime/spec";
import { beforeEach, expect, it } from "vitest";
import { connect } from "../network.ts";
import { passPauses } from "../testing/no-waiting.ts";
import { TestChain } from "../testing/test-chain.ts";
import { TestWorker } from "../testing/test-worker.ts";
import { memoryStore } from "./command-store.ts";
import type { Contract } from "./contract.ts";

// Time passes as fast as the client waits.
passPauses();

const bob = keypairFromUri("//Bob", "sr25519");
const alice = keypairFromUri("//Alice", "sr25519");
let chain: TestChain;
let worker: TestWorker;

beforeEach(() => {
  chain = new TestChain();
  worker = new TestWorker(chain);
});

/** The contract, as a client uses it, of code with this ABI. */
async function client(commands: object): Promise<Contract> {
  worker.code = utf8(withAbi("export default {};", { abi: 1, commands: { ...commands }, queries: {} }));
  worker.register();
  const network = await connect({
    ...{ chain: chain.url, gatekeepers: [worker.url], genesisHash: chain.genesisHash },
    ...{ fetch: worker.fetch, now: () => chain.nowMs, commands: memoryStore() },
  });
  return network.contract(worker.contract);
}

const method = { input: { type: "null" }, output: {} };
const waiting = () => readState(system, viewOf(chain.head.state)).account.get(broughtAccount).data.free;

it("a command brings what it is told to, and its sender takes that back from a contract that is halted", async () => {
  const contract = await client({ tip: { ...method, payable: true } });
  const { block, message } = await contract.command(bob, "tip", null, { value: 5n * PHA });
  expect(waiting()).toBe(5n * PHA);
  const command = { block: block.number, message };
  await expect(contract.reclaim(bob, command)).rejects.toMatchObject({ code: "Contracts.TooEarly" });
  chain.append([], (of) => {
    const all = of(contracts).contracts;
    all.put(worker.contract, { ...(all.get(worker.contract) ?? expect.fail("no contract")), halted: true });
  });
  await expect(contract.reclaim(alice, command, { preflight: true })).rejects.toMatchObject({
    code: "Contracts.NothingBrought",
  });
  await contract.reclaim(bob, command);
  expect(waiting()).toBe(0n);
});

it("nothing is signed that brings money to what takes none, or less than there can be", async () => {
  const contract = await client({ tip: method });
  const sent = contract.command(bob, "tip", null, { value: PHA });
  await expect(sent).rejects.toMatchObject({ code: "contract-engine.NotPayable" });
  await expect(contract.check("commands", "tip", null, PHA)).rejects.toMatchObject({
    code: "contract-engine.NotPayable",
  });
  await contract.check("commands", "tip", null);
  await expect(contract.command(bob, "tip", null, { value: -1n })).rejects.toMatchObject({ code: expect.any(String) });
  expect(chain.requests).not.toContain("POST /v1/transactions");
});

it("a log is asked for under a name that no method has, and whoever is not the owner is told so", async () => {
  const contract = await client({});
  const page = { book: "b", lines: [], last: 7 };
  worker.run = ({ call }) => {
    expect(call).toEqual({ method: "#log", args: utf8("3") });
    return { type: "Done", value: utf8(JSON.stringify(page)) };
  };
  expect((await contract.logs(alice, { after: 3 })).value).toEqual(page);
  worker.run = () => ({ type: "Failed", value: { code: "contract-engine.NotOwner", message: "" } });
  await expect(contract.logs(bob)).rejects.toMatchObject({ code: "contract-engine.NotOwner" });
});
