import type { CodedError, Hex } from "@pha/codec";

/** Runs enclave programs, on an emulated platform or in a trust domain; the conformance suite says what holds. */
export interface EnclaveHost {
  /**
   * Starts a program: exactly these bytes, whose SHA-384 is the measurement.
   *
   * @throws `enclave.LoadFailed` without a process, `enclave.ProgramFailed` when the program does not start,
   * `codec.BadLength` for a genesis hash that is none.
   */
  readonly load: (program: Uint8Array, options: LoadOptions) => Promise<Enclave>;
}

/** Functions that the untrusted side gives to an enclave. */
export interface LoadOptions {
  /** 32 bytes; fixed at the first load: data sealed under another one does not open. */
  readonly genesisHash: Hex;
  /** Answers the program's requests to the outside. What it throws reaches the program as `enclave.OcallFailed`. */
  readonly ocall: (request: Uint8Array) => Promise<Uint8Array>;
  /** Hears what the program tells the operator. */
  readonly log?: (entry: LogEntry) => void;
  /** How long a call may take, in milliseconds (default 30 000). */
  readonly callTimeoutMs?: number;
  /** How long the program waits for an ocall, in milliseconds (default 30 000). */
  readonly ocallTimeoutMs?: number;
}

/** A code and numbers: nothing that a program logs is free text. */
export interface LogEntry {
  readonly code: string;
  readonly facts: Readonly<Record<string, number>>;
}

/** A running program. Disposing it is a power cut: what it did not seal and hand out is gone. */
export interface Enclave extends AsyncDisposable {
  readonly measurement: Hex;
  /** What its quotes measure, and a ledger's policy must allow: on a platform that it has for itself, the same. */
  readonly attested: Hex;
  /**
   * Sends one request and returns the program's answer, each up to 16 MiB.
   *
   * @throws `enclave.ProgramFailed`, `enclave.CallTimedOut` (the enclave lives on), `enclave.MessageTooLarge`,
   * `enclave.TooManyCalls`, or the reason why the enclave has ended.
   */
  readonly call: (request: Uint8Array, options?: { readonly timeoutMs?: number }) => Promise<Uint8Array>;
  /** Settles when the enclave has ended: with the reason, or `undefined` when it was disposed. Never rejects. */
  readonly ended: Promise<CodedError | undefined>;
}
