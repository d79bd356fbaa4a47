import { u64 } from "@pha/codec";
import { constant, definePallet, value } from "@pha/frame";

/** Block time: the header's digest carries it, no extrinsic sets it. */
export const timestamp = definePallet("Timestamp", 1, {
  doc: "Time of the current block.",
  storage: {
    now: value(u64, { initial: 0n, doc: "Milliseconds since 1970, as the author's header says." }),
  },
  constants: {
    MinimumPeriod: constant(u64, 500n, "Half of the usual time between blocks, in ms; clients size eras by it."),
  },
});
