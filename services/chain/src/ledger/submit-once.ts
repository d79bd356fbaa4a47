import { extrinsicHash } from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import type { Ledger, Receipt } from "./ledger.ts";

/** Hands an extrinsic in; who does it again, not having heard, gets the same receipt, wherever the extrinsic is by then. */
export async function submitOnce(ledger: Pick<Ledger, "submit">, extrinsic: Uint8Array): Promise<Receipt> {
  try {
    return await ledger.submit(extrinsic);
  } catch (error) {
    if (errors.AlreadyKnown.is(error)) return { hash: extrinsicHash(extrinsic) };
    throw error;
  }
}
