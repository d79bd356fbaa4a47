import { root } from "@pha/frame";
import { offences } from "@pha/runtime/spec";
import { callsOf, type TestLedger, Tongue } from "@pha/runtime/testing";
import { type Benchmark, ledgerWith } from "./cases.ts";
import { computing, miner } from "./work.ts";

const other = { stateTag: `0x${"02".repeat(32)}` } as const;

/** A report with as many bytes, about, in what a contract tells everybody. */
const reportOf = (tongue: Tongue, bytes: number, changes: Partial<typeof other> = {}) =>
  tongue.report({
    ...changes,
    effects: {
      returned: [],
      list: Array.from({ length: Math.floor(bytes / 1_024) }, (_, index) => ({
        ...{ message: 1n, index },
        effect: { type: "Emit" as const, value: { name: "n", data: new Uint8Array(1_024) } },
      })),
    },
  });

function accusing(ledger: TestLedger, bytes: number) {
  const tongue = new Tongue(ledger, miner);
  if (bytes === 0) return tongue.accuse(tongue.batched(), tongue.batched(other));
  return tongue.accuse(reportOf(tongue, bytes / 2), reportOf(tongue, bytes / 2, other));
}

/** Of offences. */
export const offenceBenchmarks: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  Offences: {
    report_contradiction: {
      units: { bytes: [0, 65_536] },
      setup({ bytes = 0 }) {
        const ledger = ledgerWith(computing);
        return { ledger, caller: "Yan", call: accusing(ledger, bytes) };
      },
    },
    cancel: {
      setup() {
        const ledger = ledgerWith((one) => {
          computing(one);
          one.run("Yan", accusing(one, 0));
        });
        return { ledger, caller: root, call: callsOf(offences).cancel({ offence: 0 }) };
      },
    },
  },
};
