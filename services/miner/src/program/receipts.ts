import { toHex } from "@pha/codec";
import type { Core } from "@pha/program-kit";
import {
  type ReceiptList,
  type ReceiptRequest,
  type ReceiptsRequest,
  receiptLeaf,
  receiptStatement,
  receiptsPage,
  type SignedReceipt,
} from "@pha/secret-channel";
import { errors } from "../errors.ts";
import type { Served } from "./contract-lane.ts";

/**
 * A receipt under this session's signature, and its way to the root of the state height that is asked for.
 *
 * @throws `miner.NotExecuted`, `miner.UnknownMessage`, `miner.ReceiptExpired`
 */
export function signReceipt(
  core: Core,
  { message, agreed = 0 }: ReceiptRequest,
  { contract, snapshot, at: { head, messages } }: Served,
): SignedReceipt {
  const { number } = head.header;
  if (message > messages || agreed > number) throw errors.NotExecuted({ message, number });
  const { kept, index } = contract.receipts.find(message, snapshot.receipts);
  const { stateHeight, stateTag } = snapshot;
  const statement = { worker: core.identity, number, blockHash: head.hash, stateHeight, stateTag };
  const path = contract.receipts.pathAt(index, agreed);
  const scope = contract.scopeOf(contract.keys.epochAt(number));
  return {
    message,
    receipt: kept.receipt,
    statement,
    signature: toHex(core.session.sign(receiptStatement(scope, statement, receiptLeaf(message, kept.receipt)))),
    path: path && { ...path, siblings: path.siblings.map(toHex) },
  };
}

/** Which receipts a contract has, newest first. */
export const listReceipts = ({ before }: ReceiptsRequest, { contract, snapshot }: Served): ReceiptList =>
  contract.receipts
    .before(before, snapshot.receipts, receiptsPage)
    .map(({ message, receipt: { enc } }) => ({ message, enc }));
