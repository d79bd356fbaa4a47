import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addReserved,
  addUsage,
  blockLimits,
  emptyUsage,
  extrinsicBase,
  type Lane,
  leftOf,
  type Usage,
} from "./limits.ts";

const full = { ref_time: blockLimits.ref_time, proof_size: blockLimits.proof_size };
const part = (eighths: bigint, of: bigint) => (of * eighths) / 8n;

/** Takes as many extrinsics of this weight as a lane has room for. */
function fill(used: Usage, lane: Lane, ref_time: bigint): Usage {
  let usage = used;
  for (;;) {
    try {
      usage = addUsage(usage, lane, { ref_time, proof_size: 0n }, 100);
    } catch (error) {
      expect(error).toMatchObject({ code: "transaction.ExhaustsResources" });
      return usage;
    }
  }
}

const time = 10_000_000_000n;

describe("a block's room", () => {
  it("is three quarters of users, whatever enclaves took of it before", () => {
    const before = fill(fill(emptyUsage, "bare", time), "again", time);
    const after = fill(before, "normal", time);
    expect(after.normal.ref_time).toBeGreaterThan(part(6n, full.ref_time) - time - extrinsicBase.ref_time);
    expect(after.normal).toEqual(fill(emptyUsage, "normal", time).normal);
  });

  it("is a quarter of enclaves at most, and an eighth of one that has an extrinsic in it", () => {
    const alone = fill(emptyUsage, "again", time);
    expect(alone.bare.ref_time).toBeLessThanOrEqual(part(1n, full.ref_time));
    const all = fill(alone, "bare", time);
    expect(all.bare.ref_time).toBeLessThanOrEqual(part(2n, full.ref_time));
    expect(all.bare.ref_time).toBeGreaterThan(part(2n, full.ref_time) - time - extrinsicBase.ref_time);
  });

  it("is all of authority's while nobody has taken it", () => {
    const { all } = fill(emptyUsage, "operational", time);
    expect(all.ref_time).toBeGreaterThan(full.ref_time - time - extrinsicBase.ref_time);
  });

  it("is never more than there is, in any order of anybody (property)", () => {
    const lane = fc.constantFrom<Lane>("normal", "bare", "again", "operational");
    const weight = fc.record({ ref_time: fc.bigInt(0n, full.ref_time), proof_size: fc.bigInt(0n, full.proof_size) });
    const item = fc.tuple(lane, weight, fc.nat(blockLimits.length));
    fc.assert(
      fc.property(fc.array(item), weight, (items, reserved) => {
        let usage = addReserved(emptyUsage, reserved);
        for (const [of, takes, length] of items) {
          try {
            usage = addUsage(usage, of, takes, length);
          } catch (error) {
            expect(error).toMatchObject({ code: "transaction.ExhaustsResources" });
          }
          const { all, normal, bare } = usage;
          expect(all.ref_time <= full.ref_time && all.proof_size <= full.proof_size).toBe(true);
          expect(all.length).toBeLessThanOrEqual(blockLimits.length);
          expect(normal.ref_time <= part(6n, full.ref_time) && bare.ref_time <= part(2n, full.ref_time)).toBe(true);
          expect(leftOf(usage)).toEqual({
            ref_time: full.ref_time - all.ref_time,
            proof_size: full.proof_size - all.proof_size,
          });
        }
      }),
    );
  });
});
