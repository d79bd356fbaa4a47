import { readCollateral } from "@pha/attestation";
import { toHex } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { attestation, type CollateralPiece } from "@pha/runtime/spec";
import type { Context } from "../context.ts";
import { readText } from "../files.ts";
import { table } from "../output.ts";
import type { SignerOptions } from "../signer.ts";

/** `pha attestation submit <file>`: piece by piece, what the ledger does not have yet. */
export async function submitCollateral(context: Context, file: string, options: SignerOptions): Promise<void> {
  const pieces = piecesOf(await readText(file));
  const signer = await context.signer(options);
  const network = await context.connect();
  const rows: { readonly piece: string; readonly block: number | undefined }[] = [];
  for (const piece of pieces) {
    context.output.progress(`${piece.type} is handed in; waiting for the validators`);
    try {
      const { block } = await network.submit(signer, makeCall(attestation, "submit_collateral", { piece }));
      rows.push({ piece: piece.type, block: block.number });
    } catch (error) {
      if (!isOld(error)) throw error;
      rows.push({ piece: piece.type, block: undefined });
    }
  }
  context.output.result(
    rows,
    table(
      rows.map(({ piece, block }) => [piece, block === undefined ? "was there already" : `final in block ${block}`]),
    ),
  );
}

/** In an order in which the ledger can verify them: revocations by the root first. */
function piecesOf(json: string): CollateralPiece[] {
  const { rootCrl, pckCrl, tcbInfo, qeIdentity } = readCollateral(json);
  const signed = (document: typeof tcbInfo) => ({ ...document, signature: toHex(document.signature) });
  return [
    { type: "RootCrl", value: { list: rootCrl } },
    { type: "PckCrl", value: pckCrl },
    { type: "TcbInfo", value: signed(tcbInfo) },
    { type: "QeIdentity", value: signed(qeIdentity) },
  ];
}

const isOld = (error: unknown): boolean => attestation.errors.OldCollateral.is(error);
