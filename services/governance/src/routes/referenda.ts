import { governanceApi, usualPage } from "@pha/api";
import type { AccountId } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import {
  addToTally,
  type Conviction,
  democracy,
  electorateIn,
  referendumStanding,
  type Tally,
  takeFromTally,
  weightOfVote,
} from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { findReferendum, listReferenda } from "../db/referenda.ts";
import { errors } from "../errors.ts";
import { readReferendum, readReferendumCall } from "../ledger/referendum.ts";
import type { RouteDeps } from "./deps.ts";
import { nextOf } from "./page.ts";

export const referendumRoutes = ({ snapshot, json }: RouteDeps): Route[] =>
  implement(governanceApi.referenda, {
    async list({ status, before, limit = usualPage }) {
      const { head, rows, ledger } = await snapshot((tx) => listReferenda(tx, { status, before, limit }));
      const referenda = await ledger((state) => rows.map((row) => readReferendum(state, row)));
      return { block: head.number, referenda, next: nextOf(rows, limit) };
    },

    async get({ index }) {
      const { head, rows: row, ledger } = await snapshot((tx) => findReferendum(tx, index));
      if (!row) throw errors.UnknownReferendum({ index, block: head.number });
      return ledger((state) => ({
        block: head.number,
        referendum: readReferendum(state, row),
        call: readReferendumCall(state, row, json),
      }));
    },

    async forecast({ index, aye, balance, conviction = "None", account }) {
      const { head, rows: row, ledger } = await snapshot((tx) => findReferendum(tx, index));
      if (!row) throw errors.UnknownReferendum({ index, block: head.number });
      if (row.status !== "ongoing") throw errors.ReferendumOver({ index, status: row.status });
      const vote = { aye, balance, conviction: { type: conviction } };
      const { before, after } = await ledger((state) => forecastIn(state, index, vote, account));
      return { block: head.number, before, after };
    },
  });

interface OneVote {
  readonly aye: boolean;
  readonly balance: bigint;
  readonly conviction: Conviction;
}

/** A referendum without and with one more vote, which replaces what its account votes now and brings what is delegated to it. */
function forecastIn(state: StateView, index: number, { aye, balance, conviction }: OneVote, who?: AccountId) {
  const { referendumInfoOf, votingOf } = readState(democracy, state);
  const info = referendumInfoOf.get(index);
  const threshold = { type: "SimpleMajority" } as const;
  const { tally, ...ongoing } = info?.type === "Ongoing" ? info.value : { threshold, tally: nothing };
  const voting = who && votingOf.get(who);
  const delegations = voting?.value.delegations ?? { votes: 0n, capital: 0n };
  const own = voting?.type === "Direct" ? voting.value.votes.find(([each]) => each === index) : undefined;
  const without = own ? takeFromTally(tally, weightOfVote(own[1], delegations)) : tally;
  const vote = { type: "Standard", value: { vote: { aye, conviction }, balance } } as const;
  const count = { threshold: ongoing.threshold, electorate: electorateIn(state) };
  return {
    before: referendumStanding({ ...count, tally }),
    after: referendumStanding({ ...count, tally: addToTally(without, weightOfVote(vote, delegations)) }),
  };
}

const nothing: Tally = { ayes: 0n, nays: 0n, turnout: 0n };
