import type { Hex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";

/**
 * What an enclave program exports. It is one ES module without imports; its top level runs before `start`, so it may
 * compute but has no host to talk to.
 */
export interface EnclaveProgram {
  /** Called once. What it throws or rejects with fails the load. */
  readonly start: (host: ProgramHost) => EnclaveService | Promise<EnclaveService>;
  /** Called once in every engine thread that the program spawns. */
  readonly thread?: (port: ThreadPort) => void | Promise<void>;
}

/** Functions of a started program. */
export interface EnclaveService {
  /**
   * Answers one request. Requests run concurrently. The program encodes its own refusals into the answer: what this
   * throws is a bug, and the caller learns the error's class and position, nothing of its text.
   */
  readonly handle: (request: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

/** Everything a program can reach. Frozen; what its functions throw has a `code` (`enclave.SealBroken`, …). */
export interface ProgramHost {
  /** The network, fixed at load: it is part of every seal and of what `quote` should be given. */
  readonly genesisHash: Hex;
  /** SHA-384 of this very program. */
  readonly measurement: Hex;
  /** Native cryptography. Throws `enclave.PrimitiveFailed` where it cannot do what was asked. */
  readonly primitives: Primitives;
  /** Asks the untrusted host. Rejects with `enclave.CallTimedOut`, `enclave.MessageTooLarge`, `enclave.OcallFailed`. */
  readonly ocall: (request: Uint8Array) => Promise<Uint8Array>;
  /**
   * Sends one HTTP request over a connection that the program has its host carry, and takes one response. Of `https`, TLS
   * ends here: who carries the bytes reads none of it.
   */
  readonly exchange: (request: HttpRequest, wire: Wire) => HttpExchanging;
  /** Encoded quote over 64 bytes of report data. */
  readonly quote: (reportData: Uint8Array) => Promise<Uint8Array>;
  /** Encrypts for this program on this platform and network, for one purpose in one version. */
  readonly seal: (purpose: string, version: number, plaintext: Uint8Array) => Uint8Array;
  /** Opens what `seal` made with the same purpose and version; else throws `enclave.SealBroken`. */
  readonly unseal: (purpose: string, version: number, sealed: Uint8Array) => Uint8Array;
  /** Milliseconds since an arbitrary start; never runs backwards. Real time is not to be had inside. */
  readonly monotonicMs: () => number;
  /** Calls back once after `ms`. Returns a number for `clearTimeout`. */
  readonly setTimeout: (callback: () => void, ms: number) => number;
  readonly clearTimeout: (id: number) => void;
  /** Calls back once, when what has arrived by now has been handed to the program. */
  readonly setImmediate: (callback: () => void) => void;
  /** Starts a thread running this program's `thread` export. */
  readonly spawnThread: (role: string, options?: ThreadOptions) => EngineThread;
  /** Tells the operator a code (`[\w.:-]`, up to 64 characters) and numbers. There is no free text. */
  readonly log: (code: string, facts?: Readonly<Record<string, number>>) => void;
}

/** A connection's bytes, one chunk at a time in each direction. What these throw ends it. */
export interface Wire {
  /** The next bytes; none at the end. */
  readonly read: () => Promise<Uint8Array>;
  /** Resolves when more may be written. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

/** A request, and what its response must keep to. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case; those that say how the connection is used are set here. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | undefined;
  /** Most bytes of the response's body, as they come and decompressed. */
  readonly mostBytes: number;
  /** Authorities that are trusted beside those that Node brings along, in PEM. */
  readonly ca: readonly string[];
  /** Milliseconds since 1970: no certificate may have expired by then, whatever the machine's clock says. */
  readonly atMs: number;
}

/** Why there is no response: the server did not prove who it is, is not to be understood, sends too much, or ends too early. */
export type HttpTrouble = "TlsFailed" | "BadResponse" | "ResponseTooLarge" | "Cut";

export type HttpAnswer =
  | {
      readonly status: number;
      readonly statusText: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: Uint8Array;
    }
  | { readonly failed: HttpTrouble; readonly reason: string };

/** A request under way. */
export interface HttpExchanging {
  readonly answer: Promise<HttpAnswer>;
  readonly cancel: () => void;
}

/** Limits of an engine thread. */
export interface ThreadOptions {
  /** JavaScript heap in MiB (default 64). A thread that exceeds it ends with `OutOfMemory`. */
  readonly heapMb?: number;
}

/** Why a thread is no more. */
export type ThreadEnd = "Terminated" | "OutOfMemory" | "Crashed";

/** A thread as the program's core sees it. Messages are copied. */
export interface EngineThread {
  readonly post: (message: Uint8Array) => void;
  /** Replaces the handler of what the thread posts. */
  readonly onMessage: (handler: (message: Uint8Array) => void) => void;
  /** Replaces the handler of what the thread asks. What it throws reaches the thread as `enclave.RequestRefused`. */
  readonly onRequest: (handler: (request: Uint8Array) => Uint8Array | Promise<Uint8Array>) => void;
  readonly ended: Promise<ThreadEnd>;
  /** Ends the thread wherever it is, also in an endless loop. Resolves when it has stopped. */
  readonly terminate: () => Promise<void>;
}

/** A thread's own side. Nothing else is to be had in a thread: no ocall, no seal, no quote. */
export interface ThreadPort {
  readonly role: string;
  readonly primitives: Primitives;
  readonly monotonicMs: () => number;
  readonly post: (message: Uint8Array) => void;
  readonly onMessage: (handler: (message: Uint8Array) => void) => void;
  /** Asks the core and blocks until it has answered. */
  readonly request: (request: Uint8Array) => Uint8Array;
}
