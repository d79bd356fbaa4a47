import { fromHex, type Hex, toHex } from "@pha/codec";
import { completedBy, keccak256 } from "@pha/crypto";
import type { Env } from "@pha/frame";
import { appendOutbound, type BridgeBody, bridgeMessageId, encodeBridgeMessage, noDeadline } from "@pha/light-client";
import { messages } from "../messages/spec.ts";
import { chainOf, contractOf } from "./lane.ts";
import { laneNamed } from "./lanes.ts";
import { lanes } from "./spec.ts";

/** What never expires: nobody waits for it, and it gives nothing back. */
const isLasting = ({ type }: BridgeBody): boolean => type === "Control" || type === "Refund";

/**
 * Appends a message to the list of all that ever left, whose root the block's header commits to; gives its id.
 *
 * @throws `Lanes.UnknownLane`
 */
export function queueOutbound(env: Env, lane: Hex, body: BridgeBody): Hex {
  const { state, emit } = env.of(lanes);
  const known = laneNamed(env, lane);
  const { genesisHash: source, timeMs } = env.block;
  const nonce = known.sent + 1n;
  const { lifetimeMs, peer } = known;
  const raw = encodeBridgeMessage({
    ...{ source, destination: chainOf(peer), contract: contractOf(peer), lane, nonce, body },
    deadlineMs: isLasting(body) ? noDeadline : timeMs + lifetimeMs,
  });
  const id = bridgeMessageId(raw);
  const { outbound } = env.of(messages).state;
  const place = outbound.get().count;
  outbound.mutate((queue) => appendOutbound(queue, raw));
  state.lanes.put(lane, { ...known, sent: nonce });
  state.messages.append(raw);
  state.places.put(id, place);
  // Every full subtree left of the newest message was completed by an earlier one.
  const at = (height: number, position: number) => fromHex(state.nodes.get(height, position) as Hex);
  for (const [height, position, hash] of completedBy(place, fromHex(id), at, keccak256))
    state.nodes.put(height, position, toHex(hash));
  emit.Queued({ lane, nonce, place, id });
  return id;
}
