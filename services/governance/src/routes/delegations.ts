import { governanceApi, maxDelegations, usualPage } from "@pha/api";
import { readState } from "@pha/frame";
import { democracy } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { listDelegations, listDelegators } from "../db/votes.ts";
import { delegationsTo, readDelegations } from "../ledger/delegations.ts";
import type { RouteDeps } from "./deps.ts";

export const delegationRoutes = ({ snapshot }: RouteDeps): Route[] =>
  implement(governanceApi.delegations, {
    async list({ account, after, limit = usualPage }) {
      const { head, rows, ledger } = await snapshot(async (tx) => {
        const accounts = await listDelegators(tx, { target: account, after, limit });
        return { accounts, below: await listDelegations(tx, accounts, maxDelegations + 1) };
      });
      const { accounts, below } = rows;
      return ledger((state) => {
        const told = delegationsTo(state, below);
        return {
          block: head.number,
          delegated: readState(democracy, state).votingOf.get(account).value.delegations,
          delegations: readDelegations(state, accounts).map((one) => ({ ...one, ...told(one.account) })),
          next: accounts.length === limit ? accounts.at(-1) : undefined,
        };
      });
    },
  });
