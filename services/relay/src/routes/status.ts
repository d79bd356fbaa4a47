import { relayApi } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import type { Validator } from "../voting/validator.ts";
import type { VoteStore } from "../voting/vote-store.ts";

/** The REST face: where the validator stands, and what it can prove against authors. */
export const statusRoutes = ({
  validator,
  store,
}: {
  readonly validator: Pick<Validator, "certified">;
  readonly store: Pick<VoteStore, "listEvidence">;
}): Route[] =>
  implement(relayApi.status, { certified: () => validator.certified, evidence: () => store.listEvidence() });
