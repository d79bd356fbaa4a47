import type { Primitives } from "@pha/crypto";
import { guard, harden, takeBytes } from "./guard.ts";
import { ProgramTextDecoder, ProgramTextEncoder } from "./text-codecs.ts";

const ignore = harden(() => {});

/**
 * What programs find besides plain JavaScript: text codecs, randomness under the name that libraries look for, and a
 * console that says nothing (compiled modules bind its functions when they load).
 */
export function programGlobals({ randomBytes }: Primitives): Record<string, unknown> {
  const { random } = guard({ random: (length: number) => randomBytes(length) }, "enclave.PrimitiveFailed");
  return {
    TextEncoder: ProgramTextEncoder,
    TextDecoder: ProgramTextDecoder,
    console: { log: ignore, info: ignore, warn: ignore, error: ignore },
    crypto: {
      getRandomValues: harden((target: Uint8Array) => {
        target.set(random(takeBytes(target).length));
        return target;
      }),
    },
  };
}
