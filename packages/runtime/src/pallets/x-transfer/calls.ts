import { implement } from "@pha/frame";
import { noDeadline } from "@pha/light-client";
import { assetAt } from "../assets-registry/registry.ts";
import { proveInbound, useUp } from "../lanes/inbound.ts";
import { queueOutbound } from "../lanes/queue.ts";
import { claim, sendBack } from "./claims.ts";
import { move } from "./holdings.ts";
import { admit, mustWait, receive, refund } from "./receive.ts";
import { routeTo, send } from "./send.ts";
import { delayMs, xTransfer } from "./spec.ts";

const { errors } = xTransfer;

export const xTransferCalls = implement(xTransfer, {
  transfer(env, { asset: given, dest }) {
    const { caller } = env;
    if (given.id.type !== "Concrete" || given.fun.type !== "Fungible") throw errors.NotFungible();
    const amount = given.fun.value;
    const route = routeTo(env, dest);
    const { resource, asset } = assetAt(env, given.id.value);
    if (route.type !== "Local") {
      send(env, route, { owner: caller, from: caller, resource, amount });
      return;
    }
    move(env, asset, caller, route.recipient, amount);
    env.emit.MovedHere({ resource, from: caller, to: route.recipient, amount });
  },

  deliver(env, { message: raw, proof, reward }) {
    const inbound = proveInbound(env, raw, proof);
    const { body } = inbound.message;
    if (body.type === "Transfer") receive(env, admit(env, inbound, body.value), reward);
    else if (body.type === "Refund") refund(env, inbound, body.value);
    else throw errors.Unsupported({ kind: body.type });
  },

  expire(env, { message: raw, proof, reward }) {
    const inbound = proveInbound(env, raw, proof);
    const { id, message } = inbound;
    const { lane, deadlineMs } = message;
    if (deadlineMs === noDeadline || env.block.timeMs <= deadlineMs) throw errors.NotLate({ deadlineMs });
    useUp(env, inbound);
    env.state.announced.remove(id);
    const refundId = queueOutbound(env, lane, { type: "Refund", value: { message: id, reward } });
    env.emit.Expired({ id, lane, refund: refundId });
  },

  announce(env, { message: raw, proof }) {
    const inbound = proveInbound(env, raw, proof);
    const { id, message } = inbound;
    if (message.body.type !== "Transfer") throw errors.NothingToWait();
    const arriving = admit(env, inbound, message.body.value);
    if (!mustWait(env, arriving) || env.state.announced.has(id)) throw errors.NothingToWait();
    env.state.announced.put(id, env.block.timeMs);
    env.emit.Announced({ id, lane: message.lane, fromMs: env.block.timeMs + delayMs });
  },

  claim: (env, { id }) => claim(env, id),
  send_back: (env, { id }) => sendBack(env, id),
});
