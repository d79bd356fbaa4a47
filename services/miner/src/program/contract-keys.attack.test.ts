import { gatekeepers } from "@pha/runtime/spec";
import { attack } from "@pha/testkit/attack";
import { expect, vi } from "vitest";
import { type EpochKeys, obtainKeys } from "./contract-keys.ts";
import { ClusterLedger, cluster, collect, type Manner, word } from "./testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const id = word(0xc1);

function setup(manners: readonly Manner[]) {
  const chain = new ClusterLedger();
  const core = chain.core();
  chain.gatekeepers.manners.splice(0, 3, ...manners);
  const obtain = async () => {
    core.advance(chain.ledger.block());
    const contract = { contract: id, codeHash: word(0xcd), epoch: 0 };
    return (await collect(obtainKeys(core, { cluster, generation: 1 }, [contract])))[0] as EpochKeys;
  };
  return { chain, obtain };
}

attack("give a worker wrong parts of its keys, or none, as a gatekeeper", async ({ refused, held }) => {
  const honest = await setup(["honest", "honest", "honest"]).obtain();
  for (const manner of ["down", "lying", "garbling", "elsewhere"] as const)
    await held("the others suffice", async () => {
      expect(Object.keys(await setup(["honest", manner, "honest"]).obtain())).toEqual(Object.keys(honest));
    });
  for (const manner of ["lying", "garbling"] as const) {
    const { obtain } = setup(["honest", manner, "down"]);
    await refused("miner.KeysUnavailable", obtain);
    await expect(obtain()).rejects.toMatchObject({ data: { reason: "a part is wrong", gatekeepers: "2" } });
  }
});

attack("make a contract's keys from too few parts, or of another sharing", async ({ refused }) => {
  for (const manner of ["down", "elsewhere"] as const) {
    const { obtain } = setup([manner, "down", "honest"]);
    await refused("miner.KeysUnavailable", obtain);
    await expect(obtain()).rejects.toMatchObject({ data: { needed: 2, answered: 1 } });
  }
  const { chain, obtain } = setup(["honest", "honest", "honest"]);
  chain.ledger.pallet(gatekeepers).sharing.remove();
  await refused("miner.KeysUnavailable", obtain);
  await expect(obtain()).rejects.toMatchObject({ data: { reason: "there is no such master key, or not yet" } });
});
