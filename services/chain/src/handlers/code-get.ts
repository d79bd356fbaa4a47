import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { subjects } from "@pha/wire";
import { findCodeByHash } from "../db/code.ts";
import { errors } from "../errors.ts";

/** Serves `codeGet` for every runtime that the chain ever had. */
export const serveCodeGet = ({ bus, db }: { readonly bus: Bus; readonly db: Db }): Subscribed =>
  bus.serve(subjects.codeGet, { queue: "chain" }, async ({ request: { hash } }) => {
    const code = await findCodeByHash(db, hash);
    if (!code) throw errors.CodeNotFound({ hash });
    return code;
  });
