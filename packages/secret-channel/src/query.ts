import { fixedBytes, type Hex, option, struct } from "@pha/codec";
import { ANSWER_LABEL, ANSWER_SECRET_LENGTH, type Primitives } from "@pha/crypto";
import type { AnswerKey } from "./answer.ts";
import { Call } from "./call.ts";
import {
  type Caller,
  type OpenedRequest,
  type RequestSecret,
  requestForm,
  type SealedRequest,
  type VerifiedCertificates,
} from "./request.ts";
import { newQueryId, QueryId } from "./request-id.ts";
import type { Scope } from "./scope.ts";

const query = requestForm(
  "query",
  struct({
    id: QueryId,
    /** Only this worker may answer. */
    worker: option(fixedBytes(32)),
    call: Call,
  }),
);

/** A query before it is encrypted. */
export interface Query {
  /** How its client names it; drawn, when absent. */
  readonly id?: Hex | undefined;
  /** Absent: anonymous. */
  readonly caller?: Caller | undefined;
  readonly worker?: Hex | undefined;
  /** The newest finalized block the client knows. */
  readonly issued: number;
  readonly call: Call;
}

/** A query that an enclave opened and may run. */
export interface OpenedQuery extends Omit<OpenedRequest<never>, keyof RequestSecret | "body"> {
  readonly id: Hex;
  readonly worker: Hex | undefined;
  readonly call: Call;
  readonly answerKey: AnswerKey;
}

const answerKeyOf = ({ requestHash, enc, exportSecret }: RequestSecret): AnswerKey => ({
  ...{ requestHash, enc },
  secret: exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH),
});

/** Encrypts a query to a contract's key; the answer key opens its answer. */
export function sealQuery(
  primitives: Primitives,
  contractKey: Hex,
  scope: Scope,
  { id = newQueryId(primitives), caller, issued, worker, call }: Query,
): { readonly sealed: SealedRequest; readonly answerKey: AnswerKey } {
  const { sealed, secret } = query.seal(primitives, contractKey, scope, { caller, issued, body: { id, worker, call } });
  return { sealed, answerKey: answerKeyOf(secret) };
}

/**
 * Decrypts a query and checks who asks, in the enclave. Freshness against the chain and replays are the caller's part.
 *
 * @param verified - certificates that were verified before, so that an account's signature costs once
 * @throws `channel` errors
 */
export function openQuery(
  primitives: Primitives,
  contractSecret: Uint8Array,
  scope: Scope,
  sealed: SealedRequest,
  verified: VerifiedCertificates,
): OpenedQuery {
  const { body, requestHash, enc, exportSecret, ...opened } = query.open(
    primitives,
    contractSecret,
    scope,
    sealed,
    verified,
  );
  return { ...opened, ...body, answerKey: answerKeyOf({ requestHash, enc, exportSecret }) };
}
