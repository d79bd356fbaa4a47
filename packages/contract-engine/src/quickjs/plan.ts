import type { Plan } from "../instrument/instrument.ts";

export const pageBytes = 65_536;

/** QuickJS's stack, data and empty context, as far as they count as no contract's: the rest of the memory is. */
const ownPages = 128;

/** Most pages that a contract can be given. */
const contractPages = 256;

/** How QuickJS is instrumented. Every change is another engine: workers that differ in it disagree. */
export const plan = {
  memoryPages: ownPages + contractPages,
  firstPages: 82, // up to where its heap begins
  stackBytes: 512 << 10,
} as const satisfies Plan;

/** Stack of QuickJS's build, below its stack pointer's first place, and above its data. */
export const builtStackBytes = 5 << 20;

/** Pages that a contract may fill when it is allowed so many bytes. */
export const pagesFor = (memoryBytes: number): number =>
  Math.min(plan.memoryPages, ownPages + Math.floor(memoryBytes / pageBytes));

/** Gas of a page that is handed out: it is zeroed, 8 bytes a unit. */
export const pageGas = pageBytes >> 3;

/** SHA-256 of QuickJS's WebAssembly as `@jitl/quickjs-singlefile-browser-release-sync` has it, and of what comes of it here. */
export const pins = {
  plain: "105c3bed22d457e43e3d1c3c1c6959fda62a8fe06f0fc8a985303c3a2be72232",
  metered: "9b05a45d7c2e68e98b1157a391181d9be2d32a58440f9f33121ee1b58be43c05",
} as const;
