import type { HardwareInput } from "@pha/attestation";
import type { Hex } from "@pha/codec";
import type { Enclave, EnclaveHost, LoadOptions } from "../host.ts";

/** What an implementation of {@link EnclaveHost} brings to its conformance run. */
export interface ConformanceSetup {
  /** A host on the platform of this number. The same number again is the same platform after a restart. */
  readonly hostOn: (platform: number) => Promise<EnclaveHost>;
  /** Root under which emulated platforms' quotes verify. */
  readonly rootKey: Hex | undefined;
  /** What hardware's quotes verify against. */
  readonly hardware?: HardwareInput;
}

/** One rule that every implementation keeps. `run` rejects when it does not. */
export interface ConformanceCase {
  readonly name: string;
  readonly run: (setup: ConformanceSetup) => Promise<void>;
}

export const genesisHash: Hex = `0x${"11".repeat(32)}`;
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const unexpected = async () => {
  throw new Error("This program should not have asked");
};

/** Loads source text on platform 0 of a network, unless told otherwise. */
export async function load(
  setup: ConformanceSetup,
  source: string,
  { platform = 0, ...options }: Partial<LoadOptions> & { platform?: number } = {},
): Promise<Enclave> {
  const host = await setup.hostOn(platform);
  return host.load(utf8(source), { genesisHash, ocall: unexpected, ...options });
}
