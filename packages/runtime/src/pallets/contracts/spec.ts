import { AccountId, bytes, fixedBytes, H256, option, struct, text, u8, u32, u64, u128, vec } from "@pha/codec";
import { bareCall, call, constant, definePallet, event, list, map, value } from "@pha/frame";
import { initialStateKib, maxStateKib, maxTaskBlocks, maxTaskWorkers, minTaskBlocks } from "@pha/limits";
import { attestation } from "../attestation/spec.ts";
import { maxMembers } from "../clusters/spec.ts";
import { ownConstants } from "../parameters/own-constants.ts";
import { effectLimits, maxBrought } from "./effect.ts";
import { Figures, usualFigures } from "./figures.ts";
import { UpgradePolicy } from "./life.ts";
import { clusterRoom, contractLimits, maxAhead, pushFee, Room, readLimits, roomDeposit } from "./limits.ts";
import { Missed } from "./missed.ts";
import { Reason } from "./reason.ts";
import { Contract, Report, StateVote } from "./record.ts";
import { TaskEnd, TaskName, TaskOutcome, Tasks, taskPatience } from "./tasks.ts";

const Brought = struct({ message: u64, sender: AccountId, value: u128 });
const KeyVote = struct({ identity: H256, key: fixedBytes(32) });

const ofMember = { contract: H256, identity: H256 };

/** What a contract is made of. */
const birth = { cluster: u32, codeHash: H256, args: bytes({ max: 131_072 }), salt: bytes({ max: 32 }) };

const own = ownConstants("Contracts", Figures, usualFigures);

