import { balances, PHA } from "@pha/runtime/spec";
import { tx } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { afterAll, expect, it } from "vitest";
import { bob, dave } from "../parties.ts";
import { governedNetwork, nextCode, pha } from "./network.ts";

/** What goes on in the background ends with the test, however that ends. */
const over = new AbortController();
afterAll(() => over.abort());

/** Among what is under way: others may be voted on at the time. */
const isVoteOnCode = ({ type, call }: { readonly type: string; readonly call: { readonly value: { type: string } } }) =>
  type === "referendum" && call.value.type === "set_code";

/** Goes on to where the next launch is as far away as can be: a proposal is not put to the vote before it is seconded. */
async function afterLaunch(): Promise<void> {
  const { block, nextLaunch } = await pha("gov list");
  await pha(`dev seal ${nextLaunch - block + 1}`);
}

/** Pays again and again until told to stop; fails as a payment did. */
function payments() {
  let [isStopped, count] = [false, 0];
  const dest = { type: "Id", value: bob.accountId } as const;
  const paying = (async () => {
    while (!isStopped && !over.signal.aborted) {
      await governedNetwork().client.submit(dave, tx(balances, "transfer_keep_alive", { dest, value: PHA }));
      count++;
    }
  })();
  paying.catch(() => {});
  return {
    async goesOn() {
      const before = count;
      await Promise.race([paying, eventually(() => count > before + 1, { withinMs: 30_000 })]);
    },
    async stop() {
      isStopped = true;
      await paying;
      return count;
    },
  };
}

it("the ledger's code is exchanged by a referendum, under load, with no restart", async () => {
  const processes = () => Object.values(governedNetwork().devnet.processes).map(({ name, pid }) => `${name} ${pid}`);
  const running = processes();
  const { specVersion: present } = await pha("upgrade status");
  await afterLaunch();
  const began = performance.now();
  const { proposal, specVersion } = await pha(`upgrade propose --code ${nextCode()} --from //Alice`);
  expect(specVersion).toBe(present + 1);
  await pha(`gov second ${proposal} --from //Bob`);
  const followed = pha("upgrade status --follow");
  followed.catch(() => {}); // it is awaited below, if the test comes that far
  const load = payments();
  await load.goesOn();
  await pha(`dev seal --to ${(await pha("gov list")).nextLaunch}`);
  const referendum = await eventually(async () => (await pha("gov list")).measures.find(isVoteOnCode), {
    withinMs: 30_000,
  });
  await pha(`gov vote ${referendum.referendum} aye 1000000 --from //Charlie`);
  const voted = performance.now();
  const hurry = (async () => {
    while (!over.signal.aborted && (await pha("upgrade status")).specVersion === present) await pha("dev seal 20");
  })();
  expect(await followed).toMatchObject({ from: present, specVersion: present + 1 });
  await hurry;
  const seconds = (since: number) => ((performance.now() - since) / 1_000).toFixed(1);
  await load.goesOn();
  console.log(
    `upgrade: ${seconds(began)} s from the proposal to version ${present + 1}, ${seconds(voted)} s of them after the vote; ${await load.stop()} payments meanwhile`,
  );
  expect(processes()).toEqual(running);
  await expect(pha(`upgrade propose --code ${nextCode()} --from //Alice`)).rejects.toThrow(/cli\.NoUpgrade/);
});
