import { readFile } from "node:fs/promises";
import { encode, type Hex, type Type } from "@pha/codec";
import { makeHost, type Platform } from "@pha/enclave";
import { readReply } from "@pha/program-kit";
import type { Logger } from "@pha/service-kit/log";
import { errors } from "./errors.ts";

/** A running enclave program, spoken to in its own requests. */
export interface Program<Request> extends AsyncDisposable {
  /** What its quotes measure. */
  readonly attested: Hex;
  /** @throws the coded error the program refuses with, or one of `enclave` */
  readonly ask: (request: Request) => Promise<Uint8Array>;
  /** From now on an enclave that ends by itself ends the service: whoever runs it starts both anew. */
  readonly mustLive: () => void;
}

/** What loading a program needs. */
export interface ProgramOptions<Request> {
  readonly file: string;
  readonly request: Type<Request>;
  readonly platform: Platform;
  readonly cacheDir: string;
  readonly genesisHash: Hex;
  readonly ocall: (request: Uint8Array) => Promise<Uint8Array>;
  readonly log: Logger;
  /** JavaScript heap of the program's core in MiB; the platform's own choice when absent. */
  readonly heapMb?: number | undefined;
}

/**
 * Loads a program's bundle into an enclave of the platform.
 *
 * @throws `enclave-service.ProgramUnreadable`, and what `EnclaveHost.load` throws
 */
export async function loadProgram<Request>(options: ProgramOptions<Request>): Promise<Program<Request>> {
  const { file, request, platform, cacheDir, genesisHash, ocall, log, heapMb } = options;
  const host = makeHost({ platform, cacheDir, ...(heapMb !== undefined && { heapMb }) });
  const enclave = await host.load(await readBundle(file), {
    genesisHash,
    ocall,
    log: ({ code, facts }) => log.warn({ code, ...facts }, "the enclave reports"),
  });
  return {
    attested: enclave.attested,
    ask: async (value) => readReply(await enclave.call(encode(request, value))),
    mustLive: () =>
      void enclave.ended.then((reason) => {
        if (reason !== undefined) throw reason;
      }),
    [Symbol.asyncDispose]: () => enclave[Symbol.asyncDispose](),
  };
}

async function readBundle(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    throw errors.ProgramUnreadable({ file, reason: (cause as NodeJS.ErrnoException).code }, cause);
  }
}
