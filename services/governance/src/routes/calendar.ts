import { governanceApi, maxDue } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import { listChildBounties } from "../db/child-bounties.ts";
import { listReferenda } from "../db/referenda.ts";
import { listTips } from "../db/tips.ts";
import { readCalendar } from "../ledger/calendar.ts";
import type { RouteDeps } from "./deps.ts";

/** Referenda that passed and wait, tips and child bounties that are open: the newest ones are looked at. */
const newest = { before: undefined, limit: maxDue };

export const calendarRoutes = ({ snapshot, idleMs }: RouteDeps): Route[] =>
  implement(governanceApi.calendar, {
    async list() {
      const { head, rows, ledger } = await snapshot(async (tx) => {
        const passed = await listReferenda(tx, { ...newest, status: "passed" });
        const tips = await listTips(tx, newest);
        const children = await listChildBounties(tx, newest);
        return { passed: passed.map(({ index }) => index), tips: tips.map(({ hash }) => hash), children };
      });
      const { number, timeMs } = head;
      const { due, whole } = await ledger((state) => readCalendar(state, number, rows));
      const at = (block: number) => timeMs + BigInt(block - number) * BigInt(idleMs);
      return {
        ...{ block: number, timeMs },
        due: due.slice(0, maxDue).map((one) => ({ ...one, timeMs: at(one.block) })),
        whole: whole && [due, rows.passed, rows.tips, rows.children].every(({ length }) => length < maxDue),
      };
    },
  });
