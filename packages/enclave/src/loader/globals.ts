import type { Primitives } from "@pha/crypto";
import { guard, harden, takeBytes } from "./guard.ts";
import { ProgramTextDecoder, ProgramTextEncoder } from "./text-codecs.ts";

/** What programs find besides plain JavaScript: text codecs, and randomness under the name that libraries look for. */
export function programGlobals({ randomBytes }: Primitives): Record<string, unknown> {
  const { random } = guard({ random: (length: number) => randomBytes(length) }, "enclave.PrimitiveFailed");
  return {
    TextEncoder: ProgramTextEncoder,
    TextDecoder: ProgramTextDecoder,
    crypto: {
      getRandomValues: harden((target: Uint8Array) => {
        target.set(random(takeBytes(target).length));
        return target;
      }),
    },
  };
}
