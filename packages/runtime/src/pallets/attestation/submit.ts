import {
  type Anchor,
  dcapErrors,
  readRoot,
  verifyPckCrl,
  verifyQeIdentity,
  verifyRootCrl,
  verifyTcbInfo,
} from "@pha/attestation";
import { fromHex, isOf } from "@pha/codec";
import type { CallContext } from "@pha/frame";
import { rootOf } from "./appraise.ts";
import type { CollateralName, CollateralPiece, Tee } from "./collateral.ts";
import { attestation } from "./spec.ts";

const { errors } = attestation;
type Context = CallContext<typeof attestation, "signed">;

/** From when until when a piece holds; documents also have a number that rises with Intel's recoveries. */
interface Dates {
  readonly issuedMs: bigint;
  readonly expiresMs: bigint;
  readonly evaluation?: number;
}

/**
 * Keeps a piece of collateral that leads to the network's root, holds now, and is newer than the one it replaces: whoever
 * submits it, it is Intel's.
 *
 * @throws `Attestation.BadCollateral`, `OldCollateral`, `MissingCollateral`
 */
export function submitCollateral(context: Context, piece: CollateralPiece): void {
  const { state, block, emit } = context;
  try {
    const anchor = readRoot(rootOf(state), block.timeMs);
    const kept = keep(state, anchor, piece);
    emit.CollateralSubmitted(kept);
  } catch (error) {
    if (isOf(dcapErrors, error)) throw errors.BadCollateral({ reason: error.code }, error);
    throw error;
  }
}

function keep(state: Context["state"], anchor: Anchor, piece: CollateralPiece) {
  if (piece.type === "RootCrl") {
    const { list } = piece.value;
    const { thisUpdateMs: issuedMs, nextUpdateMs: expiresMs } = verifyRootCrl(list, anchor);
    const dates = newer(state.rootCrl.get(), { issuedMs, expiresMs });
    state.rootCrl.put({ list, ...dates });
    return { name: { type: "RootCrl" } satisfies CollateralName, ...dates };
  }
  const stored = state.rootCrl.get();
  if (!stored) throw errors.MissingCollateral({ piece: "RootCrl" });
  const rootCrl = verifyRootCrl(stored.list, anchor);
  if (piece.type === "PckCrl") {
    const crl = verifyPckCrl(piece.value, anchor, rootCrl);
    const authority = { type: crl.authority === "platform" ? "Platform" : "Processor" } as const;
    const dates = newer(state.pckCrls.get(authority), { issuedMs: crl.thisUpdateMs, expiresMs: crl.nextUpdateMs });
    state.pckCrls.put(authority, { ...piece.value, ...dates });
    return { name: { type: "PckCrl", value: authority } satisfies CollateralName, ...dates };
  }
  const { value } = piece;
  const document = { ...value, signature: fromHex(value.signature) };
  if (piece.type === "TcbInfo") {
    const { issuedMs, expiresMs, evaluation, fmspc, ...info } = verifyTcbInfo(document, anchor, rootCrl);
    const tee = teeOf(info.tee);
    const before = state.tcbInfos.get(tee, fmspc);
    const { evaluation: _, ...dates } = newer(before, { issuedMs, expiresMs, evaluation });
    state.tcbInfos.put(tee, fmspc, { ...value, ...dates, evaluation });
    return { name: { type: "TcbInfo", value: { tee, fmspc } } satisfies CollateralName, ...dates };
  }
  const { issuedMs, expiresMs, evaluation, ...identity } = verifyQeIdentity(document, anchor, rootCrl);
  const tee = teeOf(identity.tee);
  const { evaluation: _, ...dates } = newer(state.qeIdentities.get(tee), { issuedMs, expiresMs, evaluation });
  state.qeIdentities.put(tee, { ...value, ...dates, evaluation });
  return { name: { type: "QeIdentity", value: tee } satisfies CollateralName, ...dates };
}

const teeOf = (tee: "sgx" | "tdx"): Tee => ({ type: tee === "sgx" ? "Sgx" : "Tdx" });

/** Nobody brings back what Intel has replaced. */
function newer<D extends Dates>(before: Dates | undefined, after: D): D {
  const isNewer = !before || (after.issuedMs > before.issuedMs && (after.evaluation ?? 0) >= (before.evaluation ?? 0));
  if (!isNewer) throw errors.OldCollateral({ issuedMs: after.issuedMs, kept: before.issuedMs });
  return after;
}
