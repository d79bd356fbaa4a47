import { concat, encode, type Hex } from "@pha/codec";
import { verifySignature } from "@pha/crypto";
import { type SignedMessage, type Speaker, signedMessage } from "@pha/secret-channel/signed-state";
import { bareMessage } from "../../extrinsic/bare.ts";
import { isSame, isStuck } from "../contracts/claims.ts";
import type { Report } from "../contracts/record.ts";
import { contracts } from "../contracts/spec.ts";
import { offences } from "./spec.ts";
import type { SignedReports, Statement } from "./statement.ts";

const { errors } = offences;

/** Who is to have said something of which contract. */
export interface Accused extends Speaker {
  readonly session: Hex;
}

/** What a session has said of a contract. */
interface Said {
  readonly stateHeight: number;
  readonly stateTag: Hex;
  /** A block that there was by then. */
  readonly number: number;
  /** There where it said so to the ledger. */
  readonly report: Report | undefined;
}

function reportsMessage({ genesis, session }: Accused, { sequence, ...signed }: SignedReports): SignedMessage {
  const value = { ...signed, session, sequence };
  const call = concat(Uint8Array.of(contracts.index), encode(contracts.callType, { type: "report", value }));
  return { message: bareMessage(genesis, session, sequence, call), signature: signed.signature };
}

/** Words of a session on the contract, as a statement has them, signed or not. */
function wordsOf({ contract }: Accused, { type, value }: Statement): Said | undefined {
  if (type === "State") return { ...value.value.facts, report: undefined };
  const report = value.reports.find((one) => one.contract === contract);
  return report && !isStuck(report) ? { ...report, number: report.stateHeight, report } : undefined;
}

/** @throws `Offences.NotSigned` */
function readSigned(accused: Accused, statement: Statement): Said {
  const { type, value } = statement;
  const said = wordsOf(accused, statement);
  const signed = type === "State" ? signedMessage(accused, value) : reportsMessage(accused, value);
  if (!said || !signed || !verifySignature("ed25519", accused.session, signed.message, signed.signature))
    throw errors.NotSigned({ statement: type === "State" ? value.type : type });
  return said;
}

/** Whether two words of one session on one contract cannot both hold. */
function contradicts(a: Said, b: Said): boolean {
  if (a.report && b.report && a.report.prevStateHeight === b.report.prevStateHeight) return !isSame(a.report, b.report);
  return a.stateHeight === b.stateHeight && a.stateTag !== b.stateTag;
}

/**
 * What two statements of a session contradict each other in. Each signature is verified once.
 *
 * @returns the state height that is in question, and a block that there was when the later one was said
 * @throws `Offences.NotSigned`, `Offences.NoContradiction`
 */
export function findContradiction(accused: Accused, first: Statement, second: Statement) {
  const [a, b] = [readSigned(accused, first), readSigned(accused, second)];
  if (!contradicts(a, b)) throw errors.NoContradiction({ first: a.stateHeight, second: b.stateHeight });
  return { stateHeight: a.stateHeight, number: Math.max(a.number, b.number) };
}
