import { type HoldReason, makeCall, root, signed } from "@pha/frame";
import { balances, clusters, PHA, pallets, sudo, system, tuning, utility } from "@pha/runtime/spec";
import { accountOf, addressOf, callsOf } from "@pha/runtime/testing";
import { tokens } from "./assets.ts";
import { attestationBenchmarks } from "./attestation.ts";
import { bridgeBenchmarks } from "./bridge.ts";
import { type Benchmark, bytes, type Changes, ids, ledgerWith, simple } from "./cases.ts";
import { certificateBenchmarks } from "./certificates.ts";
import { contractBenchmarks } from "./contracts.ts";
import { election } from "./elections.ts";
import { candidateBenchmarks } from "./gatekeeper-election.ts";
import { gatekeeperBenchmarks } from "./gatekeepers.ts";
import { governing } from "./governing.ts";
import { grantBenchmarks } from "./grants.ts";
import { later } from "./later.ts";
import { leaseBenchmarks } from "./leases.ts";
import { closeCluster, fullCluster, miner, others } from "./members.ts";
import { offenceBenchmarks } from "./offences.ts";
import { people } from "./people.ts";
import { referendumBenchmarks } from "./referenda.ts";
import { signing } from "./signing.ts";
import { spending } from "./spending.ts";
import { stakeBenchmarks } from "./stakes.ts";
import { validatorBenchmarks } from "./validators.ts";
import { workBenchmarks } from "./work.ts";

const remark = makeCall(system, "remark", { remark: bytes(1) });
const dest = addressOf("Zoe");
const rich = 1_000n * PHA;
const { force_unreserve, upgrade_accounts, force_adjust_total_issuance, burn } = callsOf(balances);
const { transfer_allow_death, force_transfer, transfer_keep_alive, transfer_all, force_set_balance } =
  callsOf(balances);
/** Somebody whose account ends with the call, where the call can end it. */
const yves: Changes = (ledger) => ledger.setBalances({ Yves: rich });

/** On hold as often as can be. */
const holding: Changes = (ledger) => {
  yves(ledger);
  const { account } = ledger.of(system);
  const info = account.get(accountOf("Yves"));
  const reasons = pallets.flatMap(({ holdReasons }): HoldReason[] => Object.values(holdReasons));
  const holds = Array.from({ length: 50 }, (_, i) => ({ id: reasons[i % reasons.length] as HoldReason, amount: PHA }));
  const reserved = BigInt(holds.length) * PHA;
  ledger.of(balances).holds.put(accountOf("Yves"), holds);
  const data = { ...info.data, free: info.data.free - reserved, reserved };
  account.put(accountOf("Yves"), { ...info, consumers: 1, data });
};

const batchOf = (name: "batch" | "batch_all" | "force_batch"): Benchmark => ({
  units: { calls: [0, 1_000] },
  setup: ({ calls = 0 }) => ({
    ledger: ledgerWith(),
    caller: "Alice",
    call: makeCall(utility, name, { calls: Array.from({ length: calls }, () => remark) }),
  }),
});

