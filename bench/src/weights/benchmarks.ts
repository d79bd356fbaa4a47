import { fromHex, type Hex } from "@pha/codec";
import { type HoldReason, makeCall, root, signed, storageKeys } from "@pha/frame";
import {
  attestation,
  balances,
  broughtAccount,
  type Claim,
  clusters,
  codeHashOf,
  contractId,
  contractLimits,
  contracts,
  type Effects,
  effectLimits,
  effectsRoot,
  gatekeepers,
  maxAhead,
  maxBrought,
  maxGenerations,
  maxMembers,
  maxSteps,
  mayRun,
  nothingAgreed,
  notRotated,
  PHA,
  pallets,
  parameters,
  readLimits,
  reasonHash,
  sudo,
  system,
  taskLimits,
  tuning,
  utility,
  validators,
} from "@pha/runtime/spec";
import { accountOf, addressOf, callsOf, TestEnclave, type TestLedger } from "@pha/runtime/testing";
import { tokens } from "./assets.ts";
import { attestationBenchmarks } from "./attestation.ts";
import { type Benchmark, bytes, type Changes, idOf, ids, ledgerWith, simple, zeros } from "./cases.ts";
import { certificateBenchmarks } from "./certificates.ts";
import { election } from "./elections.ts";
import { gatekeeperBenchmarks } from "./gatekeepers.ts";
import { governing } from "./governing.ts";
import { grantBenchmarks } from "./grants.ts";
import { later } from "./later.ts";
import { people } from "./people.ts";
import { referendumBenchmarks } from "./referenda.ts";
import { signing } from "./signing.ts";
import { spending } from "./spending.ts";
import { stakeBenchmarks } from "./stakes.ts";
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

const miner = new TestEnclave("miner", "Miner");
const others = ids("member", maxMembers - 1);

/** A cluster of Bob's with as many members and applicants as it can have; the miner is not among them. */
function putCluster(ledger: TestLedger, id: number, members: readonly Hex[], applicants: readonly Hex[] = []) {
  const owner = accountOf("Bob");
  ledger.of(clusters).clusters.put(id, { owner, minMembers: 1, open: true, members, applicants });
}
const fullCluster: Changes = (ledger) => putCluster(ledger, 0, [...others, miner.identity]);

const code = bytes(32);
const codeHash = codeHashOf(code);
const storedCode: Changes = (ledger) => ledger.of(contracts).codeLength.put(codeHash, code.length);
const salt = bytes(32);

/** All generations that a contract may have had keys of. */
const generations = Array.from({ length: maxGenerations }, (_, i) => ({ generation: i, epoch: 0, until: 0 }));

function putContract(ledger: TestLedger, id: Hex, encryptKey?: Hex, agreed = nothingAgreed): void {
  const account = accountOf("Alice");
  ledger.of(gatekeepers).sharing.put({ generation: maxGenerations - 1, round: 0 });
  ledger.of(contracts).contracts.put(id, {
    ...{ cluster: 0, codeHash, deployer: account, owner: account, deployedAt: 1, epoch: 0, encryptKey, agreed },
    ...{ halted: false, broken: undefined, rotation: notRotated, generations },
  });
}

/** The longest there is. */
const reason = { code: "c".repeat(80), message: "m".repeat(256) };

/** So many effects: each pays an account that comes to be by that. */
const payments = (count: number): Effects | undefined =>
  count === 0
    ? undefined
    : {
        returned: [],
        list: ids("payee", count).map((to, index) => ({
          message: 1n,
          index,
          effect: { type: "Pay", value: { to, amount: PHA } },
        })),
      };

/** What workers say of the heights one after another. */
const claimAt = (stateHeight: number, effects?: Effects): Claim => ({
  ...nothingAgreed,
  effectsRoot: effectsRoot(effects),
  stateHeight,
  stateTag: idOf("state", stateHeight),
  status: { type: "Broken", value: reasonHash(reason) },
});

/** What as many commands as may be brought, to be kept. */
const kept = ids("sender", maxBrought).map((sender, i) => ({ message: BigInt(i), sender, value: PHA / 100n }));

