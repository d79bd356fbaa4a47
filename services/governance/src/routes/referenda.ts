import { governanceApi, usualPage } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import { findReferendum, listReferenda } from "../db/referenda.ts";
import { errors } from "../errors.ts";
import { forecastIn } from "../ledger/forecast.ts";
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
