import { type AccountId, CodedError, decodeIf, type Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import type { BridgeBody } from "@pha/light-client";
import { MultiLocation } from "../../xcm/location.ts";
import { assetNamed, bridgeOf, pass, passBack, registeredAs } from "../assets-registry/registry.ts";
import type { Registered } from "../assets-registry/spec.ts";
import { expectBelieved, expectHeard } from "../foreign-finality/ledgers.ts";
import { type Inbound, useUp } from "../lanes/inbound.ts";
import { lanes } from "../lanes/spec.ts";
import { beyond, expectBacked, move } from "./holdings.ts";
import { routeTo, send } from "./send.ts";
import { type Arrived, delayMs, xTransfer } from "./spec.ts";

const { errors } = xTransfer;

type ValueOf<T extends BridgeBody["type"]> = Extract<BridgeBody, { readonly type: T }>["value"];

/** A transfer that arrived, and what is known of its asset here. */
export interface Arriving {
  readonly inbound: Inbound;
  readonly transfer: ValueOf<"Transfer">;
  readonly resource: Hex;
  readonly registered: Registered;
}

/**
 * A transfer that may arrive now, but for what its amount has to wait for.
 *
 * @throws `XTransfer.TooLate`, `TooLittle`, `ReserveShort`, `Lanes.LaneClosed`, `LanePaused`, `ForeignFinality.Stale`,
 *   `Contradicted`, `AssetsRegistry.NotEnabled`
 */
export function admit(env: Env, inbound: Inbound, transfer: ValueOf<"Transfer">): Arriving {
  const { message, lane: known } = inbound;
  const { lane, deadlineMs } = message;
  if (env.block.timeMs > deadlineMs) throw errors.TooLate({ deadlineMs });
  if (known.peer.type === "Ledger") expectBelieved(env, known.peer.value.genesis);
  if (known.closed) throw lanes.errors.LaneClosed({ lane });
  if (known.pausedIn) throw lanes.errors.LanePaused({ lane });
  const resource = assetNamed(env, lane, transfer.asset);
  const registered = registeredAs(env, resource);
  const { amount, fee } = transfer;
  if (amount <= fee) throw errors.TooLittle({ amount, fee });
  expectBacked(env, resource, registered, lane, amount);
  return { inbound, transfer, resource, registered };
}

/** Whether an amount waits after it was announced. */
export const mustWait = (env: Env, { inbound, transfer, resource }: Arriving): boolean =>
  transfer.amount > bridgeOf(env, resource, inbound.message.lane).terms.delayAbove;

/** Carries a transfer out that may arrive. @throws `XTransfer.MustWait`, `AssetsRegistry.CapExceeded` */
export function receive(env: Env, arriving: Arriving, reward: AccountId): void {
  const { inbound, transfer, resource, registered } = arriving;
  const { state } = env.of(xTransfer);
  const { id, message } = inbound;
  const since = state.announced.get(id);
  if (mustWait(env, arriving) && (since === undefined || env.block.timeMs < since + delayMs)) throw errors.MustWait();
  pass(env, resource, message.lane, "arriving", transfer.amount);
  useUp(env, inbound);
  state.announced.remove(id);
  const { lane, nonce } = message;
  const paid = pay(env, registered, lane, reward, transfer.fee);
  const { sender, recipient } = transfer;
  // Who cannot be paid earned nothing: it is the recipient's.
  const amount = paid ? transfer.amount - transfer.fee : transfer.amount;
  const arrived = { lane, nonce, resource, amount, sender, recipient, atMs: env.block.timeMs };
  record(env, id, { ...arrived, outcome: settle(env, arriving, amount) });
}

/** Pays out of what a lane brings, unless the account cannot take it: then nothing is moved. */
function pay(env: Env, registered: Registered, lane: Hex, to: AccountId, amount: bigint): boolean {
  if (amount === 0n) return true;
  return attempt(env, () => move(env, registered, beyond(env, registered, lane), to, amount)) !== undefined;
}

/** Does something or nothing: what a code refuses is undone, and gives `undefined`. */
function attempt<T>(env: Env, body: () => T): { readonly value: T } | undefined {
  try {
    return { value: env.transaction(body) };
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}

/** Pays the recipient, or sends the amount on; where neither can be done it waits for its recipient. */
function settle(env: Env, { inbound, transfer, resource, registered }: Arriving, amount: bigint): Arrived["outcome"] {
  const { emit } = env.of(xTransfer);
  const { id, message } = inbound;
  const { lane } = message;
  const { recipient, onward } = transfer;
  const from = beyond(env, registered, lane);
  const done = attempt(env, (): Arrived["outcome"] => {
    const route = onward.length > 0 ? routeTo(env, locationIn(onward)) : { type: "Local" as const, recipient };
    if (route.type === "Local") {
      move(env, registered, from, route.recipient, amount);
      emit.Deposited({ id, lane, resource, amount, recipient: route.recipient });
      return { type: "Executed" };
    }
    const next = send(env, route, { owner: recipient, from, resource, amount, arrival: id });
    emit.Forwarded({ id, onward: next, lane, resource, amount });
    return { type: "Forwarded", value: next };
  });
  return done?.value ?? makeClaimable(env, { id, lane, resource, registered, recipient, amount });
}

/** @throws `XTransfer.NoRoute` for what is no location */
function locationIn(onward: Uint8Array): MultiLocation {
  const location = onward[0] === 0 ? decodeIf(MultiLocation, onward.subarray(1)) : undefined;
  if (!location) throw errors.NoRoute();
  return location;
}

interface Waiting {
  readonly id: Hex;
  readonly lane: Hex;
  readonly resource: Hex;
  readonly registered: Registered;
  readonly recipient: AccountId;
  readonly amount: bigint;
}

/** The lane's reserve keeps it, where there is one; what came by this lane first is issued when it is claimed. */
function makeClaimable(env: Env, { id, lane, resource, registered, recipient, amount }: Waiting): Arrived["outcome"] {
  const { state, emit } = env.of(xTransfer);
  if (registered.upstream !== lane) state.owed.mutate(resource, lane, (owed) => owed + amount);
  emit.MadeClaimable({ id, lane, resource, amount, recipient });
  return { type: "Claimable" };
}

function record(env: Env, id: Hex, arrived: Arrived): void {
  const { state } = env.of(xTransfer);
  state.arrived.put(id, arrived);
  state.arrivedFor.append(arrived.recipient, id);
}

/**
 * Gives back what was too late at the other end: the fee is who expired it there, the rest is the sender's.
 *
 * @throws `XTransfer.UnknownTransfer`, `Settled`, `ReserveShort`, `ForeignFinality.Stale`, `AssetsRegistry.CapExceeded`
 */
export function refund(env: Env, inbound: Inbound, { message: id, reward }: ValueOf<"Refund">): void {
  const { state, emit } = env.of(xTransfer);
  const { lane, nonce } = inbound.message;
  const { peer } = inbound.lane;
  if (peer.type === "Ledger") expectHeard(env, peer.value.genesis);
  const sent = state.sent.get(id);
  if (!sent || sent.lane !== lane) throw errors.UnknownTransfer({ id });
  if (sent.state.type !== "Pending") throw errors.Settled({ id });
  const { resource, sender } = sent;
  const registered = registeredAs(env, resource);
  expectBacked(env, resource, registered, lane, sent.amount);
  passBack(env, resource, lane, sent.amount);
  useUp(env, inbound);
  state.sent.put(id, { ...sent, state: { type: "Refunded" } });
  const amount = pay(env, registered, lane, reward, sent.fee) ? sent.amount - sent.fee : sent.amount;
  const isPaid = pay(env, registered, lane, sender, amount);
  const waiting = { id: inbound.id, lane, resource, registered, recipient: sender, amount };
  const outcome = isPaid ? ({ type: "Executed" } as const) : makeClaimable(env, waiting);
  record(env, inbound.id, {
    lane,
    nonce,
    resource,
    amount,
    sender,
    recipient: sender,
    atMs: env.block.timeMs,
    outcome,
  });
  emit.Refunded({ id, sender, amount });
}
