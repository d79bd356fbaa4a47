import type { Hex } from "@pha/codec";
import { ethAddress, keypairFromUri, sha256, signEcdsa } from "@pha/crypto";
import { root } from "@pha/frame";
import { commitmentDigest, type Header, makeDigest, seal } from "@pha/light-client";
import { offences, PHA, validators } from "@pha/runtime/spec";
import { accountOf, callsOf, type TestLedger, Tongue } from "@pha/runtime/testing";
import { type Benchmark, idOf, ids, ledgerWith } from "./cases.ts";
import { computing, miner } from "./work.ts";

const secret = sha256(new Uint8Array([7]));
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

/** As many validators as a set may have, of whom the last has voted twice; their operators have put up bonds. */
const manyValidators = (ledger: TestLedger): void => {
  const { set, sets, bonds } = ledger.of(validators);
  const members = ids("validator", 255).map((id) => ({
    address: id.slice(0, 42) as Hex,
    operator: id,
    bond: 0n,
  }));
  const all = [...members, { address: ethAddress(secret), operator: accountOf("Zoe"), bond: 0n }];
  sets.put(set.get().id, { from: 1, to: undefined, validators: all });
  for (const { operator } of members) bonds.put(operator, { amount: PHA, leaving: undefined });
  ledger.setBalances({ Zoe: 1_000n * PHA });
  ledger.run("Zoe", callsOf(validators).bond({ amount: PHA }));
};

const ballot = (ledger: TestLedger, blockHash: Hex) => {
  const { id: setId } = ledger.of(validators).set.get();
  const value = {
    ...{ number: 7, round: 0, blockHash, stateRoot: idOf("state"), timeMs: 1n, outboundRoot: idOf("root") },
    ...{ setId, nextSetHash: idOf("next") },
  };
  const signature = signEcdsa(secret, commitmentDigest(ledger.genesisHash, value));
  return { ballot: { type: "Block" as const, value }, signature };
};

/** One of as many authors as there may be. */
const author = keypairFromUri("//author", "ed25519");
const manyAuthors = (ledger: TestLedger): void =>
  ledger.of(validators).authors.put([...ids("author", 15), author.publicKey]);

function block(ledger: TestLedger, stateRoot: Hex): Header {
  const { number } = ledger.now;
  const nextSet = { id: 1n, addresses: ids("validator", 256).map((id) => id.slice(0, 42) as Hex) };
  const digest = makeDigest({ epoch: 1n, round: 0, timeMs: 1n, outboundRoot: idOf("root"), nextSet });
  const parentHash = ledger.hashOf(number - 1);
  return seal({ parentHash, number, stateRoot, extrinsicsRoot: idOf("extrinsics"), digest }, author.sign);
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
    report_double_vote: {
      setup() {
        const ledger = ledgerWith(manyValidators);
        const [first, second] = [ballot(ledger, idOf("block", 1)), ballot(ledger, idOf("block", 2))];
        return { ledger, caller: "Yan", call: callsOf(offences).report_double_vote({ first, second }) };
      },
    },
    report_double_seal: {
      setup() {
        const ledger = ledgerWith(manyAuthors);
        const [first, second] = [block(ledger, idOf("state", 1)), block(ledger, idOf("state", 2))];
        return {
          ledger,
          caller: "Yan",
          call: callsOf(offences).report_double_seal({ author: author.publicKey, first, second }),
        };
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
