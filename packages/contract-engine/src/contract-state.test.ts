import { utf8 } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Change } from "./call.ts";
import { ContractState } from "./contract-state.ts";

it("knows how large it is, whatever is written, overwritten and removed (property)", () => {
  const change = fc.tuple(fc.constantFrom("a", "bc", "dé"), fc.option(fc.string({ unit: "binary", maxLength: 20 })));
  fc.assert(
    fc.property(fc.array(change), (changes: Change[]) => {
      const state = new ContractState(`0x${"01".repeat(32)}`);
      const entries = new Map<string, string>();
      for (const [key, value] of changes) {
        state.commit([[key, value]]);
        if (value === null) entries.delete(key);
        else entries.set(key, value);
      }
      expect(state.bytes).toBe([...entries].reduce((sum, entry) => sum + utf8(entry.join("")).length, 0));
    }),
  );
});
