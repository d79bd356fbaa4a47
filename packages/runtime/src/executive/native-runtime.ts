import { allPallets } from "../pallets/all.ts";
import { makeRuntime } from "./runtime.ts";

/** The runtime of these sources, which loads no other: for tests and tools. Networks run the one that their state names. */
export const runtime = makeRuntime(allPallets, {
  inspect: () => ({ ok: false, problem: "unloadable", reason: "no host" }),
});
