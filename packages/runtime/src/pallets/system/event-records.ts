import { Writer } from "@pha/codec";
import { RuntimeEvent } from "../../references.ts";
import { type EventRecord, Phase, Topics } from "./spec.ts";

/** Events of a block as the state lists them, and the fields of each, which are parts of that. */
export interface EncodedRecords {
  /** SCALE of `System.Events`. */
  readonly bytes: Uint8Array;
  readonly fields: readonly Uint8Array[];
}

/** Encodes each event once. */
export function encodeRecords(records: readonly EventRecord[]): EncodedRecords {
  const writer = new Writer();
  const ends: (readonly [from: number, to: number])[] = [];
  writer.compact(records.length);
  for (const { phase, event, topics } of records) {
    Phase.write(writer, phase);
    const from = writer.position + INDICES;
    RuntimeEvent.write(writer, event);
    ends.push([from, writer.position]);
    Topics.write(writer, topics);
  }
  const bytes = writer.finish();
  return { bytes, fields: ends.map(([from, to]) => bytes.subarray(from, to)) };
}

/** Bytes of an event before its fields: the index of the pallet, the index of the event. */
const INDICES = 2;
