import { AccountId, bool, option, struct, u32, u64, u128, vec } from "@pha/codec";
import { maxHttpReplyBytes } from "@pha/limits";
import { endpoint } from "../endpoint.ts";
import { maxPage, PageSize } from "../types.ts";
import { apiErrors, errors } from "./errors.ts";
import { Block, BlockId, Cursor, Extrinsic, StateProof } from "./types.ts";

const Account = struct({
  address: AccountId,
  block: Block,
  /** Extrinsics of this account in blocks up to this one. */
  nonce: u32,
  /** Nonce of its next extrinsic, behind those that wait in the pool. */
  nextNonce: u32,
  free: u128,
  reserved: u128,
  /** Part of the balance that may not leave the account; it may be reserved. */
  frozen: u128,
  transferable: u128,
  proof: option(StateProof),
});

const HistoryPage = struct({
  extrinsics: vec(struct({ block: Block, timeMs: u64, extrinsic: Extrinsic }), { max: maxPage }),
  next: option(Cursor),
  /** What later blocks hold is not listed yet: finality, or moments behind it. */
  through: u32,
});

/** `/v1/accounts`: balances and nonce, with a proof on demand. */
export const accounts = {
  get: endpoint("GET /v1/accounts/:address", {
    summary: "Balances (in plancks, 10⁻¹² PHA) and nonce of an account; with ?proof=true also their proof.",
    params: { address: AccountId },
    query: { at: option(BlockId), proof: option(bool) },
    reply: Account,
    errors: [apiErrors.BadBlockId, errors.BlockNotFound, errors.StateNotKept, apiErrors.NotCertified],
  }),
};

/** `/v1/accounts/…/history`: what an account did and what happened to it. */
export const accountHistory = {
  list: endpoint("GET /v1/accounts/:address/history", {
    summary: "Finalized extrinsics that an account signed or that touched it, newest first. next begins the next page.",
    params: { address: AccountId },
    query: { before: option(Cursor), limit: option(PageSize) },
    reply: HistoryPage,
    maxReplyBytes: maxHttpReplyBytes,
  }),
};
