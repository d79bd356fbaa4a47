import { governanceApi, maxDelegations, usualPage } from "@pha/api";
import { readState } from "@pha/frame";
import { democracy } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { findReferendum } from "../db/referenda.ts";
import { listDelegations, listVoters } from "../db/votes.ts";
import { errors } from "../errors.ts";
import type { RouteDeps } from "./deps.ts";

export const voteRoutes = ({ snapshot }: RouteDeps): Route[] =>
  implement(governanceApi.votes, {
    async list({ index, after, limit = usualPage }) {
      const { head, rows, ledger } = await snapshot(async (tx) => {
        const row = await findReferendum(tx, index);
        const voters = row ? await listVoters(tx, { referendum: index, after, limit }) : [];
        return { row, voters, delegations: await listDelegations(tx, voters, maxDelegations) };
      });
      const { row, voters } = rows;
      if (!row) throw errors.UnknownReferendum({ index, block: head.number });
      const delegationsTo = Map.groupBy(rows.delegations, ({ target }) => target);
      const votes = await ledger((state) => {
        const { votingOf } = readState(democracy, state);
        return voters.flatMap((account) => {
          const { type, value } = votingOf.get(account);
          const delegations = (delegationsTo.get(account) ?? []).flatMap(({ account: who }) => {
            const theirs = votingOf.get(who);
            const { balance, conviction } = theirs.type === "Delegating" ? theirs.value : {};
            return balance === undefined || !conviction ? [] : [{ account: who, balance, conviction }];
          });
          const own = type === "Direct" ? value.votes.find(([each]) => each === index) : undefined;
          return own ? [{ account, vote: own[1], delegated: value.delegations, delegations }] : [];
        });
      });
      return { block: head.number, votes, next: voters.length === limit ? voters.at(-1) : undefined };
    },
  });
