import type { PalletHost } from "../pallet.ts";
import { allPallets } from "../pallets/all.ts";
import { makeRuntime } from "./runtime.ts";

/** The host of a runtime that loads no other. */
export const noHost: PalletHost = { inspect: () => ({ ok: false, problem: "unloadable", reason: "no host" }) };

/** The runtime of these sources: for tests and tools. Networks run the one that their state names. */
export const runtime = makeRuntime(allPallets, noHost);
