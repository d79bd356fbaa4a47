import { BEACON_DST, beaconMessage, blsPublicKey, signBls } from "@pha/crypto";
import { beacon, gatekeepers, maxGatekeepers } from "@pha/runtime/spec";
import { callsOf, TestEnclave, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, ledgerWith } from "./cases.ts";
import { crowded } from "./work.ts";

const keepers = Array.from({ length: maxGatekeepers }, (_, i) => new TestEnclave(`signer ${i}`, "Gatekeeper"));
const numbers = keepers.map((_, i) => i + 1);
const last = keepers.at(-1) as TestEnclave;
const sharing = { generation: 1, round: 0 };
const told = { round: 1n, generation: 1, sharing: 0 };
/** Everybody's share: what is worked out is as much, whatever comes of it. */
const secret = new Uint8Array(32).fill(1);
const share = blsPublicKey(secret);

const partOf = ({ genesisHash }: TestLedger) =>
  signBls(secret, BEACON_DST, beaconMessage({ genesisHash, generation: 1, round: 1n }));

/** All have spoken but the last, and everybody is needed. */
function spoken(ledger: TestLedger): void {
  ledger.of(gatekeepers).sharing.put(sharing);
  const dealers = keepers.map(({ identity }, i) => ({ identity, index: i + 1 }));
  const publicShares = keepers.map(({ identity }, i) => ({ identity, index: i + 1, share }));
  const key = {
    ...sharing,
    threshold: maxGatekeepers,
    publicKey: share,
    qualified: numbers,
    publicShares,
    dealers,
    from: 0,
  };
  ledger.of(gatekeepers).groupKeys.put(1, 0, key);
  const before = numbers.slice(0, -1);
  const signature = partOf(ledger);
  const parts = before.map((index) => ({ index, signature }));
  ledger.of(beacon).interval.put(1);
  ledger.of(beacon).parts.put({ round: 1n, generation: 1, sharing: 0, spoken: before, parts });
}

/** Benchmarks of what gatekeepers sign for the ledger to check. */
export const signing: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  Beacon: {
    // The last part: it is checked, all are combined, and workers are drawn.
    sign: {
      setup() {
        const ledger = ledgerWith((made) => {
          spoken(made);
          crowded(made);
        });
        return { ledger, caller: last, call: callsOf(beacon).sign({ ...told, part: partOf(ledger) }) };
      },
    },
  },
};
