import { gatekeepers, grants, maxGatekeepers, maxGrants } from "@pha/runtime/spec";
import { callsOf, TestEnclave } from "@pha/runtime/testing";
import { type Benchmark, ids, ledgerWith, zeros } from "./cases.ts";

const keepers = Array.from({ length: maxGatekeepers }, (_, i) => new TestEnclave(`teller ${i}`, "Gatekeeper"));
const last = keepers.at(-1) as TestEnclave;
const kinds = Array.from({ length: 8 }, () => ({ type: "tag" }) as const);

const sharing = { generation: 0, round: 0 };
const share = zeros(96);
const holders = keepers.map(({ identity }, i) => ({ identity, index: i + 1 }));
/** As many as there may be hold a share. */
const groupKey = {
  ...{ ...sharing, threshold: 9, publicKey: share, qualified: holders.map(({ index }) => index), dealers: holders },
  ...{ publicShares: holders.map((holder) => ({ ...holder, share })), from: undefined },
};

/** Of what gatekeepers tell of keys. */
export const grantBenchmarks: Readonly<Record<string, Benchmark>> = {
  log: {
    units: { grants: [1, maxGrants] },
    setup({ grants: count = 1 }) {
      const ledger = ledgerWith((made) => {
        made.of(gatekeepers).members.put(keepers.map(({ identity }, i) => ({ identity, index: i + 1 })));
        made.of(grants).newest.put(last.identity, 1);
        made.of(gatekeepers).sharing.put(sharing);
        made.of(gatekeepers).groupKeys.put(0, 0, groupKey);
      });
      const [worker = last.identity] = ids("worker", 1);
      const batch = ids("contract", count).map((contract) => ({ worker, contract, generation: 0, epoch: 0, kinds }));
      return { ledger, caller: last, call: callsOf(grants).log({ grants: batch }) };
    },
  },
};
