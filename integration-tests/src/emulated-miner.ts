import { developmentRoot, encodeQuote, issueCertificate, reportData, signQuote } from "@pha/attestation";
import { fromHex, type Hex, toHex } from "@pha/codec";
import type { Keypair } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node";
import { type Call, makeCall } from "@pha/frame";
import { makeSession, type Session } from "@pha/program-kit";
import { attestation } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";

/** A miner that no machine runs, and the call by which its operator registers it. */
export interface EmulatedMiner {
  readonly identity: Hex;
  readonly session: Session;
  readonly registration: Call;
}

/** Makes a miner of a program, quoted by the published root of development unless another one is given. */
export async function emulatedMiner(
  client: Network,
  {
    measurement,
    operator,
    root = developmentRoot(),
  }: { readonly measurement: Hex; readonly operator: Hex; readonly root?: Keypair },
): Promise<EmulatedMiner> {
  const { header, hash, timeMs } = await client.head();
  const session = makeSession(primitives);
  const keys = { signKey: session.signKey, hpkeKey: session.hpkeKey };
  const identity = toHex(primitives.randomBytes(32));
  const claims = { genesis: client.genesisHash, role: "miner", identity, ...keys, operator } as const;
  const seed = primitives.randomBytes(32);
  const quote = encodeQuote(
    signQuote({
      ...{ certificate: issueCertificate(root, seed), seed, measurement, issuedAtMs: timeMs },
      reportData: fromHex(reportData({ ...claims, number: header.number, hash })),
    }),
  );
  const given = { role: { type: "Miner" }, identity, session: keys, number: header.number, quote } as const;
  return { identity, session, registration: makeCall(attestation, "register_worker", given) };
}
