import { proposalPartBytes } from "@pha/limits";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { subjects } from "@pha/wire";
import { findProposalPart } from "../db/finality.ts";
import { errors } from "../errors.ts";

/** Serves `blockGet` for heights that wait for their certificate, a part at a time. */
export const serveBlockGet = ({ bus, db }: { readonly bus: Bus; readonly db: Db }): Subscribed =>
  bus.serve(subjects.blockGet, { queue: "chain" }, async ({ request: { number, offset } }) => {
    const part = await findProposalPart(db, number, offset, proposalPartBytes);
    if (!part) throw errors.BlockNotFound({ number });
    return part;
  });
