import { concat, fromHex, H256, struct, type TypeOf, toHex, u64 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import { errors } from "./errors.ts";

/** `Messages.Head[cluster]`: how many messages a cluster ever got, and the chain of their hashes. */
export const MessageHead = struct({ count: u64, hash: H256 });
export type MessageHead = TypeOf<typeof MessageHead>;

/** The head of a cluster that never got a message. */
export const emptyMessageHead: MessageHead = { count: 0n, hash: `0x${"00".repeat(32)}` };

/** The head after one more message: `hash = SHA-256(previous ‖ SHA-256(message))`. */
export function appendMessage(head: MessageHead, message: Uint8Array): MessageHead {
  return { count: head.count + 1n, hash: toHex(sha256(concat(fromHex(head.hash), sha256(message)))) };
}

/**
 * Checks that `messages` are all that came between two heads, in order.
 *
 * @param previousHead the head up to which messages are known.
 * @param head the head proven at a certified header.
 * @throws `light-client.BadMessageChain`
 */
export function verifyMessages(previousHead: MessageHead, head: MessageHead, messages: readonly Uint8Array[]): void {
  const reached = messages.reduce(appendMessage, previousHead);
  if (reached.count !== head.count || reached.hash !== head.hash)
    throw errors.BadMessageChain({ proven: head.count, reached: reached.count });
}
