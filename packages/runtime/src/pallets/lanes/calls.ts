import type { AccountId } from "@pha/codec";
import { type Env, implement } from "@pha/frame";
import { existentialDeposit } from "../balances/account-data.ts";
import { transfer } from "../balances/ledger.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { foreignFinality } from "../foreign-finality/spec.ts";
import { chainOf, destinationOf, laneOf } from "./lane.ts";
import { laneNamed } from "./lanes.ts";
import { queueOutbound } from "./queue.ts";
import { reserveOf } from "./reserve.ts";
import { lanes, lifetimes } from "./spec.ts";

const { errors } = lanes;

export const lanesCalls = implement(lanes, {
  open(env, { peer, lifetimeMs }) {
    const { state, emit, block } = env;
    if (lifetimeMs < lifetimes.min || lifetimeMs > lifetimes.max) throw errors.BadLifetime(lifetimes);
    if (chainOf(peer) === block.genesisHash) throw errors.OwnChain();
    const lane = laneOf(block.genesisHash, peer);
    const destination = destinationOf(peer);
    if (state.open.has(destination) || state.lanes.has(lane)) throw errors.LaneOpen({ lane });
    const reserve = reserveOf(lane);
    const nothing = { sent: 0n, pausedIn: false, pausedOut: false, closed: false };
    state.lanes.put(lane, { peer, reserve, lifetimeMs, ...nothing });
    state.open.put(destination, lane);
    transfer(env, treasuryAccount, reserve, existentialDeposit, true);
    emit.Opened({ lane, peer, reserve });
  },

  close(env, { lane }) {
    const { state, emit } = env;
    const known = laneNamed(env, lane);
    if (known.closed) throw errors.LaneClosed({ lane });
    state.lanes.put(lane, { ...known, closed: true });
    state.open.remove(destinationOf(known.peer));
    emit.Closed({ lane });
  },

  pause(env, { lane, inbound, outbound }) {
    expectGuardian(env, env.caller);
    const known = laneNamed(env, lane);
    const pausedIn = known.pausedIn || inbound;
    env.state.lanes.put(lane, { ...known, pausedIn, pausedOut: known.pausedOut || outbound });
    env.emit.Paused({ lane, inbound, outbound });
  },

  resume(env, { lane, inbound, outbound }) {
    const known = laneNamed(env, lane);
    const pausedIn = known.pausedIn && !inbound;
    env.state.lanes.put(lane, { ...known, pausedIn, pausedOut: known.pausedOut && !outbound });
    env.emit.Resumed({ lane, inbound, outbound });
  },

  control(env, { lane, command, parameters }) {
    if (laneNamed(env, lane).peer.type !== "Gateway") throw errors.NotGateway();
    queueOutbound(env, lane, { type: "Control", value: { command, parameters } });
  },
});

/** @throws `Lanes.NotGuardian` */
function expectGuardian(env: Env, caller: AccountId | undefined): void {
  if (caller !== undefined && caller !== env.of(foreignFinality).state.guardian.get()) throw errors.NotGuardian();
}
