import { defineErrors } from "@pha/codec";

/** Errors of dispatch itself; a pallet's own errors carry the pallet's name as their module. */
export const errors = defineErrors("frame", {
  BadOrigin: { index: 0, kind: "forbidden", doc: "The call does not accept this origin." },
  CannotLookup: { index: 1, kind: "invalid", doc: "The address does not name an account." },
  UnknownPallet: { index: 3, kind: "not-found", doc: "No pallet has this name." },
  UnknownItem: { index: 4, kind: "not-found", doc: "The pallet has no storage item, call or constant of this name." },
  BadKey: {
    index: 5,
    kind: "invalid",
    doc: "The storage item takes another number of keys.",
  },
  UndeclaredUse: { index: 6, kind: "invalid", doc: "A pallet's code uses a pallet that it does not declare to use." },
  CallFiltered: { index: 7, kind: "forbidden", doc: "The origin is restricted and may not dispatch this call." },
  ConsumerRemaining: { index: 8, kind: "conflict", doc: "The account cannot be reaped while something needs it." },
  NoProviders: { index: 9, kind: "conflict", doc: "The account does not exist, so nothing can rely on it." },
  TooManyConsumers: { index: 10, kind: "limit", doc: "Too much relies on the account already." },
});
