import { concat, fixedBytes, fromHex, type Hex, struct, type TypeOf, toHex, u8, u64be, utf8, vec } from "@pha/codec";
import { listProofs, type Primitives, verifyListProof } from "@pha/crypto";
import { errors } from "./errors.ts";

const longestPath = 6;
/** Most statements that are signed at a time. */
export const mostStatements = 1 << longestPath;
/** How many a signature is over; the places that no statement has are random. */
const sizes = [1, 8, mostStatements];

/** What shows that a session of an enclave signed a statement, among others that this tells nothing of. */
export const Evidence = struct({
  /** Hides the statement from those whose path leads past its leaf. */
  salt: fixedBytes(32),
  count: u8,
  index: u8,
  path: vec(fixedBytes(32), { max: longestPath }),
  root: fixedBytes(32),
  signature: fixedBytes(64),
});
export type Evidence = TypeOf<typeof Evidence>;

/** A session of an enclave: one network's, by its number on the ledger. */
export interface Signer {
  readonly genesis: Hex;
  readonly sessionNumber: bigint;
}

/** What a session signs of many statements: `"phala/answers/v1" ‖ genesis ‖ u64 session number ‖ root`. */
export const signedBatch = ({ genesis, sessionNumber }: Signer, { root }: Pick<Evidence, "root">): Uint8Array =>
  concat(utf8("phala/answers/v1"), fromHex(genesis), u64be(sessionNumber), fromHex(root));

/** Whether a statement is among those that the evidence's root is over. */
export const isAmong = (
  sha256: Primitives["sha256"],
  statement: Uint8Array,
  { salt, count, index, path, root }: Evidence,
): boolean => verifyListProof(fromHex(root), count, index, concat(fromHex(salt), statement), path.map(fromHex), sha256);

/**
 * Signs as many statements as {@link mostStatements} at one go: leaf `H(0x00 ‖ salt ‖ statement)` of a list of 1, 8 or 64.
 *
 * @throws `RangeError` for more: a fault of who calls
 */
export function signStatements(
  { randomBytes, sha256 }: Primitives,
  signer: Signer,
  statements: readonly Uint8Array[],
  sign: (message: Uint8Array) => Uint8Array,
): Evidence[] {
  const count = sizes.find((size) => size >= statements.length);
  if (count === undefined)
    throw new RangeError(`${statements.length} statements, but at most ${mostStatements} at a time`);
  const salts = Array.from({ length: count }, () => randomBytes(32));
  const items = salts.map((salt, i) => concat(salt, statements[i] ?? new Uint8Array()));
  const { root: bytes, proofs } = listProofs(items, sha256);
  const root = toHex(bytes);
  const signature = toHex(sign(signedBatch(signer, { root })));
  return statements.map((_, index) => ({
    ...{ salt: toHex(salts[index] as Uint8Array), count, index, root, signature },
    path: (proofs[index] as readonly Uint8Array[]).map(toHex),
  }));
}

/**
 * The bytes that were signed, for a statement that is among what they are over.
 *
 * @throws `channel.AnswerInvalid` when it is not
 */
export function readEvidence(
  { sha256 }: Pick<Primitives, "sha256">,
  signer: Signer,
  statement: Uint8Array,
  evidence: Evidence,
): Uint8Array {
  if (!isAmong(sha256, statement, evidence)) throw errors.AnswerInvalid();
  return signedBatch(signer, evidence);
}
