import { purePrimitives } from "@pha/crypto";
import type { Statement } from "../answer.ts";
import type { Outcome } from "../call.ts";
import { type Evidence, signStatements } from "../evidence.ts";
import { answerAsk, openAsk, type SealedAsk } from "../frame.ts";
import type { Caller } from "../request.ts";
import type { Scope } from "../scope.ts";
import { beginSession, openBeginning, type SessionKeys, type Welcome, welcome } from "../session.ts";
import { outcome, sign, statement } from "./answers.ts";
import { contractKey, contractKeys, scope } from "./parties.ts";

/** What a worker says of a session. */
export const granted: Welcome = {
  ...{ worker: statement.worker, sessionNumber: 3n, number: 7, blockHash: statement.blockHash, untilMs: 9_000n },
};

/** Both ends of a session that was just opened. */
export interface OpenSession {
  readonly client: SessionKeys;
  readonly worker: SessionKeys;
}

/** Opens a session, as both its ends do. */
export function openSession(caller?: Caller, at: Scope = scope): OpenSession {
  const { sealed, read } = beginSession(purePrimitives, contractKey, at, { caller, issued: 1 });
  const opened = openBeginning(purePrimitives, contractKeys.privateKey, at, sealed, new Set());
  const { answer, keys } = welcome(purePrimitives, at, opened, granted, sign);
  return { client: read(answer).keys, worker: keys };
}

/** The worker's answer to an ask, as it says; evidence is its own, or another's. */
export function answerTo(
  { frame }: SealedAsk,
  keys: SessionKeys,
  said: { readonly statement?: Statement; readonly outcome?: Outcome; readonly evidence?: Evidence } = {},
): { readonly frame: Uint8Array; readonly evidence: Evidence } {
  const ask = openAsk(purePrimitives, keys, frame);
  const answer = answerAsk(purePrimitives, keys, ask, said.statement ?? statement, said.outcome ?? outcome);
  const signer = { genesis: keys.scope.genesis, sessionNumber: keys.sessionNumber };
  const [own] = signStatements(purePrimitives, signer, [answer.said], sign) as [Evidence];
  const evidence = said.evidence ?? own;
  return { frame: answer.seal(evidence), evidence };
}
