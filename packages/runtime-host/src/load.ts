import { CodedError, encode, type Hex, toHex } from "@pha/codec";
import { blake2b128, blake2b256, sha256 } from "@pha/crypto/node";
import type { Host, Inspection, Runtime } from "@pha/runtime";
import { RuntimeVersion } from "@pha/runtime/spec";
import { errors } from "./errors.ts";
import { functionBody } from "./module-text.ts";
import type { Instance } from "./realm/border.ts";
import { instantiate } from "./sandbox.ts";

/** Runtimes that stay loaded: the newest, the ones before it that clients still read with, and one to be checked. */
const MAX_LOADED = 8;

const loaded = new Map<Hex, Runtime>();

/** Hash under which a state's proof names the state's code: SHA-256. */
export const codeHash = (code: Uint8Array): Hex => toHex(sha256(code));

/**
 * The runtime that some code is. The same code gives the same object while it is in use.
 *
 * @throws `runtime-host.NotSelfContained`, `runtime-host.Unloadable`
 */
export function loadRuntime(code: Uint8Array): Runtime {
  const hash = codeHash(code);
  const runtime = loaded.get(hash) ?? evaluate(code);
  loaded.delete(hash);
  loaded.set(hash, runtime);
  for (const [oldest] of loaded) {
    if (loaded.size <= MAX_LOADED) break;
    loaded.delete(oldest);
  }
  return runtime;
}

/** Loads code for the runtime that it would replace: malformed code too is a result, never an error. */
function inspect(code: Uint8Array): Inspection {
  try {
    return { ok: true, version: loadRuntime(code).version };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return {
      ok: false,
      problem: errors.NotSelfContained.is(error) ? "imports" : "unloadable",
      reason: error.message,
    };
  }
}

const host: Host = { hashes: { blake2b128, blake2b256, sha256 }, inspect };

const functions = [
  "metadata",
  "decodeExtrinsic",
  "signingPayload",
  "signatureCheck",
  "chainAfter",
  "validate",
  "keysOf",
  "blockKeys",
  "startBlock",
  "call",
  "genesis",
  "carryOver",
  "fee",
  "nonce",
] as const satisfies readonly (keyof Runtime)[];

function evaluate(code: Uint8Array): Runtime {
  const body = functionBody(code);
  try {
    const { runtime, parts } = instantiate(body, host);
    encode(RuntimeVersion, runtime["version"] as RuntimeVersion);
    const missing = functions.find((name) => typeof runtime[name] !== "function");
    if (missing !== undefined) throw errors.Unloadable({ missing });
    return withParts(runtime, parts) as unknown as Runtime;
  } catch (error) {
    if (errors.Unloadable.is(error)) throw error;
    throw errors.Unloadable({ reason: String(error) }, error);
  }
}

/** Copies what a runtime consists of when it is first looked at. */
function withParts(runtime: Instance["runtime"], parts: Instance["parts"]): Instance["runtime"] {
  let made: Instance["runtime"] | undefined;
  const part = (name: string) => ({
    get: () => {
      made ??= parts();
      return made[name];
    },
  });
  return Object.defineProperties(runtime, { pallets: part("pallets"), callType: part("callType") });
}
