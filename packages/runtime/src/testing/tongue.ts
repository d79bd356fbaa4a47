import { fromHex, type Hex, toHex } from "@pha/codec";
import { type Keypair, purePrimitives } from "@pha/crypto";
import { signStatements } from "@pha/secret-channel";
import { type AnswerFacts, answerBytes, receiptBytes, type Speaker } from "@pha/secret-channel/signed-state";
import { signBare } from "../extrinsic/bare.ts";
import { nothingAgreed, type Report } from "../pallets/contracts/record.ts";
import { contracts } from "../pallets/contracts/spec.ts";
import { offences } from "../pallets/offences/spec.ts";
import type { Statement } from "../pallets/offences/statement.ts";
import { callsOf } from "./calls.ts";
import type { TestEnclave } from "./enclave.ts";
import type { TestLedger } from "./ledger.ts";

const { report_contradiction } = callsOf(offences);
const word = (byte: string): Hex => `0x${byte.repeat(32)}`;

/** What a worker may say of a contract, by a session of its. */
export class Tongue {
  readonly speaker: Speaker;
  readonly session: Keypair;

  constructor(ledger: TestLedger, { identity, session }: TestEnclave, changes: Partial<Speaker> = {}) {
    this.speaker = { genesis: ledger.genesisHash, worker: identity, contract: word("c1"), ...changes };
    this.session = session;
  }

  facts(changes: Partial<AnswerFacts> = {}): AnswerFacts {
    return {
      ...{ codeHash: word("cc"), number: 1_000, blockHash: word("b1"), stateHeight: 7, stateTag: word("01") },
      ...{ requestHash: word("e1"), gas: 16_384n, outcomeHash: word("0c"), ...changes },
    };
  }

  answer(changes: Partial<AnswerFacts> = {}): Statement {
    const facts = this.facts(changes);
    const signature = this.#sign(answerBytes(this.speaker, facts));
    return { type: "State", value: { type: "Answer", value: { facts, signature } } };
  }

  /** An answer that was signed together with others. */
  batched(changes: Partial<AnswerFacts> = {}, sessionNumber = 1n): Statement {
    const facts = this.facts(changes);
    const signer = { genesis: this.speaker.genesis, sessionNumber };
    const said = [facts, this.facts({ gas: 0n })].map((one) => answerBytes(this.speaker, one));
    const [evidence] = signStatements(purePrimitives, signer, said, (message) => fromHex(this.#sign(message)));
    if (!evidence) throw new Error("no evidence");
    return { type: "State", value: { type: "Batched", value: { facts, sessionNumber, evidence } } };
  }

  receipt(changes: Partial<AnswerFacts> = {}): Statement {
    const { requestHash: _r, outcomeHash: _o, gas: _g, ...state } = this.facts(changes);
    const facts = { ...state, leaf: `0x${"1e".repeat(41)}` as const };
    const signature = this.#sign(receiptBytes(this.speaker, facts));
    return { type: "State", value: { type: "Receipt", value: { facts, signature } } };
  }

  /** A report to the ledger, beside one on another contract. */
  report(changes: Partial<Report> = {}, sequence = 0n): Statement {
    const report = {
      ...{
        ...nothingAgreed,
        contract: this.speaker.contract,
        prevStateHeight: 6,
        stateHeight: 7,
        stateTag: word("01"),
      },
      ...{ reason: undefined, effects: undefined, ...changes },
    };
    const reports = [{ ...report, contract: word("c2"), stateTag: word("02") }, report];
    const sign = (message: Uint8Array) => this.#sign(message);
    const signer = { genesisHash: this.speaker.genesis, session: this.session.publicKey, sign };
    const bytes = signBare(signer, contracts, "report", { reports }, sequence);
    const signature = toHex(bytes.subarray(-64));
    return { type: "Reports", value: { reports, sequence, signature } };
  }

  /** The call that proves that both were said. */
  accuse(first: Statement, second: Statement) {
    const { worker, contract: of } = this.speaker;
    return report_contradiction({ worker, session: this.session.publicKey, contract: of, first, second });
  }

  #sign(message: Uint8Array): Hex {
    return this.session.sign(message);
  }
}
