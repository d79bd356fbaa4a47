import { fromHex, type Hex } from "@pha/codec";
import { type Call, root, storageKeys } from "@pha/frame";
import {
  attestation,
  broughtAccount,
  type Claim,
  type Contract,
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
  parameters,
  readLimits,
  reasonHash,
  system,
  taskLimits,
  type UpgradePolicy,
  usualLife,
} from "@pha/runtime/spec";
import { accountOf, callsOf, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, bytes, type Changes, idOf, ids, ledgerWith, zeros } from "./cases.ts";
import { fullCluster, miner, others, putCluster } from "./members.ts";

const rich = 1_000n * PHA;
const code = bytes(32);
const codeHash = codeHashOf(code);

/** As much as a contract's record can have of its life. */
const fullLife: Contract["life"] = {
  ...usualLife,
  upgrades: { type: "Owner" },
  replaced: { codeHash, epoch: 0 },
  refused: { codeHash, reason: { code: "c".repeat(80), message: "m".repeat(256) } },
  pausedBy: undefined,
  offeredTo: accountOf("Zoe"),
};

const storedCode: Changes = (ledger) => ledger.of(contracts).codeLength.put(codeHash, code.length);
const salt = bytes(32);

/** All generations that a contract may have had keys of. */
const generations = Array.from({ length: maxGenerations }, (_, i) => ({ generation: i, epoch: 0, until: 0 }));

function putContract(ledger: TestLedger, id: Hex, encryptKey?: Hex, agreed = nothingAgreed): void {
  const account = accountOf("Alice");
  ledger.of(gatekeepers).sharing.put({ generation: maxGenerations - 1, round: 0 });
  ledger.of(contracts).contracts.put(id, {
    cluster: 0,
    codeHash,
    deployer: account,
    owner: account,
    deployedAt: 1,
    epoch: 0,
    encryptKey,
    agreed,
    halted: false,
    broken: undefined,
    rotation: notRotated,
    generations,
    life: fullLife,
    spentEpoch: 0,
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
      const { ahead, brought, missed, stateVotes } = made.of(contracts);
      // Those whose votes are there catch up, and the others fall behind.
      const unlike = [...others, miner.identity].map((identity, i) => ({ identity, heights: i < majority ? 9 : 8 }));
      const votesOf = (voters: readonly Hex[], height: number) =>
        voters.map((identity) => ({ identity, ...claimAt(height + 1, height === agreed ? effects : undefined) }));
      made.setBalances({ [broughtAccount]: rich });
      for (const [index, id] of of.entries()) {
        putContract(made, id, idOf("key"), claimAt(agreed));
        missed.put(id, unlike);
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

/** A contract that may go over to code that is stored. */
const upgrading = (type: UpgradePolicy["type"]): Benchmark => ({
  setup() {
    const contract = contractId({ deployer: accountOf("Alice"), cluster: 0, codeHash, salt });
    const other = codeHashOf(bytes(9));
    const ledger = ledgerWith((made) => {
      putContract(made, contract, idOf("key"));
      const { contracts: all, codeLength } = made.of(contracts);
      const record = all.get(contract) as Contract;
      all.put(contract, { ...record, life: { ...record.life, upgrades: { type } } });
      codeLength.put(other, 9);
    });
    const { upgrade, decree_upgrade } = callsOf(contracts);
    const args = { contract, codeHash: other };
    return type === "Owner"
      ? { ledger, caller: "Alice", call: upgrade(args) }
      : { ledger, caller: root, call: decree_upgrade(args) };
  },
});

/** A contract that goes over to code that is stored, and whose members have told as many keys as they can. */
const withdrawing = (isDecreed: boolean): Benchmark => ({
  setup() {
    const contract = contractId({ deployer: accountOf("Alice"), cluster: 0, codeHash, salt });
    const other = codeHashOf(bytes(9));
    const ledger = ledgerWith((made) => {
      putContract(made, contract, idOf("key"));
      const { contracts: all, codeLength, keyVotes, room } = made.of(contracts);
      const record = all.get(contract) as Contract;
      const upgrade = { codeHash: other, epoch: 2, generation: 0, told: undefined };
      all.put(contract, { ...record, life: { ...record.life, upgrades: { type: "Owner" }, upgrade } });
      codeLength.put(other, 9);
      room.put(0, { contracts: 1, codeBytes: 9, stateKib: 0 });
      const votes = others.map((identity) => ({ identity, key: idOf("key") }));
      keyVotes.put(contract, 2, votes);
    });
    const { withdraw_upgrade, decree_withdrawal } = callsOf(contracts);
    return isDecreed
      ? { ledger, caller: root, call: decree_withdrawal({ contract }) }
      : { ledger, caller: "Alice", call: withdraw_upgrade({ contract }) };
  },
});

/** What an account does with a contract of Alice's, which is offered to Zoe. */
const ofOwner = (caller: string, callOf: (contract: Hex) => Call): Benchmark => ({
  setup() {
    const contract = contractId({ deployer: accountOf("Alice"), cluster: 0, codeHash, salt });
    const ledger = ledgerWith((made) => {
      storedCode(made);
      putContract(made, contract, idOf("key"));
      made.setBalances({ Zoe: rich });
    });
    return { ledger, caller, call: callOf(contract) };
  },
});

/** A benchmark of every call of contracts. */
export const contractBenchmarks: Readonly<Record<string, Benchmark>> = {
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
  instantiate_with_policy: {
    units: { bytes: [0, contractLimits.args], members: [0, maxMembers] },
    setup: ({ bytes: length = 0, members = 0 }) => {
      const birth = { cluster: 0, codeHash, args: bytes(length), salt };
      const ledger = ledgerWith((made) => {
        storedCode(made);
        putCluster(made, 0, ids("member", members));
      });
      const call = callsOf(contracts).instantiate_with_policy({ ...birth, upgrades: { type: "Owner" } });
      return { ledger, caller: "Alice", call };
    },
  },
  offer: ofOwner("Alice", (contract) => callsOf(contracts).offer({ contract, to: accountOf("Bob") })),
  accept: ofOwner("Zoe", (contract) => callsOf(contracts).accept({ contract })),
  pause: ofOwner("Alice", (contract) => callsOf(contracts).pause({ contract })),
  resume: ofOwner("Alice", (contract) => callsOf(contracts).resume({ contract })),
  renounce: ofOwner("Alice", (contract) => callsOf(contracts).renounce({ contract })),
  withdraw_upgrade: withdrawing(false),
  decree_withdrawal: withdrawing(true),
  upgrade: upgrading("Owner"),
  decree_upgrade: upgrading("Governance"),
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
};
