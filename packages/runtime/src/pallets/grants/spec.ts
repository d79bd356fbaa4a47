import { enumeration, H256, struct, type TypeOf, u32, variant, vec } from "@pha/codec";
import { bareCall, definePallet, event, map } from "@pha/frame";
import { attestation } from "../attestation/spec.ts";

/** As many grants as one batch may tell. */
export const maxGrants = 128;

/** How many blocks are between two batches of a gatekeeper: what a worker is given meanwhile waits for the next. */
export const blocksBetween = 2;

/** Which of a contract's keys: what each is for is `keyLabel` of `@pha/crypto`. */
export const KeyKind = enumeration({ encrypt: variant(0), tag: variant(1), random: variant(2) });
export type KeyKind = TypeOf<typeof KeyKind>;

/** That a worker was given a gatekeeper's parts of a contract's keys. */
export const Grant = struct({
  worker: H256,
  contract: H256,
  generation: u32,
  epoch: u32,
  kinds: vec(KeyKind, { max: 8 }),
});
export type Grant = TypeOf<typeof Grant>;

const grantList = vec(Grant, { max: maxGrants });

export const grants = definePallet("Grants", 31, {
  doc: "Who was given which keys, as gatekeepers' enclaves tell: what a leaked worker or contract has opened.",
  storage: {
    newest: map([H256], u32, { doc: "Block of each gatekeeper's newest batch." }),
  },
  calls: {
    log: bareCall(
      0,
      attestation.origins.Enclave,
      { grants: grantList },
      "Tells whom the gatekeeper gave parts of keys since its last batch.",
    ),
  },
  events: {
    KeysGranted: event(0, { gatekeeper: H256, grants: grantList }, "Workers were given a gatekeeper's parts of keys."),
  },
  errors: {
    NotMember: {
      index: 0,
      kind: "forbidden",
      doc: "Only gatekeepers with a seat or a share give keys, and tell of it.",
    },
    TooSoon: { index: 1, kind: "unavailable", doc: "The gatekeeper's last batch is too few blocks ago." },
    NothingGranted: { index: 2, kind: "invalid", doc: "The batch is empty." },
  },
});
