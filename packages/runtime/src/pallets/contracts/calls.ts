import type { Hex } from "@pha/codec";
import { implement } from "@pha/frame";
import { maxStateKib } from "@pha/limits";
import { existentialDeposit } from "../balances/account-data.ts";
import { transfer } from "../balances/ledger.ts";
import { majority } from "../clusters/quorum.ts";
import { queueMessage } from "../messages/queue.ts";
import { parameters } from "../parameters/spec.ts";
import { broughtAccount } from "./account.ts";
import { recordReport } from "./agreement.ts";
import { endAttendance } from "./attendance.ts";
import { instantiate } from "./births.ts";
import { maxBroughtOfSender } from "./effect.ts";
import { isOpenEpoch, publishedKey, withNextKey } from "./epochs.ts";
import { codeHashOf } from "./ids.ts";
import {
  expectOpenEpoch,
  getContract,
  judgeKey,
  judgeReports,
  judgeRun,
  keyRules,
  memberCluster,
  openContract,
} from "./judges.ts";
import { usualLife } from "./life.ts";
import { commandTimeoutDays, contractLimits, maxSteps } from "./limits.ts";
import { accept, endOffer, offer, ownContract, pause, renounce, resume } from "./owners.ts";
import { checkReads, readAll } from "./reads.ts";
import { takeRoom } from "./room.ts";
import { giveBack, paysFee } from "./settle.ts";
import { contracts } from "./spec.ts";
import { type TaskEnd, withRun } from "./tasks.ts";
import { beginUpgrade, tellUpgrade, withdrawUpgrade } from "./upgrades.ts";

const { errors } = contracts;

