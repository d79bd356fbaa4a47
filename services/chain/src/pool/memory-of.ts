import type { Extrinsic } from "@pha/runtime/spec";

/** Bytes that V8 takes for an object or array, beside a slot for each of what is in it. */
const OBJECT = 32;
const SLOT = 8;

const measured = new WeakMap<Extrinsic, number>();

/**
 * Bytes of memory that a decoded extrinsic takes, about: a byte of SCALE may become an object. Limits on what waits count
 * these.
 */
export function memoryOf(extrinsic: Extrinsic): number {
  const known = measured.get(extrinsic);
  if (known !== undefined) return known;
  const bytes = sizeOf(extrinsic, new Set());
  measured.set(extrinsic, bytes);
  return bytes;
}

/** @param buffers that are counted already: what is decoded may be views of what it was decoded from */
function sizeOf(value: unknown, buffers: Set<ArrayBufferLike>): number {
  if (typeof value === "string") return OBJECT + value.length;
  if (typeof value === "bigint") return OBJECT;
  if (typeof value !== "object" || value === null) return 0;
  if (value instanceof Uint8Array) {
    const isView = buffers.has(value.buffer);
    buffers.add(value.buffer);
    return OBJECT + (isView ? 0 : value.length);
  }
  let bytes = OBJECT;
  for (const each of Array.isArray(value) ? value : Object.values(value)) bytes += SLOT + sizeOf(each, buffers);
  return bytes;
}