/** A benchmark of every call, by pallet and call. */
export const benchmarks: Readonly<Record<string, Readonly<Record<string, Benchmark>>>> = {
  System: {
    remark: simple("Alice", makeCall(system, "remark", { remark: bytes(524_288) })),
    set_code: {
      // The host loads the module, which is none here: the call fails.
      fails: true,
      atLeast: { ref_time: 500_000_000_000n, proof_size: 0n },
      setup: () => ({ ledger: ledgerWith(), caller: root, call: makeCall(system, "set_code", { code: bytes(1_024) }) }),
    },
    remark_with_event: {
      units: { bytes: [0, 524_288] },
      setup: ({ bytes: length = 0 }) => ({
        ledger: ledgerWith(),
        caller: "Alice",
        call: makeCall(system, "remark_with_event", { remark: bytes(length) }),
      }),
    },
  },
  Balances: {
    transfer_allow_death: simple("Yves", transfer_allow_death({ dest, value: rich - 1n }), yves),
    force_transfer: simple(root, force_transfer({ source: addressOf("Yves"), dest, value: rich - 1n }), yves),
    transfer_keep_alive: simple("Yves", transfer_keep_alive({ dest, value: PHA }), yves),
    transfer_all: simple("Yves", transfer_all({ dest, keep_alive: false }), yves),
    force_unreserve: simple(root, force_unreserve({ who: addressOf("Yves"), amount: rich }), holding),
    upgrade_accounts: {
      units: { accounts: [0, 1_024] },
      setup: ({ accounts = 0 }) => ({
        ledger: ledgerWith((ledger) => {
          const { account } = ledger.of(system);
          const info = account.get(accountOf("Alice"));
          const old = { ...info, data: { ...info.data, flags: 0n, free: 0n } };
          for (const who of ids("old account", accounts)) account.put(who, old);
        }),
        caller: "Alice",
        call: upgrade_accounts({ who: ids("old account", accounts) }),
      }),
    },
    force_set_balance: simple(root, force_set_balance({ who: addressOf("Yves"), new_free: PHA }), yves),
    force_adjust_total_issuance: {
      fails: true,
      ...simple(root, force_adjust_total_issuance({ direction: { type: "Increase" }, delta: PHA })),
    },
    burn: { fails: true, ...simple("Alice", burn({ value: PHA, keep_alive: true })) },
  },
  Utility: {
    batch: batchOf("batch"),
    batch_all: batchOf("batch_all"),
    force_batch: batchOf("force_batch"),
    as_derivative: simple("Alice", callsOf(utility).as_derivative({ index: 1, call: remark })),
    with_weight: simple(root, callsOf(utility).with_weight({ call: remark, weight: { ref_time: 1n, proof_size: 1n } })),
    dispatch_as: simple(
      root,
      makeCall(utility, "dispatch_as", { as_origin: signed(accountOf("Alice")).caller, call: remark }),
    ),
  },
  Sudo: {
    sudo: simple("Alice", makeCall(sudo, "sudo", { call: remark })),
    sudo_as: simple("Alice", makeCall(sudo, "sudo_as", { who: dest, call: remark })),
  },
  Validators: validatorBenchmarks,
  Tuning: {
    set: simple(
      root,
      callsOf(tuning).set({ parameter: { type: "Bounties", value: { type: "maxChildren", value: 6 } } }),
    ),
  },
  Attestation: attestationBenchmarks,
  Certificates: certificateBenchmarks,
  Clusters: {
    create: simple("Bob", callsOf(clusters).create({ minMembers: 1 })),
    apply: simple("Bob", callsOf(clusters).apply({ cluster: 0, identity: miner.identity }), (ledger) => {
      miner.register(ledger, "Bob");
      closeCluster(ledger, others);
    }),
    admit: simple("Bob", callsOf(clusters).admit({ cluster: 0, identity: miner.identity }), (ledger) =>
      closeCluster(ledger, others, [miner.identity]),
    ),
    withdraw: simple("Bob", callsOf(clusters).withdraw({ cluster: 0, identity: miner.identity }), (ledger) => {
      miner.register(ledger, "Bob");
      closeCluster(ledger, others, [miner.identity]);
    }),
    remove: simple("Bob", callsOf(clusters).remove({ cluster: 0, identity: miner.identity }), fullCluster),
  },
  Contracts: contractBenchmarks,
  Gatekeepers: gatekeeperBenchmarks,
  Grants: grantBenchmarks,
  ...later,
  ...signing,
  ...people,
  ...tokens,
  ...referendumBenchmarks,
  ...election,
  ...governing,
  ...spending,
  ...workBenchmarks,
  ...leaseBenchmarks,
  ...stakeBenchmarks,
  ...offenceBenchmarks,
  GatekeeperElection: candidateBenchmarks,
  ...bridgeBenchmarks,
};
