import { utf8 } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { appendMessage, emptyMessageHead, verifyMessages } from "./messages.ts";

const [a, b, c] = ["a", "b", "c"].map(utf8) as [Uint8Array, Uint8Array, Uint8Array];
const head = [a, b].reduce(appendMessage, emptyMessageHead);

attack("withhold, add, exchange, replace or double a cluster's messages", async ({ refused }) => {
  for (const given of [[a], [a, b, c], [b, a], [a, c], [a, b, b]])
    await refused("light-client.BadMessageChain", () => verifyMessages(emptyMessageHead, head, given));
});
