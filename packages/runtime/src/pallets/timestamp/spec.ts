import { struct, u32, u64 } from "@pha/codec";
import { constant, definePallet, genesisPart, value } from "@pha/frame";
import { Clock } from "@pha/light-client";

/** A tick where the network's genesis says nothing else. */
const usual = { tickMs: 12_000 };

/** Block time: the header's digest carries it, no extrinsic sets it. */
export const timestamp = definePallet("Timestamp", 1, {
  doc: "Time of the current block.",
  genesis: genesisPart(struct({ tickMs: u32 }), usual),
  storage: {
    now: value(u64, { initial: 0n, doc: "Milliseconds since 1970, as the author's header says." }),
    clock: value(Clock, {
      initial: { ...usual, beganMs: 0n },
      doc: "How long a tick is, and the time of block 1, from which ticks count.",
    }),
  },
  constants: {
    MinimumPeriod: constant(u64, 500n, "Half of the usual time between blocks, in ms; clients size eras by it."),
  },
});
