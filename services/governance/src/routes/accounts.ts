import { governanceApi } from "@pha/api";
import { readState } from "@pha/frame";
import { democracy } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { voterOf } from "../ledger/election.ts";
import { locksOf } from "../ledger/locks.ts";
import { nothing } from "../ledger/snapshot.ts";
import type { RouteDeps } from "./deps.ts";

export const accountRoutes = ({ snapshot }: RouteDeps): Route[] =>
  implement(governanceApi.accounts, {
    async locks({ account }) {
      const { head, ledger } = await snapshot(nothing);
      return ledger((state) => ({ block: head.number, ...locksOf(state, account, head.number) }));
    },

    async voting({ account }) {
      const { head, ledger } = await snapshot(nothing);
      return ledger((state) => {
        const { votingOf, referendumInfoOf } = readState(democracy, state);
        const { type, value } = votingOf.get(account);
        return {
          block: head.number,
          votes: (type === "Direct" ? value.votes : []).map(([referendum, vote]) => ({
            ...{ referendum, vote },
            ongoing: referendumInfoOf.get(referendum)?.type === "Ongoing",
          })),
          delegates: type === "Delegating" ? value : undefined,
          delegated: value.delegations,
          election: voterOf(state, account),
        };
      });
    },
  });
