import { enumeration, fixedBytes, struct, type TypeOf, u64, variant, vec } from "@pha/codec";
import { SignedState } from "@pha/secret-channel/signed-state";
import { Report } from "../contracts/record.ts";

/** A worker's bare call of `Contracts.report`, without the session, which is named once. */
const SignedReports = struct({ reports: vec(Report, { max: 64 }), sequence: u64, signature: fixedBytes(64) });
export type SignedReports = TypeOf<typeof SignedReports>;

/** What a worker's session signed of a contract. */
export const Statement = enumeration({
  /** An answer or a receipt. */
  State: variant(0, SignedState),
  /** A report to the ledger, with the others of its extrinsic. */
  Reports: variant(1, SignedReports),
});
export type Statement = TypeOf<typeof Statement>;
