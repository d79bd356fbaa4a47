import { AccountId, bool, H256, type Hex, option, struct, type TypeOf, text, toHex, u32, u128, vec } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { BlockRef, StoredEvent } from "../ledger.ts";
import { callToJson, eventToJson } from "./decode.ts";
import type { RouteDeps } from "./deps.ts";
import { json } from "./json.ts";

const name = text({ max: 128 });

export const Event = struct({ index: u32, pallet: name, name, fields: json });

export const Extrinsic = struct({
  index: u32,
  hash: H256,
  /** Absent: nobody signed it (an inherent, or an enclave's message). */
  signed: option(struct({ signer: AccountId, nonce: u32, tip: u128 })),
  call: struct({ pallet: name, call: name, args: json }),
  /** Whether the call succeeded; if not, System.ExtrinsicFailed says why. */
  ok: bool,
  events: vec(Event, { max: 65_536 }),
});
type Extrinsic = TypeOf<typeof Extrinsic>;

/** Everything that happened in a block. */
export async function readBlock({ ledger, json: context }: RouteDeps, { hash }: BlockRef) {
  const [body, stored] = await Promise.all([ledger.findBody(hash), ledger.listEvents(hash)]);
  const show = (event: StoredEvent): TypeOf<typeof Event> => ({
    index: event.index,
    pallet: event.pallet,
    name: event.name,
    fields: eventToJson(ledger.runtime, event, context),
  });
  const byCause = Map.groupBy(stored, ({ extrinsic }) => extrinsic);
  const eventsOf = (cause: number | undefined) => (byCause.get(cause) ?? []).map(show);
  const extrinsics = (body ?? []).map((bytes, index): Extrinsic => {
    const events = eventsOf(index);
    const { signed, call } = ledger.runtime.decodeExtrinsic(bytes);
    return {
      index,
      hash: extrinsicHash(bytes),
      signed: signed && { signer: signed.signer, nonce: signed.nonce, tip: signed.tip },
      call: callToJson(ledger.runtime, call, context),
      ok: !events.some((event) => event.pallet === "System" && event.name === "ExtrinsicFailed"),
      events,
    };
  });
  return { extrinsics, events: eventsOf(undefined) };
}

const extrinsicHash = (bytes: Uint8Array): Hex => toHex(blake2b256(bytes));
