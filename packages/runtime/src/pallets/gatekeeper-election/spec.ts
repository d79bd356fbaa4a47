import { AccountId, H256, u32, vec } from "@pha/codec";
import { call, constant, definePallet, event, genesisPart, map, value } from "@pha/frame";
import { Balance } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";
import { maxGatekeepers } from "../gatekeepers/spec.ts";
import { ownConstants } from "../parameters/own-constants.ts";
import { Figures, Rhythm, usualFigures, usualRhythm } from "./figures.ts";
import { candidateLimits } from "./limits.ts";
import { AllLeaving, Candidacy, Era, Listed, Nomination } from "./types.ts";

const own = ownConstants("GatekeeperElection", Figures, usualFigures);
const candidate = { identity: H256 };
const identities = vec(H256, { max: maxGatekeepers });

export const gatekeeperElection = definePallet("GatekeeperElection", 37, {
  doc: "Elects gatekeepers by the stake that is behind them.",
  genesis: genesisPart(Rhythm, usualRhythm),
  holdReasons: {
    Candidacy: { index: 0, doc: "What operators put up behind gatekeepers of theirs." },
    Nomination: { index: 1, doc: "What backs a candidate, and what has and is on its way back." },
  },
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "How many are elected, how often, and by how much stake." }),
    era: value(Era, { initial: { number: 0, due: 0 }, doc: "The election that comes next." }),
    list: value(vec(Listed, { max: candidateLimits.listed }), {
      initial: [],
      doc: "Candidates in order of stake; of equal ones whoever had it first.",
    }),
    candidacies: map(H256, Candidacy, { doc: "Gatekeepers that stand, and those that did while somebody backs them." }),
    nominations: map(AccountId, Nomination, { doc: "Whom accounts back: each one candidate." }),
    leaving: map(AccountId, AllLeaving, { initial: [], doc: "What of accounts' stake backs nobody any more." }),
  },
  calls: {
    stand: call(
      0,
      "signed",
      { ...candidate, amount: Balance },
      "Puts up so much more behind a gatekeeper of the caller, which stands for election from then on.",
    ),
    withdraw: call(
      1,
      "signed",
      candidate,
      "Takes a gatekeeper of the caller off the list; a seat that it has it keeps until another one takes it.",
    ),
    reclaim: call(2, "signed", candidate, "Takes back what was put up behind one that was withdrawn, when it is free."),
    nominate: call(
      3,
      "signed",
      { ...candidate, amount: Balance },
      "Backs a candidate with so much more; an account backs one.",
    ),
    unnominate: call(4, "signed", { amount: Balance }, "Backs its candidate with so much less: it is free later."),
    collect: call(5, "signed", {}, "Takes back what backs nobody any more, as far as it is free."),
    enter: call(6, "signed", candidate, "Puts one that stands, and is not listed, back on the list."),
  },
  events: {
    Stood: event(0, { ...candidate, operator: AccountId, amount: Balance }, "An operator put up so much more."),
    Listed: event(1, { ...candidate, stake: Balance }, "A candidate is on the list, or has other stake behind it."),
    Unlisted: event(2, candidate, "A candidate is on the list no more."),
    Withdrawn: event(3, { ...candidate, due: u32 }, "A gatekeeper stands no more; its stake is free from a tick on."),
    Reclaimed: event(4, { ...candidate, amount: Balance }, "An operator took back what it had put up."),
    Nominated: event(5, { ...candidate, who: AccountId, amount: Balance }, "An account backs with so much more."),
    Unnominated: event(
      6,
      { ...candidate, who: AccountId, amount: Balance, due: u32 },
      "An account backs with so much less, which is free from a tick on.",
    ),
    Collected: event(7, { who: AccountId, amount: Balance }, "An account took back what backed nobody any more."),
    EraBegan: event(8, { era: u32, joined: identities, left: identities }, "An election gave and took these seats."),
  },
  errors: {
    NotGatekeeper: {
      index: 0,
      kind: "forbidden",
      doc: "The identity is not a registered gatekeeper, or not of this operator.",
    },
    TooLittle: { index: 1, kind: "invalid", doc: "The stake would be less than the least there is to be." },
    OutStaked: { index: 2, kind: "conflict", doc: "The list is full, and its last has as much stake or more." },
    NotStanding: { index: 3, kind: "not-found", doc: "The gatekeeper does not stand for election." },
    StandsAlready: { index: 4, kind: "conflict", doc: "The candidate is on the list." },
    Withdrawn: {
      index: 5,
      kind: "conflict",
      doc: "The gatekeeper was withdrawn: its stake is to be reclaimed before it stands again.",
    },
    NotWithdrawn: { index: 6, kind: "conflict", doc: "The gatekeeper stands: it is to be withdrawn first." },
    NotFree: {
      index: 7,
      kind: "conflict",
      doc: "It is not free: not before its tick, the end of the seat, and another generation of the master key.",
    },
    BacksAnother: { index: 8, kind: "conflict", doc: "The account backs another candidate: an account backs one." },
    BacksNobody: { index: 9, kind: "not-found", doc: "The account backs nobody, or with less than that." },
    BackedEnough: {
      index: 10,
      kind: "limit",
      doc: "With more behind it, what the candidate has put up itself would be less than its part of all.",
    },
    NothingToCollect: { index: 11, kind: "not-found", doc: "Nothing of the account's is on its way back." },
  },
  constants: {
    Seats: own("seats", u32, "How many gatekeepers are elected; fewer than three: none."),
    EraTicks: own("eraTicks", u32, "Ticks of an era."),
    UnbondingTicks: own("unbondingTicks", u32, "Ticks that stake which leaves stays on hold."),
    LeastOwn: own("leastOwn", Balance, "The least that a candidate puts up itself."),
    LeastBacking: own("leastBacking", Balance, "The least that anybody nominates with."),
    OwnPart: own("ownPart", Permill, "Of all stake behind a candidate, what is its own at least."),
    RenewalTicks: own("renewalTicks", u32, "Ticks after which another generation of the master key is made; 0: never."),
    MaxCandidates: constant(u32, candidateLimits.listed, "How many candidates are listed."),
  },
});
