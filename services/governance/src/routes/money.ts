import { governanceApi, usualPage } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import { listChildBounties } from "../db/child-bounties.ts";
import { listTips } from "../db/tips.ts";
import { errors } from "../errors.ts";
import { readBounties, readChildren, readTip, readTreasury } from "../ledger/money.ts";
import { nothing } from "../ledger/snapshot.ts";
import type { RouteDeps } from "./deps.ts";
import { nextOf } from "./page.ts";

export const moneyRoutes = ({ snapshot }: RouteDeps): Route[] =>
  implement(governanceApi.money, {
    async treasury({ before, limit = usualPage }) {
      const { head, ledger } = await snapshot(nothing);
      return { block: head.number, ...(await ledger((state) => readTreasury(state, head.number, { before, limit }))) };
    },

    async bounties({ before, limit = usualPage }) {
      const { head, ledger } = await snapshot(nothing);
      return { block: head.number, ...(await ledger((state) => readBounties(state, { before, limit }))) };
    },

    async children({ index, before, limit = usualPage }) {
      const { head, rows, ledger } = await snapshot((tx) => listChildBounties(tx, { bounty: index, before, limit }));
      const indices = rows.map((row) => row.index);
      const children = await ledger((state) => readChildren(state, index, indices));
      if (!children) throw errors.UnknownBounty({ index, block: head.number });
      return { block: head.number, children, next: nextOf(rows, limit) };
    },

    async tips({ before, limit = usualPage }) {
      const { head, rows, ledger } = await snapshot((tx) => listTips(tx, { before, limit }));
      const tips = await ledger((state) =>
        rows.flatMap(({ index, hash }) => {
          const found = readTip(state, hash);
          return found ? [{ index, ...found }] : [];
        }),
      );
      return { block: head.number, tips, next: nextOf(rows, limit) };
    },
  });
