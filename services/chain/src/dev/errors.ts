import { defineErrors } from "@pha/codec";

/** Why a shortcut of development is refused. */
export const errors = defineErrors("chain-dev", {
  DevelopmentOnly: { index: 0, kind: "forbidden", doc: "This works on a development network only." },
  NoSuchKey: { index: 1, kind: "invalid", doc: "A development account is named by //Name, for example //Alice." },
  NeedsInstantFinality: {
    index: 2,
    kind: "forbidden",
    doc: "Validators check the clock, and what they certified stays. Start the chain alone: npm start -- --chain-only.",
  },
  NoSuchSnapshot: {
    index: 3,
    kind: "not-found",
    doc: "No snapshot has this id: it was reverted to, or past, or the chain has been started since.",
  },
  NotLater: { index: 4, kind: "conflict", doc: "Time goes forward only, and not beyond the year 9999." },
  NoSudo: { index: 5, kind: "forbidden", doc: "No development account has root authority on this network." },
});
