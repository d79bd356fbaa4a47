import { blocksAtOnceBytes } from "@pha/limits";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import { subjects } from "@pha/wire";
import { listClusterMessages } from "../db/cluster-messages.ts";
import { findFinalizedNumber } from "../db/finality.ts";
import { errors } from "../errors.ts";

/** What an answer has beyond one block's messages. */
const most = { bytes: blocksAtOnceBytes, messages: 4_096 };

/** Serves `messagesGet`: only what is final. */
export const serveMessagesGet = ({ bus, db }: { readonly bus: Bus; readonly db: Db }): Subscribed =>
  bus.serve(subjects.messagesGet, { queue: "chain" }, async ({ request }) => {
    const number = request.toBlock;
    if (number > (await findFinalizedNumber(db))) throw errors.BlockNotFound({ number });
    return listClusterMessages(db, { ...request, most });
  });
