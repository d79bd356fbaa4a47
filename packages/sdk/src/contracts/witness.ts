import { CodedError, decode, fromHex, type Hex, Recent, toHex } from "@pha/codec";
import { type Call, makeCall } from "@pha/frame";
import { encodeCall, offences, RuntimeCall } from "@pha/runtime/spec";
import type { SignedState } from "@pha/secret-channel";
import { errors } from "../errors.ts";

/** Statements that are remembered for certain. */
const remembered = 256;

/** Whose word a statement is, of what. */
interface Said {
  readonly worker: Hex;
  /** The session's key, which signed it. */
  readonly session: Hex;
  readonly contract: Hex;
  readonly state: SignedState;
}

/** Remembers what workers' sessions have said of contracts' states, and notices who contradicts itself. */
export class Witness {
  readonly #said = new Recent<string, SignedState>(remembered);

  /**
   * Takes a statement whose signature was verified.
   *
   * @throws `sdk.Equivocation` where the session has said otherwise of the same state height
   */
  note({ worker, session, contract, state }: Said): void {
    const { stateHeight, stateTag } = state.value.facts;
    const name = [session, contract, stateHeight].join();
    const before = this.#said.get(name);
    if (!before) this.#said.set(name, state);
    if (!before || before.value.facts.stateTag === stateTag) return;
    const evidence = { first: statementOf(before), second: statementOf(state) };
    const call = makeCall(offences, "report_contradiction", { worker, session, contract, ...evidence });
    throw errors.Equivocation({ worker, contract, stateHeight, evidence: toHex(encodeCall(call)) });
  }
}

const statementOf = (value: SignedState) => ({ type: "State" as const, value });

/**
 * The call that proves to the ledger what an `sdk.Equivocation` tells of: whoever submits it first is rewarded if it
 * stands.
 *
 * @returns nothing for any other error
 */
export function evidenceOf(error: unknown): Call | undefined {
  if (!(error instanceof CodedError) || !errors.Equivocation.is(error)) return undefined;
  return decode(RuntimeCall, fromHex(error.data["evidence"] as Hex));
}
