import { governanceApi, maxDelegations, usualPage } from "@pha/api";
import { readState } from "@pha/frame";
import { democracy } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { findReferendum } from "../db/referenda.ts";
import { listDelegations, listVoters } from "../db/votes.ts";
import { errors } from "../errors.ts";
import { delegationsTo } from "../ledger/delegations.ts";
import type { RouteDeps } from "./deps.ts";

export const voteRoutes = ({ snapshot }: RouteDeps): Route[] =>
  implement(governanceApi.votes, {
    async list({ index, after, limit = usualPage }) {
      const { head, rows, ledger } = await snapshot(async (tx) => {
        const row = await findReferendum(tx, index);
        const voters = row ? await listVoters(tx, { referendum: index, after, limit }) : [];
        return { row, voters, delegations: await listDelegations(tx, voters, maxDelegations + 1) };
      });
      const { row, voters, delegations } = rows;
      if (!row) throw errors.UnknownReferendum({ index, block: head.number });
      const votes = await ledger((state) => {
        const votings = readState(democracy, state).votingOf.getMany(voters);
        const told = delegationsTo(state, delegations);
        return voters.flatMap((account, i) => {
          const voting = votings[i];
          const own = voting?.type === "Direct" ? voting.value.votes.find(([each]) => each === index) : undefined;
          return own && voting
            ? [{ account, vote: own[1], delegated: voting.value.delegations, ...told(account) }]
            : [];
        });
      });
      return { block: head.number, votes, next: voters.length === limit ? voters.at(-1) : undefined };
    },
  });
