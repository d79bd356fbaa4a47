import { governanceApi, maxDays, maxLines, usualPage } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import type { Place } from "../db/events.ts";
import { listWorth } from "../db/house-worth.ts";
import { listAlerts } from "../db/stake-alerts.ts";
import { type House, listMoves, type Whose } from "../db/stake-moves.ts";
import { listPlaces } from "../db/stake-places.ts";
import { readStatement } from "../db/statement.ts";
import { listWorkerDays } from "../db/worker-days.ts";
import { alertOf, dueOf } from "../ledger/stake-alerts.ts";
import { dayOf } from "../rules/days.ts";
import type { RouteDeps } from "./deps.ts";
import { nextPlace } from "./page.ts";

interface MovesPage {
  readonly before?: Place | undefined;
  readonly limit?: number | undefined;
}

interface DaysPage {
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
}

export const economyRoutes = ({ snapshot }: RouteDeps): Route[] => {
  async function moves(whose: Whose, { before, limit = usualPage }: MovesPage) {
    const { head, rows } = await snapshot((tx) => listMoves(tx, whose, { before, limit }));
    return {
      block: head.number,
      moves: rows.map(({ house: id, ...row }) => ({ ...row, id })),
      next: nextPlace(rows, limit),
    };
  }

  async function days(house: House, { before, limit = maxDays }: DaysPage) {
    const { head, rows } = await snapshot(async (tx, { timeMs }) => {
      const today = dayOf(timeMs) + 1;
      return listWorth(tx, house, { before: Math.min(before ?? today, today), limit: Math.min(limit, maxDays) });
    });
    return { block: head.number, ...rows };
  }

  return implement(governanceApi.economy, {
    moves: ({ account, ...page }) => moves({ account }, page),
    poolMoves: ({ id, ...page }) => moves({ kind: "pool", house: id }, page),
    vaultMoves: ({ id, ...page }) => moves({ kind: "vault", house: id }, page),
    pool: ({ id, ...page }) => days({ kind: "pool", house: id }, page),
    vault: ({ id, ...page }) => days({ kind: "vault", house: id }, page),

    async statement({ account, from, to: given }) {
      const { head, rows } = await snapshot(async (tx, { timeMs }) => {
        const to = given ?? dayOf(timeMs);
        return { from, to, ...(await readStatement(tx, account, { from, to }, maxLines)) };
      });
      return { block: head.number, ...rows };
    },

    async alerts({ account, before, limit = usualPage }) {
      const { head, rows, ledger } = await snapshot(async (tx) =>
        listAlerts(tx, await listPlaces(tx, account), { before, limit }),
      );
      const due = await ledger((state) => dueOf(state, account, head.timeMs));
      return { block: head.number, due, events: rows.map(alertOf), next: nextPlace(rows, limit) };
    },

    async worker({ worker, before, limit = usualPage }) {
      const { head, rows } = await snapshot((tx) => listWorkerDays(tx, worker, { before, limit }));
      const days = rows.map(({ worker: _, ...day }) => day);
      return { block: head.number, days, next: rows.length === limit ? rows.at(-1)?.day : undefined };
    },
  });
};
