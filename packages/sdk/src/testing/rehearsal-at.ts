import { type chainApi, jsonData, type ReplyOf } from "@pha/api";
import { struct, toJson } from "@pha/codec";
import { type AnyPallet, type EventSpec, listFailures, viewOf } from "@pha/frame";
import { runtime } from "@pha/runtime";
import {
  didRehearsed,
  immortal,
  joinSigned,
  noSignature,
  pallets,
  rehearsalOn,
  rehearsed,
  rehearser,
} from "@pha/runtime/spec";
import type { TestChain } from "./test-chain.ts";

/** What a call would do on a test chain if root dispatched it. */
export function rehearsalAt({ head, nowMs }: TestChain, call: Uint8Array): ReplyOf<typeof chainApi.calls.rehearse> {
  const extra = { era: immortal, nonce: 0, tip: 0n };
  const extrinsic = runtime.decodeExtrinsic(joinSigned(rehearser, noSignature("sr25519"), extra, rehearsed(call)));
  const start = { timeMs: BigInt(nowMs) + 1_000n, epoch: 1n, round: 0 };
  const execution = runtime.startBlock(rehearsalOn(viewOf(head.state)), head.header, start);
  const { events, facts = {} } = execution.applyExtrinsic(extrinsic);
  const told = didRehearsed(events).map(({ type: pallet, value: { type: name, value } }) => {
    const spec = pallets.find((one: AnyPallet) => one.name === pallet)?.events[name] as EventSpec;
    return { pallet, name, fields: toJson(struct(spec.fields), (value ?? {}) as object, { ss58Prefix: 42 }) };
  });
  return { events: told, failures: listFailures(pallets, events), facts: jsonData(facts) };
}
