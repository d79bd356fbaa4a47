import { H256, struct, u32, vec } from "@pha/codec";
import { type AnyRoute, route } from "@pha/service-kit/http";
import type { Validator } from "../voting/validator.ts";
import { Evidence, type VoteStore } from "../voting/vote-store.ts";

/** `/v1`: where the validator stands, and what it can prove against authors. */
export function statusRoutes(deps: {
  readonly validator: Validator;
  readonly store: Pick<VoteStore, "listEvidence">;
}): AnyRoute[] {
  const { validator, store } = deps;
  return [
    route({
      method: "GET",
      url: "/v1/certified",
      summary: "The newest certified block that the validator knows.",
      reply: struct({ number: u32, hash: H256 }),
      errors: [],
      handle: () => validator.certified,
    }),
    route({
      method: "GET",
      url: "/v1/evidence",
      summary: "Pairs of headers that one author sealed for one height and round, the 64 newest, oldest first.",
      reply: vec(Evidence, { max: 64 }),
      errors: [],
      handle: () => store.listEvidence(),
    }),
  ];
}
