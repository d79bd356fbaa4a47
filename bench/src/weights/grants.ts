import { gatekeepers, grants, maxGatekeepers, maxGrants } from "@pha/runtime/spec";
import { callsOf, TestEnclave } from "@pha/runtime/testing";
import { type Benchmark, ids, ledgerWith } from "./cases.ts";

const keepers = Array.from({ length: maxGatekeepers }, (_, i) => new TestEnclave(`teller ${i}`, "Gatekeeper"));
const last = keepers.at(-1) as TestEnclave;
const kinds = Array.from({ length: 8 }, () => ({ type: "tag" }) as const);

/** Of what gatekeepers tell of keys. */
export const grantBenchmarks: Readonly<Record<string, Benchmark>> = {
  log: {
    units: { grants: [1, maxGrants] },
    setup({ grants: count = 1 }) {
      const ledger = ledgerWith((made) => {
        made.of(gatekeepers).members.put(keepers.map(({ identity }, i) => ({ identity, index: i + 1 })));
        made.of(grants).newest.put(last.identity, 1);
      });
      const [worker = last.identity] = ids("worker", 1);
      const batch = ids("contract", count).map((contract) => ({ worker, contract, generation: 0, epoch: 0, kinds }));
      return { ledger, caller: last, call: callsOf(grants).log({ grants: batch }) };
    },
  },
};
