import { H256, u32, u64 } from "@pha/codec";
import { definePallet, event, map } from "@pha/frame";
import { emptyMessageHead, MessageHead } from "@pha/light-client";

export const messages = definePallet("Messages", 7, {
  doc: "Ordered messages to the enclaves of a cluster, one hash chain per cluster.",
  storage: {
    head: map(u32, MessageHead, {
      hasher: "Twox64Concat",
      initial: emptyMessageHead,
      doc: "How many messages the cluster ever got, and the chain of their hashes.",
    }),
  },
  events: {
    Queued: event(0, { cluster: u32, number: u64, hash: H256 }, "A message was appended; `number` counts from 1."),
  },
});
