import { type Hex, toHex } from "@pha/codec";
import { toRpcHeader } from "@pha/light-client";
import type { BlockRef, Ledger } from "../ledger/ledger.ts";
import type { Connection, Push, Started } from "./connection.ts";
import { limits } from "./limits.ts";
import { connected, type Methods, method } from "./method.ts";
import { hash, height, name, oneOrMany, optional } from "./params.ts";
import type { ReportBug } from "./serve.ts";

/** `chain_*`: blocks, headers and their subscriptions. */
export function chainMethods({ ledger, reportBug }: { ledger: Ledger; reportBug: ReportBug }): Methods {
  const findHash = async (number: number) => (await ledger.findHash(number)) ?? null;

  /** Of each height, whatever is repeated. */
  const findHashes = async (numbers: readonly number[]) => {
    const found = new Map<number, Hex | null>();
    for (const number of new Set(numbers)) found.set(number, await findHash(number));
    return numbers.map((number) => found.get(number));
  };

  const getBlock = method([optional(hash)], async (at = ledger.best.hash) => {
    const [header, body] = await Promise.all([ledger.findHeader(at), ledger.findBody(at)]);
    if (header === undefined || body === undefined) return null;
    return { block: { header: toRpcHeader(header), extrinsics: body.map(toHex) }, justifications: null };
  });
  const getHeader = method([optional(hash)], async (at = ledger.best.hash) => {
    const header = await ledger.findHeader(at);
    return header === undefined ? null : toRpcHeader(header);
  });
  const getBlockHash = method([optional(oneOrMany(height, limits.blocksPerQuery))], (number) =>
    number === undefined ? ledger.best.hash : Array.isArray(number) ? findHashes(number) : findHash(number),
  );
  const getFinalizedHead = method([], () => ledger.finalized.hash);

  const best = connected([], (connection) => subscribeBest(connection, "chain_newHead"));
  const all = connected([], (connection) => subscribeBest(connection, "chain_allHead"));
  const finalized = connected([], (connection) =>
    connection.open("chain_finalizedHead", (push) => headers(connection, push, ledger.finalized, "finalized")),
  );
  const close = (of: string) => connected([name], (connection, id) => connection.closeNamed(of, id));

  return {
    chain_getBlock: getBlock,
    chain_getHeader: getHeader,
    chain_getBlockHash: getBlockHash,
    chain_getHead: getBlockHash,
    chain_getFinalizedHead: getFinalizedHead,
    chain_getFinalisedHead: getFinalizedHead,
    chain_subscribeNewHead: best,
    chain_subscribeNewHeads: best,
    chain_subscribeAllHeads: all,
    chain_subscribeFinalizedHeads: finalized,
    chain_unsubscribeNewHead: close("chain_newHead"),
    chain_unsubscribeNewHeads: close("chain_newHead"),
    chain_unsubscribeAllHeads: close("chain_allHead"),
    chain_unsubscribeFinalizedHeads: close("chain_finalizedHead"),
  };

  function subscribeBest(connection: Connection, notification: string): Started {
    return connection.open(notification, (push) => headers(connection, push, ledger.best, "block"));
  }

  /** The header of `first`, then of every block that becomes the best or final one, in order: reads are chained. */
  function headers({ read }: Connection, push: Push, first: BlockRef, event: "block" | "finalized") {
    let chain = Promise.resolve();
    const ends: (() => void)[] = [];
    const enqueue = ({ hash }: BlockRef) => {
      chain = chain.then(() => show(hash)).catch((error: unknown) => reportBug(error, "chain_subscribe"));
    };
    const show = async (hash: BlockRef["hash"]) => {
      const header = await read(() => ledger.findHeader(hash));
      if (header !== undefined && ends.length > 0) push(toRpcHeader(header));
    };
    return {
      start() {
        ends.push(ledger.events.on(event, enqueue));
        if (event === "block") ends.push(ledger.events.on("undone", enqueue));
        enqueue(first);
      },
      stop() {
        for (const end of ends.splice(0)) end();
      },
    };
  }
}
