import type { Hex } from "@pha/codec";
import { errors as chainErrors } from "../errors.ts";
import type { BlockRef, Ledger, StateAt } from "../ledger/ledger.ts";
import { errors } from "./errors.ts";

/** Block numbers are u32. */
const maxNumber = 0xffff_ffff;

/**
 * The block that a caller named.
 *
 * @throws `chain-api.BadBlockId`, `chain.BlockNotFound`
 */
export async function resolveBlock(ledger: Ledger, id: string): Promise<BlockRef> {
  if (id === "head") return ledger.best;
  if (id === "finalized") return ledger.finalized;
  if (/^\d+$/.test(id) && Number(id) <= maxNumber) return findNumbered(ledger, Number(id));
  if (!/^0x[0-9a-fA-F]{64}$/.test(id)) throw errors.BadBlockId({ given: id });
  const hash = id.toLowerCase() as Hex;
  const header = await ledger.findHeader(hash);
  if (header === undefined) throw chainErrors.BlockNotFound({ block: hash });
  if (header.number > ledger.best.number) await ledger.catchUp();
  return { number: header.number, hash };
}

/** @throws `chain.BlockNotFound` */
export async function findNumbered(ledger: Ledger, number: number): Promise<BlockRef> {
  if (number > ledger.best.number) await ledger.catchUp();
  const hash = number > ledger.best.number ? undefined : await ledger.findHash(number);
  if (hash === undefined) throw chainErrors.BlockNotFound({ block: number });
  return { number, hash };
}

/**
 * State after the block that a caller named.
 *
 * @throws `chain-api.BadBlockId`, `chain.BlockNotFound`, `chain.StateNotKept`
 */
export async function resolveState(ledger: Ledger, id: string): Promise<StateAt> {
  const block = await resolveBlock(ledger, id);
  const state = await ledger.stateAt(block.hash);
  if (state === undefined) throw chainErrors.BlockNotFound({ block: block.hash });
  return state;
}
