import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { subjects } from "@pha/wire";
import { errors } from "../errors.ts";
import { readProposal } from "../finality/publications.ts";

/** Answers `blockGet` for heights that wait for their certificate; there is one round so far. */
export const serveBlockGet = ({ bus, db }: { readonly bus: Bus; readonly db: Db }): Subscribed =>
  bus.serve(subjects.blockGet, { queue: "chain" }, async ({ request: { number } }) => {
    const proposal = await readProposal(db, number);
    if (!proposal) throw errors.BlockNotFound({ number });
    return proposal;
  });