export const contracts = definePallet("Contracts", 11, {
  doc: "Code, contracts, their encrypted commands and the state their workers agree on.",
  holdReasons: {
    RoomDeposit: { index: 0, doc: "Deposit for the room that contracts take up in their clusters.", ends: true },
  },
  storage: {
    code: map(H256, bytes({ max: contractLimits.code }), { doc: "Code by its SHA-256." }),
    list: list(H256, { doc: "Contract ids in the order of their making." }),
    contracts: map(H256, Contract, { doc: "Contracts by id." }),
    keyVotes: map([H256, u32], vec(KeyVote, { max: maxMembers }), {
      initial: [],
      overflow: "TooManyVotes",
      doc: "Public keys that workers reported for a contract and epoch, until a quorum agrees.",
    }),
    stateVotes: map([H256, u32], vec(StateVote, { max: maxMembers }), {
      initial: [],
      overflow: "TooManyVotes",
      doc: "Reports on a contract that follow the given state height, until a majority agrees.",
    }),
    ahead: map([H256, H256], vec(u32, { max: maxAhead }), {
      initial: [],
      overflow: "TooFarAhead",
      doc: "State heights that the reports of a contract's member follow: at least those that are not agreed on.",
    }),
    codeLength: map(H256, u32, {
      doc: "Bytes of code by its SHA-256: whoever asks whether it is there need not be shown all of it.",
    }),
    room: map(u32, Room, {
      hasher: "Twox64Concat",
      initial: { contracts: 0, codeBytes: 0, stateKib: 0 },
      doc: "What the contracts of a cluster take up, or may.",
    }),
    stateKib: map(H256, u32, {
      initial: initialStateKib,
      doc: "What a contract's state may cost, in KiB: UTF-8 bytes of keys and values, and a KiB for each entry.",
    }),
    brought: map([H256, u32], vec(Brought, { max: maxBrought }), {
      initial: [],
      overflow: "TooManyValues",
      doc: "What a contract's commands of a block brought, until it is agreed what became of them.",
    }),
    tasks: map(H256, Tasks, {
      initial: { list: [] },
      overflow: "TooManyTasks",
      doc: "What a contract schedules, when each task is due, and who has run it last.",
    }),
    missed: map(H256, Missed, { initial: [], overflow: "TooManyVotes", doc: "Heights that members miss in a row." }),
    figures: value(Figures, { initial: usualFigures, doc: "How long contracts have the same keys." }),
    epochEnds: map([H256, u32], u32, {
      doc: "Up to which block commands of a contract's epoch are taken, once the next one's key is known.",
    }),
    pastCode: map([H256, H256], u32, { doc: "Code that a contract had, and the last of its key epochs with it." }),
    depositCode: map(H256, H256, {
      doc: "Code that the deposit for a contract is for, of one whose code governance has replaced.",
    }),
  },
  calls: {
    upload_code: call(0, "signed", { code: bytes({ max: 786_432 }) }, "Stores code under its SHA-256."),
    instantiate: call(
      1,
      "signed",
      birth,
      "Makes a contract of stored code, which nothing ever replaces. Its arguments are public.",
    ),
    push_command: call(
      2,
      "signed",
      {
        contract: H256,
        epoch: u32,
        enc: fixedBytes(32),
        ciphertext: bytes({ max: 131_072 }),
        value: u128,
        asset: option(u32),
        reads: vec(bytes({ max: readLimits.key }), { max: 64 }),
      },
      "Sends an encrypted command to a contract: executed in ledger order by every worker of its cluster. What lies under the keys that it names goes with it, as its extrinsic leaves it. Its value is the contract's once it is agreed that the command did what it should; otherwise it returns.",
    ),
    publish_key: bareCall(
      3,
      attestation.origins.Enclave,
      { contract: H256, epoch: u32, key: fixedBytes(32) },
      "Reports a contract's public key of its first epoch or, from a quarter before it is due, of the next one; published once a majority of its cluster reported the same.",
    ),
    report: bareCall(
      4,
      attestation.origins.Enclave,
      { reports: vec(Report, { max: 64 }) },
      "Reports contract states; agreed once a majority of the cluster reported the same, strictly in order.",
    ),
    reserve: call(
      5,
      "signed",
      { contract: H256, stateKib: u32 },
      "Lets a contract's state cost more, against a deposit; by its owner.",
    ),
    reclaim: call(
      6,
      "signed",
      { contract: H256, block: u32, message: u64 },
      "Takes back what the caller's command of a block brought to a contract that is halted, or of which nothing was agreed for seven days: it is halted then.",
    ),
    task_ran: bareCall(
      7,
      attestation.origins.Enclave,
      { contract: H256, epoch: u32, task: TaskName, due: u32, outcome: TaskOutcome },
      "Tells that a worker of the cluster has run a task that was due at a block, and sends the contract what that says, for a fee that its account pays. One that counts no more does nothing.",
    ),
    instantiate_with_policy: call(
      8,
      "signed",
      { ...birth, upgrades: UpgradePolicy },
      "Makes a contract of stored code that some authority may replace. Its arguments are public.",
    ),
    upgrade: call(
      9,
      "signed",
      { contract: H256, codeHash: H256 },
      "Has a contract's workers go over to other stored code, if its policy lets its owner. When the migration fails, nothing changes.",
    ),
    decree_upgrade: call(
      10,
      "root",
      { contract: H256, codeHash: H256 },
      "Has a contract's workers go over to other stored code, if its policy lets governance. Its owner's deposit stays as it is; the cluster needs no room.",
    ),
    offer: call(
      11,
      "signed",
      { contract: H256, to: option(AccountId) },
      "Offers a contract to another account, which becomes its owner when it accepts; by its owner. To nobody: takes the offer back. More room and other code end an offer.",
    ),
    accept: call(
      12,
      "signed",
      { contract: H256 },
      "Takes a contract that was offered to the caller: its deposit is the caller's from then on.",
    ),
    pause: call(
      13,
      "signed",
      { contract: H256 },
      "Has a contract take no commands until it is resumed; by its owner, if its policy lets that one replace its code. Queries are answered.",
    ),
    resume: call(14, "signed", { contract: H256 }, "Has a contract take commands again; by its owner."),
    withdraw_upgrade: call(
      15,
      "signed",
      { contract: H256 },
      "Takes an upgrade back whose key the contract's workers have not made known; by its owner, if its policy lets that one upgrade.",
    ),
    decree_withdrawal: call(
      16,
      "root",
      { contract: H256 },
      "Takes an upgrade back whose key the contract's workers have not made known, whoever began it.",
    ),
    renounce: call(
      17,
      "signed",
      { contract: H256 },
      "Has nobody replace a contract's code any more, nor pause it, for ever; by its owner, if its policy lets that one upgrade.",
    ),
  },
  events: {
    CodeStored: event(0, { codeHash: H256, deployer: AccountId }, "Code was stored."),
    Instantiated: event(
      1,
      { contract: H256, cluster: u32, codeHash: H256, deployer: AccountId },
      "A contract was made.",
    ),
    CommandPushed: event(2, { contract: H256, sender: AccountId, epoch: u32 }, "A command was accepted."),
    KeyPublished: event(3, { contract: H256, epoch: u32, key: fixedBytes(32) }, "A contract can be written to."),
    Agreed: event(4, { contract: H256, stateHeight: u32, stateTag: H256 }, "A majority agrees on a contract's state."),
    Dissent: event(5, { contract: H256, identity: H256, stateHeight: u32 }, "A worker reported another state."),
    Stuck: event(
      7,
      { contract: H256, prevStateHeight: u32 },
      "A majority could not finish the next message: the contract is halted.",
    ),
    Broken: event(
      8,
      { contract: H256, reason: Reason },
      "A majority agrees that the contract's constructor failed: it executes nothing.",
    ),
    Reserved: event(9, { contract: H256, stateKib: u32 }, "A contract's state may cost more."),
    ValueReturned: event(
      10,
      { contract: H256, message: u64, sender: AccountId, value: u128 },
      "What a command brought went back to its sender.",
    ),
    Emitted: event(
      11,
      { contract: H256, message: u64, name: text({ max: effectLimits.name }), data: bytes({ max: effectLimits.data }) },
      "A contract tells everybody something: JSON.",
    ),
    EffectFailed: event(
      12,
      { contract: H256, message: u64, index: u8, error: text({ max: effectLimits.error }) },
      "What a contract wanted done could not be: it is told so.",
    ),
    Abandoned: event(
      13,
      { contract: H256, prevStateHeight: u32 },
      "Nothing was agreed for so long that somebody took back what a command brought: the contract is halted.",
    ),
    Paid: event(
      14,
      { contract: H256, message: u64, index: u8, to: AccountId, amount: u128 },
      "A contract has paid, as one of its messages wanted.",
    ),
    Scheduled: event(15, { contract: H256, task: TaskName, every: u32, workers: u8 }, "A contract schedules a task."),
    TaskRan: event(
      16,
      { contract: H256, task: TaskName, due: u32, identity: H256, end: TaskEnd },
      "A worker has run a task that was due at a block.",
    ),
    Rotates: event(
      17,
      { contract: H256, epoch: u32, from: u32, until: u32 },
      "A contract's next key epoch begins at a block; what is encrypted for the one before is taken up to another.",
    ),
    UpgradeBegun: event(
      18,
      { contract: H256, codeHash: H256, epoch: u32 },
      "A contract is to have other code: its workers make the key known that goes with it.",
    ),
    Upgraded: event(
      19,
      { contract: H256, codeHash: H256, replaced: H256, epoch: u32 },
      "A majority agrees that a contract has gone over to other code: what is encrypted for what it had is taken no more.",
    ),
    UpgradeFailed: event(
      20,
      { contract: H256, codeHash: H256, reason: Reason },
      "A majority agrees that a contract could not go over to other code: it has the code and the state that it had.",
    ),
    Offered: event(
      21,
      { contract: H256, to: option(AccountId) },
      "A contract's owner offers it to an account, or to nobody any more.",
    ),
    OwnerChanged: event(22, { contract: H256, from: AccountId, to: AccountId }, "A contract has another owner."),
    Paused: event(23, { contract: H256, by: AccountId }, "A contract takes no commands."),
    Resumed: event(24, { contract: H256, by: AccountId }, "A contract takes commands again."),
    UpgradeWithdrawn: event(
      25,
      { contract: H256, codeHash: H256 },
      "An upgrade was taken back: the contract keeps the code that it has.",
    ),
    Renounced: event(26, { contract: H256, by: AccountId }, "Nobody replaces a contract's code any more."),
    FellBehind: event(27, ofMember, "A worker has missed more heights of a contract than it may."),
    CaughtUp: event(28, ofMember, "A worker is up to date with a contract again."),
    Disputed: event(6, { contract: H256, prevStateHeight: u32 }, "No majority is possible: the contract is halted."),
  },
  errors: {
    CodeTooLarge: { index: 0, kind: "limit", doc: "Code has at most 512 KiB and at least one byte." },
    UnknownCode: { index: 1, kind: "not-found", doc: "No code is stored under this hash." },
    UnknownContract: { index: 2, kind: "not-found", doc: "There is no such contract." },
    AlreadyExists: { index: 3, kind: "conflict", doc: "The contract or the code exists already." },
    WrongEpoch: {
      index: 4,
      kind: "conflict",
      doc: "The command is encrypted for a key epoch that is neither the current one nor the one before; or a key is reported of one that is not next.",
    },
    TooLong: { index: 5, kind: "limit", doc: "Arguments and ciphertext have at most 64 KiB." },
    NotMember: { index: 6, kind: "forbidden", doc: "Only workers of the contract's cluster may report." },
    BadReport: {
      index: 7,
      kind: "invalid",
      doc: "A report goes forward in height, not beyond the newest block, and gives the reason and the effects that it names.",
    },
    Halted: { index: 8, kind: "conflict", doc: "The contract is halted: its workers disagree." },
    UnknownCluster: { index: 9, kind: "not-found", doc: "There is no such cluster." },
    Broken: { index: 16, kind: "conflict", doc: "The contract's constructor failed: it executes nothing." },
    UnknownAsset: { index: 11, kind: "not-found", doc: "There is no such asset: commands can bring none but PHA." },
    ValueTooSmall: { index: 12, kind: "invalid", doc: "A command brings nothing, or 0.01 PHA at least." },
    TooManyReads: { index: 13, kind: "limit", doc: "A command reads at most 8 keys." },
    ReadsTooLong: { index: 14, kind: "limit", doc: "What a command reads has at most 4 KiB in all." },
    NotReadable: {
      index: 15,
      kind: "forbidden",
      doc: "What lies there may be too large to be read: code, preimages, the events of a block.",
    },
    ClusterFull: { index: 17, kind: "limit", doc: "The cluster has no room for that: choose another one." },
    NotOwner: { index: 18, kind: "forbidden", doc: "Only the contract's owner, who is named, may do this." },
    BadRoom: { index: 19, kind: "invalid", doc: "A contract is given more room than it has, up to 16 MiB." },
    TooFarAhead: {
      index: 20,
      kind: "limit",
      doc: "At most 16 reports of a worker wait on a contract: it tells the others once the ledger agreed on the first.",
    },
    TooManyValues: {
      index: 21,
      kind: "unavailable",
      doc: "At most 32 commands of a block bring something to one contract, 8 of one sender: send it again.",
    },
    NothingBrought: {
      index: 22,
      kind: "not-found",
      doc: "No command of the caller's with this number waits in this block with what it brought.",
    },
    TooEarly: {
      index: 23,
      kind: "conflict",
      doc: "What a command brought is taken back once the contract is halted, or nothing was agreed for seven days.",
    },
    UnknownTask: { index: 24, kind: "not-found", doc: "The contract has no such task." },
    NotElected: {
      index: 25,
      kind: "forbidden",
      doc: "The task was not due at this block, or it is not this worker's turn to run it.",
    },
    BadSchedule: {
      index: 26,
      kind: "invalid",
      doc: `A task runs every ${minTaskBlocks} to ${maxTaskBlocks} blocks, on 1 to ${maxTaskWorkers} workers.`,
    },
    TooManyTasks: { index: 27, kind: "limit", doc: "A contract has at most 8 tasks." },
    UpgradeForbidden: {
      index: 28,
      kind: "forbidden",
      doc: "The contract's code is replaced by whom it was made for: its owner, governance, or nobody.",
    },
    UpgradePending: { index: 29, kind: "conflict", doc: "The contract is going over to other code already." },
    SameCode: { index: 30, kind: "conflict", doc: "The contract has this code." },
    NoKey: { index: 31, kind: "conflict", doc: "The contract's workers have not made its first key known yet." },
    Upgrading: {
      index: 32,
      kind: "unavailable",
      doc: "The contract is going over to other code, and takes no commands until its workers agree: in a moment again.",
    },
    CodeReplaced: {
      index: 33,
      kind: "conflict",
      doc: "The command is encrypted for code that the contract has no more.",
    },
    NotOffered: {
      index: 34,
      kind: "forbidden",
      doc: "The contract is offered to nobody, or to another account, which is named: its owner can offer it to the caller.",
    },
    Paused: { index: 35, kind: "conflict", doc: "The contract's owner has it take no commands for now." },
    PauseForbidden: {
      index: 36,
      kind: "forbidden",
      doc: "A contract's owner pauses it only where it was made with code that its owner may replace; it stays open where that is governance's, or nobody's.",
    },
    NoUpgrade: { index: 37, kind: "not-found", doc: "The contract is going over to no other code." },
    UpgradeTold: {
      index: 38,
      kind: "conflict",
      doc: "The contract's workers are going over to the other code: an upgrade is taken back before they have made its key known. When the code cannot take over, the contract stays as it is.",
    },
    TooManyVotes: { index: 10, kind: "limit", doc: "At most 64 workers have a say at a time." },
  },
  constants: {
    KeyEpoch: own("keyEpoch", u32, "How many blocks a contract's keys are current."),
    MaxCode: constant(u32, contractLimits.code, "Bytes of code."),
    MaxArgs: constant(u32, contractLimits.args, "Bytes of constructor arguments."),
    MaxCiphertext: constant(u32, contractLimits.ciphertext, "Bytes of an encrypted command."),
    MaxAhead: constant(u32, maxAhead, "Reports of one worker that may wait on one contract."),
    MaxReads: constant(u32, readLimits.keys, "Keys that a command reads."),
    InitialStateKib: constant(u32, initialStateKib, "What a contract's state may cost at first, in KiB."),
    MaxStateKib: constant(u32, maxStateKib, "The most that a contract's state may cost, in KiB."),
    ClusterRoom: constant(Room, clusterRoom, "What the contracts of one cluster may take up."),
    ContractDeposit: constant(u128, roomDeposit.contract, "Deposit for a contract."),
    KibDeposit: constant(u128, roomDeposit.kib, "Deposit for a KiB of code, and for one that a state may cost."),
    MaxMessageEffects: constant(u32, effectLimits.ofMessage, "Effects of one message."),
    MaxHeightEffects: constant(u32, effectLimits.ofHeight, "Effects of a contract's messages of one block."),
    PushFee: constant(u128, pushFee, "What a contract pays for a command to another one, or of a task."),
    TaskPatience: constant(u32, taskPatience, "Blocks after which one worker more may run a task that is due."),
    MaxReadBytes: constant(u32, readLimits.values, "Bytes of all values that a command reads."),
  },
});
