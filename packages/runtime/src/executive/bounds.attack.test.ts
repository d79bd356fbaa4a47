import { errors as codecErrors, compact, concat, encode, u32 } from "@pha/codec";
import type { CallSpec } from "@pha/frame";
import { attack } from "@pha/testkit/attack";
import { boundsOf } from "@pha/testkit/bounds";
import { expect } from "vitest";
import { testNetwork } from "../testing/index.ts";

/** Everything in an enclave's calls that has a most, and what keeps an honest enclave within it. */
const keptBy: Readonly<Record<string, string>> = {
  "Gatekeepers.dkg_check.bad": "the number of dealers",
  "Gatekeepers.dkg_deal.commitments": "the threshold",
  "Gatekeepers.dkg_deal.shares": "the number of gatekeepers",
  "Gatekeepers.dkg_deal.shares[].ciphertext": "one sealed share",
  "Grants.log.grants": "the log's batches",
  "Grants.log.grants[].kinds": "the kinds that there are",
  "Contracts.report.reports": "the reporter's batches",
  "Contracts.report.reports[].reason.code": "what a worker makes of a failure",
  "Contracts.report.reports[].reason.message": "what a worker makes of a failure",
  "Contracts.report.reports[].effects.list": "the room that a height's commands get",
  "Contracts.report.reports[].effects.list[].effect.Emit.name": "the engine",
  "Contracts.report.reports[].effects.list[].effect.Emit.data": "the engine",
  "Contracts.report.reports[].effects.list[].effect.Push.args": "the engine",
  "Contracts.report.reports[].effects.list[].effect.Push.method": "the engine",
  "Contracts.report.reports[].effects.list[].effect.Schedule.task": "the contract's ABI",
  "Contracts.report.reports[].effects.list[].effect.Upgraded.failure.code": "what a worker makes of a failure",
  "Contracts.report.reports[].effects.list[].effect.Upgraded.failure.message": "what a worker makes of a failure",
  "Contracts.report.reports[].effects.returned": "what the ledger takes of a block's commands",
  "Contracts.task_ran.task": "what the ledger has scheduled",
  "Contracts.task_ran.outcome.Said.ciphertext": "the engine",
};

attack("send one more of everything than an enclave's calls have room for", async ({ refused }) => {
  const { runtime } = testNetwork();
  const bare = runtime.pallets.flatMap((pallet) =>
    Object.entries<CallSpec>(pallet.calls).flatMap(([name, spec]) =>
      spec.bare ? [{ pallet, name, spec, bounds: boundsOf(spec.type, `${pallet.name}.${name}`) }] : [],
    ),
  );
  expect(bare.flatMap(({ bounds }) => bounds.map(({ path }) => path)).sort()).toEqual(Object.keys(keptBy).sort());
  for (const { pallet, spec, bounds } of bare)
    for (const { path, max, overfull } of bounds) {
      const body = concat(Uint8Array.of(4, pallet.index, spec.index), overfull());
      await refused("transaction.Undecodable", () => {
        try {
          runtime.decodeExtrinsic(concat(encode(compact(u32), body.length), body));
        } catch (error) {
          const { cause } = error as { readonly cause: unknown };
          expect([path, cause]).toEqual([path, codecErrors.TooLong({ max, actual: BigInt(max + 1) })]);
          throw error;
        }
      });
    }
});
