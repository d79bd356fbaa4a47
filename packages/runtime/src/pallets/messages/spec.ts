import { H256, u32, u64 } from "@pha/codec";
import { definePallet, event, map, value } from "@pha/frame";
import { emptyMessageHead, emptyOutbound, MessageHead, OutboundQueue } from "@pha/light-client";

export const messages = definePallet("Messages", 7, {
  doc: "Ordered messages to the enclaves of a cluster, one hash chain per cluster, and to other chains.",
  storage: {
    head: map(u32, MessageHead, {
      hasher: "Twox64Concat",
      initial: emptyMessageHead,
      doc: "How many messages the cluster ever got, and the chain of their hashes.",
    }),
    latest: map(H256, u32, { doc: "The block of a contract's newest message." }),
    outbound: value(OutboundQueue, {
      initial: emptyOutbound,
      doc: "Count and peaks of all messages that ever left for other chains; every header's digest has their root.",
    }),
  },
  events: {
    Queued: event(0, { cluster: u32, number: u64, hash: H256 }, "A message was appended; `number` counts from 1."),
  },
});
