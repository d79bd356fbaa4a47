import { encode, toHex } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import type { Env, StateView } from "@pha/frame";
import { appendMessage } from "@pha/light-client";
import type { QueuedMessage } from "../../runtime.ts";
import { Message, type MessageBody } from "./message.ts";
import { messages } from "./spec.ts";

class Queued implements QueuedMessage {
  readonly cluster: number;
  readonly number: bigint;
  readonly bytes: Uint8Array;
  readonly message: Message;

  constructor(cluster: number, number: bigint, bytes: Uint8Array, message: Message) {
    this.cluster = cluster;
    this.number = number;
    this.bytes = bytes;
    this.message = message;
  }
}

/** Whether something that a block published is a message to enclaves. */
export const isQueuedMessage = (item: unknown): item is QueuedMessage => item instanceof Queued;

/**
 * Appends a message to a cluster's chain once the extrinsic is at its end; the host delivers its bytes when the block is
 * final. `bodyOf` gets the state that the extrinsic leaves, but for message heads: this message and those after it are
 * not in them. If it throws, the whole extrinsic fails. `onQueued` gets the message's number.
 */
export const queueMessage = (
  env: Env,
  cluster: number,
  bodyOf: (state: StateView) => MessageBody,
  onQueued: (number: bigint) => void = () => {},
): void => env.defer((state) => onQueued(append(env, cluster, bodyOf(state))));

function append(env: Env, cluster: number, body: MessageBody): bigint {
  const { state, emit } = env.of(messages);
  const { number, timeMs, parentHash } = env.block;
  const before = state.head.get(cluster);
  const message: Message = { number, timeMs, parentHash, body, previous: before.hash };
  const bytes = encode(Message, message);
  const head = appendMessage(before, bytes);
  state.head.put(cluster, head);
  state.latest.put(body.value.contract, number);
  emit.Queued({ cluster, number: head.count, hash: toHex(sha256(bytes)) });
  env.publish(new Queued(cluster, head.count, bytes, message));
  return head.count;
}
