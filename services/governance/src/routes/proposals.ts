import { governanceApi, usualPage } from "@pha/api";
import { readState } from "@pha/frame";
import { democracy } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { listProposals } from "../db/proposals.ts";
import { proposedCall, shortCall } from "../ledger/proposed-call.ts";
import { nothing } from "../ledger/snapshot.ts";
import type { RouteDeps } from "./deps.ts";
import { nextOf } from "./page.ts";

export const proposalRoutes = ({ snapshot, json }: RouteDeps): Route[] =>
  implement(governanceApi.proposals, {
    async waiting() {
      const { head, ledger } = await snapshot(nothing);
      return ledger((state) => {
        const { publicProps, depositOf, nextLaunch } = readState(democracy, state);
        const proposals = publicProps.get().map(([index, proposal, proposer]) => {
          const [depositors, deposit] = depositOf.get(index) ?? [[], 0n];
          const backing = deposit * BigInt(depositors.length);
          return { index, proposer, ...shortCall(proposal, json), deposit, depositors, backing };
        });
        proposals.sort((a, b) => (a.backing === b.backing ? b.index - a.index : a.backing < b.backing ? 1 : -1));
        return { block: head.number, nextLaunch: nextLaunch.get(), proposals };
      });
    },

    async external() {
      const { head, ledger } = await snapshot(nothing);
      return ledger((state) => {
        const next = readState(democracy, state).nextExternal.get();
        if (!next) return { block: head.number, next: undefined };
        const [proposal, threshold] = next;
        return { block: head.number, next: { ...proposedCall(state, proposal, json), threshold } };
      });
    },

    async list({ status, before, limit = usualPage }) {
      const { head, rows } = await snapshot((tx) => listProposals(tx, { status, before, limit }));
      const proposals = rows.map(({ extrinsic, endedAt, referendum, ...row }) => ({
        ...row,
        extrinsic: extrinsic ?? undefined,
        endedAt: endedAt ?? undefined,
        referendum: referendum ?? undefined,
      }));
      return { block: head.number, proposals, next: nextOf(rows, limit) };
    },
  });