/**
 * Reports of one worker, which has as many waiting as may, on which everything waits: with each a height is agreed, and
 * with the first more of them. The first takes back what it said of a height that was never agreed on.
 */
const reports: Benchmark = {
  units: { reports: [1, 64], strays: [0, 1], steps: [0, maxSteps], effects: [0, effectLimits.ofHeight] },
  setup({ reports: count = 1, strays = 0, steps = 0, effects: wanted = 0 }) {
    const of = ids("contract", count);
    const majority = Math.floor(maxMembers / 2);
    const [stray, agreed, far] = [0, 1, 1_000];
    const effects = payments(wanted);
    const ledger = ledgerWith((made) => {
      fullCluster(made);
      const { ahead, brought, stateVotes } = made.of(contracts);
      const votesOf = (voters: readonly Hex[], height: number) =>
        voters.map((identity) => ({ identity, ...claimAt(height + 1, height === agreed ? effects : undefined) }));
      made.setBalances({ [broughtAccount]: rich });
      for (const [index, id] of of.entries()) {
        putContract(made, id, idOf("key"), claimAt(agreed));
        ahead.put(id, miner.identity, [stray, ...Array.from({ length: maxAhead - 1 }, (_, i) => far + i)]);
        if (index < strays) stateVotes.put(id, stray, votesOf([miner.identity, ...others], stray));
        if (wanted > 0) made.setBalances({ [id]: rich });
        for (let more = 0; more <= (index === 0 ? steps : 0); more++) {
          if (wanted > 0) brought.put(id, agreed + more + 1, kept);
          stateVotes.put(id, agreed + more, votesOf(more === 0 ? others.slice(0, majority) : others, agreed + more));
        }
      }
    });
    const list = of.map((contract) => ({
      contract,
      prevStateHeight: agreed,
      ...claimAt(agreed + 1, effects),
      reason,
      effects,
    }));
    return { ledger, caller: miner, call: callsOf(contracts).report({ reports: list }) };
  },
};