export const contractsCalls = implement(contracts, {
  upload_code({ caller, state, emit }, { code }) {
    if (code.length === 0 || code.length > contractLimits.code) throw errors.CodeTooLarge({ bytes: code.length });
    const codeHash = codeHashOf(code);
    if (state.codeLength.has(codeHash)) throw errors.AlreadyExists({ codeHash });

    state.code.put(codeHash, code);
    state.codeLength.put(codeHash, code.length);
    emit.CodeStored({ codeHash, deployer: caller });
  },

  instantiate: (context, birth) => instantiate(context, context.caller, birth, usualLife.upgrades),

  instantiate_with_policy: (context, { upgrades, ...birth }) => instantiate(context, context.caller, birth, upgrades),

  push_command(context, { contract: id, epoch, enc, ciphertext, value, asset, reads }) {
    const { caller, emit } = context;
    const contract = openContract(context, id);
    const max = contractLimits.ciphertext;
    expectOpenEpoch(contract, epoch, context.block.number);
    if (ciphertext.length > max) throw errors.TooLong({ max, actual: ciphertext.length });
    if (asset !== undefined) throw errors.UnknownAsset({ asset });
    if (value !== 0n && value < existentialDeposit) throw errors.ValueTooSmall({ value, least: existentialDeposit });
    checkReads(reads);
    if (value !== 0n) transfer(context, caller, broughtAccount, value, true);

    const message = { contract: id, sender: caller, epoch, enc, ciphertext, value, asset };
    queueMessage(
      context,
      contract.cluster,
      (state) => ({ type: "Command", value: { ...message, reads: readAll(state, reads) } }),
      (number) => {
        if (value === 0n) return;
        const { brought } = context.state;
        const before = brought.get(id, context.block.number);
        const own = before.filter(({ sender }) => sender === caller).length;
        if (own >= maxBroughtOfSender) throw errors.TooManyValues({ ofSender: own });
        brought.put(id, context.block.number, [...before, { message: number, sender: caller, value }]);
      },
    );
    emit.CommandPushed({ contract: id, sender: caller, epoch });
  },

  publish_key(context, { contract: id, epoch, key }) {
    const { block, state, emit } = context;
    const { identity: caller } = context.caller;
    judgeKey(context, caller, { contract: id, epoch });
    const contract = getContract(context, id);
    const known = publishedKey(contract, epoch, block.number);
    const cluster = memberCluster(context, contract, caller);
    if (known !== undefined) {
      if (known !== key) emit.Dissent({ contract: id, identity: caller, stateHeight: 0 });
      return;
    }

    const isMember = (identity: Hex) => cluster.members.includes(identity);
    const others = state.keyVotes.get(id, epoch).filter((vote) => isMember(vote.identity) && vote.identity !== caller);
    const votes = [...others, { identity: caller, key }];
    if (votes.filter((vote) => vote.key === key).length < majority(cluster)) {
      state.keyVotes.put(id, epoch, votes);
      return;
    }
    state.keyVotes.remove(id, epoch);
    if (contract.life.upgrade) return tellUpgrade(context, id, contract, key);
    const keyed = { ...contract, ...withNextKey(contract, key, block.number, keyRules(context, contract.cluster)) };
    state.contracts.put(id, keyed);
    emit.KeyPublished({ contract: id, epoch, key });
    const { next } = keyed.rotation;
    if (!next) return;
    const { from, until } = next;
    state.epochEnds.put(id, keyed.epoch, until);
    const rotates = { contract: id, epoch, from, until };
    queueMessage(context, contract.cluster, () => ({ type: "Rotates", value: rotates }));
    emit.Rotates(rotates);
  },

  reserve(context, { contract: id, stateKib }) {
    const { caller, state, emit } = context;
    ownContract(context, id, caller);
    const { cluster } = openContract(context, id);
    const before = state.stateKib.get(id);
    if (stateKib <= before || stateKib > maxStateKib) throw errors.BadRoom({ before, max: maxStateKib, stateKib });
    takeRoom(context, caller, cluster, { contracts: 0, codeBytes: 0, stateKib: stateKib - before });

    state.stateKib.put(id, stateKib);
    queueMessage(context, cluster, () => ({ type: "Reserved", value: { contract: id, stateKib } }));
    emit.Reserved({ contract: id, stateKib });
    endOffer(context, id);
  },

  upgrade(context, { contract: id, codeHash }) {
    const { owner, life } = getContract(context, id);
    if (life.upgrades.type === "Owner" && owner !== context.caller) throw errors.NotOwner({ owner });
    beginUpgrade(context, id, codeHash, "Owner");
  },

  decree_upgrade: (context, { contract, codeHash }) => beginUpgrade(context, contract, codeHash, "Governance"),

  withdraw_upgrade(context, { contract: id }) {
    const { owner, life } = getContract(context, id);
    if (life.upgrades.type !== "Owner") throw errors.UpgradeForbidden({ policy: life.upgrades.type });
    if (owner !== context.caller) throw errors.NotOwner({ owner });
    withdrawUpgrade(context, id);
  },

  decree_withdrawal: (context, { contract }) => withdrawUpgrade(context, contract),

  renounce: (context, { contract }) => renounce(context, contract, context.caller),

  offer: (context, { contract, to }) => offer(context, contract, context.caller, to),

  accept: (context, { contract }) => accept(context, contract, context.caller),

  pause: (context, { contract }) => pause(context, contract, context.caller),

  resume: (context, { contract }) => resume(context, contract, context.caller),

  reclaim(context, { contract: id, block, message }) {
    const { caller, state, emit, of } = context;
    const brought = state.brought.get(id, block);
    const own = brought.find((one) => one.message === message && one.sender === caller);
    if (!own) throw errors.NothingBrought();
    const contract = state.contracts.get(id);
    if (contract && !contract.halted) {
      const until = block + commandTimeoutDays * of(parameters).state.blocksPerDay.get();
      if (context.block.number < until) throw errors.TooEarly({ until });
      // Its workers may have counted on the money since, and tell so one day.
      state.contracts.put(id, { ...contract, halted: true });
      endAttendance(context, id);
      emit.Abandoned({ contract: id, prevStateHeight: contract.agreed.stateHeight });
    }
    const others = brought.filter((one) => one !== own);
    if (others.length > 0) state.brought.put(id, block, others);
    else state.brought.remove(id, block);
    giveBack(context, id, own);
  },

  task_ran(context, { contract: id, epoch, task: name, due, outcome }) {
    const { state, emit } = context;
    const { identity } = context.caller;
    judgeRun(context, identity, { contract: id, task: name, due });
    const contract = getContract(context, id);
    const { list } = state.tasks.get(id);
    const { type } = outcome;
    // A session's calls are counted in their order: what the state has overtaken since must not fail.
    const { life } = contract;
    const isClosed = life.upgrade?.told !== undefined || life.pausedBy !== undefined;
    if (contract.halted || contract.broken || isClosed || !isOpenEpoch(contract, epoch, context.block.number)) return;
    const task = list.find((one) => one.name === name);
    if (!task || !withRun(task, identity, due, { type })) return;

    const end: TaskEnd = type === "Said" && !paysFee(context, id) ? { type: "Unpaid" } : { type };
    const ran = withRun(task, identity, due, end) ?? task;
    state.tasks.put(id, { list: list.map((one) => (one === task ? ran : one)) });
    if (end.type === "Said" && type === "Said") {
      const message = { contract: id, worker: identity, task: name, due, epoch, ...outcome.value };
      queueMessage(context, contract.cluster, () => ({ type: "Told", value: message }));
    }
    emit.TaskRan({ contract: id, task: name, due, identity, end });
  },

  report(context, { reports }) {
    const { identity } = context.caller;
    judgeReports(context, identity, { reports });

    let steps = 0;
    let strays = 0;
    for (const report of reports) {
      const cluster = memberCluster(context, getContract(context, report.contract), identity);
      const { decided, isStray } = recordReport(context, cluster, report, identity, 1 + maxSteps - steps);
      steps += Math.max(0, decided - 1);
      strays += isStray ? 1 : 0;
    }
    return { steps, strays };
  },
});
