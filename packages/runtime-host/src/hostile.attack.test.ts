import { utf8 } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { errors, loadRuntime } from "./index.ts";
import { attempts, refusedTexts } from "./testing/attempts.ts";
import { hostile, use } from "./testing/hostile.ts";

attack(
  "reach the process from a runtime's code, by what it is given, gives, throws or changes",
  async ({ held }) => {
    for (const [name, code] of attempts)
      await held("only copies cross", async () => {
        const runtime = hostile(code);
        await use(runtime);
        expect({ name, found: runtime.report() }).toEqual({ name, found: "" });
        expect(process.env["REACHED"], name).toBeUndefined();
        expect([({} as never)["polluted"], Object.keys(Object.prototype)], name).toEqual([undefined, []]);
      });
  },
  120_000,
);

attack("have a runtime's code run later, or bring a module", async ({ refused }) => {
  for (const text of refusedTexts)
    await refused(errors.NotSelfContained.code, () =>
      loadRuntime(utf8(`function instantiate(){${text}};export{instantiate};`)),
    );
});