/** The last vote of a majority for the key that follows a contract's, since something was denied. */
const lastKey: Benchmark = {
  setup() {
    const contract = idOf("contract");
    const key = idOf("key");
    const ledger = ledgerWith((made) => {
      fullCluster(made);
      putContract(made, contract, idOf("first key"));
      made.of(attestation).denials.put(1);
      const votes = others.map((identity, i) => ({ identity, key: i < maxMembers / 2 ? key : idOf("other key") }));
      made.of(contracts).keyVotes.put(contract, 2, votes);
    });
    return { ledger, caller: miner, call: callsOf(contracts).publish_key({ contract, epoch: 2, key }) };
  },
};
/** A member's word on a task of a contract with as many as there may be, each run by all others. */
const taskRan: Benchmark = {
  units: { bytes: [1, taskLimits.ciphertext] },
  setup({ bytes: length = 1 }) {
    const contract = idOf("contract");
    const due = 79;
    const runs = others.map((identity) => ({ identity, end: { type: "Failed" as const } }));
    const taskOf = (_: unknown, i: number) => ({
      ...{ name: String(i).padStart(64, "t"), every: 1_000, workers: maxMembers - 1, since: 1, due, runs, fails: 1 },
    });
    const list = Array.from({ length: taskLimits.ofContract }, taskOf);
    const ledger = ledgerWith((made) => {
      fullCluster(made);
      putContract(made, contract, idOf("key"));
      made.of(contracts).tasks.put(contract, { list });
      made.setBalances({ [contract]: rich });
    });
    const election = {
      contract,
      due,
      seed: ledger.of(system).blockHash.get(due),
      members: [...others, miner.identity],
    };
    const task = list.find((one) => mayRun({ ...election, task: one }, miner.identity, due))?.name ?? "";
    const outcome = { type: "Said" as const, value: { enc: zeros(32), ciphertext: bytes(length) } };
    return { ledger, caller: miner, call: callsOf(contracts).task_ran({ contract, epoch: 0, task, due, outcome }) };
  },
};

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
  Validators: {
    set_validators: simple(
      root,
      makeCall(validators, "set_validators", {
        validators: ids("new", 256).map((id) => ({ address: id.slice(0, 42) as Hex, operator: id })),
      }),
      (ledger) => {
        const { set, sets } = ledger.of(validators);
        const addresses = ids("old", 256).map((id) => id.slice(0, 42) as Hex);
        set.put({ ...set.get(), addresses });
        const members = addresses.map((address, i) => ({ address, operator: idOf("operator", i), bond: 0n }));
        sets.put(set.get().id, { from: 1, to: undefined, validators: members });
      },
    ),
    set_lease: simple(root, makeCall(validators, "set_lease", { leaseMs: 3_600_000 })),
  },
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
      putCluster(ledger, 0, others);
    }),
    admit: simple("Bob", callsOf(clusters).admit({ cluster: 0, identity: miner.identity }), (ledger) =>
      putCluster(ledger, 0, others, [miner.identity]),
    ),
    remove: simple("Bob", callsOf(clusters).remove({ cluster: 0, identity: miner.identity }), fullCluster),
  },
  Contracts: {
    upload_code: {
      units: { bytes: [1, contractLimits.code] },
      setup: ({ bytes: length = 1 }) => ({
        ledger: ledgerWith(),
        caller: "Alice",
        call: callsOf(contracts).upload_code({ code: bytes(length) }),
      }),
    },
    instantiate: {
      units: { bytes: [0, contractLimits.args], members: [0, maxMembers] },
      setup: ({ bytes: length = 0, members = 0 }) => ({
        ledger: ledgerWith((ledger) => {
          storedCode(ledger);
          putCluster(ledger, 0, ids("member", members));
        }),
        caller: "Alice",
        call: callsOf(contracts).instantiate({ cluster: 0, codeHash, args: bytes(length), salt }),
      }),
    },
    push_command: {
      units: {
        bytes: [0, contractLimits.ciphertext],
        reads: [0, readLimits.keys],
        values: [0, readLimits.values],
        brings: [0, 1],
      },
      setup({ bytes: length = 0, reads: count = 0, values = 0, brings = 0 }) {
        const contract = contractId({ deployer: accountOf("Alice"), cluster: 0, codeHash, salt });
        const ledger = ledgerWith((made) => {
          putContract(made, contract, idOf("key"));
          made.of(contracts).brought.put(contract, 80, kept.slice(1));
          putCluster(made, 1, [...others, miner.identity], ids("applicant", 60));
        });
        const absent = Array.from({ length: values > 0 ? Math.max(count - 1, 0) : count }, (_, i) =>
          new Uint8Array(readLimits.key).fill(i),
        );
        const reads = values > 0 ? [...absent, fromHex(storageKeys(clusters).clusters.key(1))] : absent;
        const rest = { ciphertext: bytes(length), value: brings === 0 ? 0n : PHA, asset: undefined, reads };
        const command = { contract, epoch: 0, enc: zeros(32), ...rest };
        return { ledger, caller: "Alice", call: callsOf(contracts).push_command(command) };
      },
    },
    publish_key: lastKey,
    task_ran: taskRan,
    reserve: {
      setup() {
        const contract = contractId({ deployer: accountOf("Alice"), cluster: 0, codeHash, salt });
        const ledger = ledgerWith((made) => putContract(made, contract, idOf("key")));
        return { ledger, caller: "Alice", call: callsOf(contracts).reserve({ contract, stateKib: 16_384 }) };
      },
    },
    report: reports,
    reclaim: {
      setup() {
        const contract = contractId({ deployer: accountOf("Alice"), cluster: 0, codeHash, salt });
        const ledger = ledgerWith((made) => {
          putContract(made, contract, idOf("key"));
          made.setBalances({ [broughtAccount]: rich });
          const own = { message: 99n, sender: accountOf("Alice"), value: PHA };
          made.of(contracts).brought.put(contract, 1, [...kept.slice(1), own]);
          made.of(parameters).blocksPerDay.put(0);
        });
        return { ledger, caller: "Alice", call: callsOf(contracts).reclaim({ contract, block: 1, message: 99n }) };
      },
    },
  },
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
  ...stakeBenchmarks,
};
