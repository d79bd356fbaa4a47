import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { certificates, system } from "@pha/runtime/program";
import type { OpenedQuery, VerifiedCertificates } from "@pha/secret-channel";
import { errors } from "../errors.ts";
import { ReplayCache } from "./replay-cache.ts";

/** Blocks that a client may be ahead of the worker. */
const maxAhead = 64;
/** Verified certificates kept; then all are verified anew. */
const maxCertificates = 4096;

/** What is looked at of a request before it is taken, whatever it asks. */
export type Presented = Pick<OpenedQuery, "caller" | "revocations" | "replayKey" | "issued" | "expiry" | "worker">;

/** A request that is taken, once. */
export interface Admitted<R extends Presented> {
  readonly request: R;
  /** The account that asks, if the ledger knows it. */
  readonly account: Hex | undefined;
}

/** Takes sealed requests for one session of a worker: each once, in its time, of whom the ledger lets ask. */
export class Admission {
  readonly #core: Core;
  readonly #replays = new ReplayCache();
  #certificates = new Set<string>();

  constructor(core: Core) {
    this.#core = core;
  }

  /**
   * @param open - decrypts the request and verifies its certificate
   * @param number - newest block of what would answer
   * @param registeredAt - block at which this session was registered
   * @throws `miner` and `channel` errors; after `miner.RequestAhead` it may be handed in again as it is
   */
  async take<R extends Presented>(
    open: (verified: VerifiedCertificates) => R,
    number: number,
    registeredAt: number,
  ): Promise<Admitted<R>> {
    if (this.#certificates.size > maxCertificates) this.#certificates = new Set();
    const request = open(this.#certificates);
    if (request.worker !== undefined && request.worker !== this.#core.identity) throw errors.OtherWorker();
    requireTimely(request, number, registeredAt);
    const account = await this.requireUnrevoked(request);
    this.#replays.admit(request.replayKey, account ?? "", request.expiry, number);
    return { request, account };
  }

  /** Forgets a request that came to nothing: it may be handed in again. */
  forget({ replayKey }: Presented): void {
    this.#replays.forget(replayKey);
  }

  /**
   * The ledger's word on the caller's certificate, as of the newest block that this enclave knows. One that names more
   * revocations than there were would outlive those to come.
   *
   * @returns the account, if the ledger knows it
   * @throws `miner.CertificateRevoked`, `miner.RequestAhead`
   */
  async requireUnrevoked({ caller, revocations }: Pick<Presented, "caller" | "revocations">): Promise<Hex | undefined> {
    if (caller === undefined) return undefined;
    const { counted, isKnown } = await this.#core.view.read((view) => ({
      counted: readState(certificates, view).revocations.get(caller),
      isKnown: readState(system, view).account.get(caller).providers > 0,
    }));
    if (revocations < counted) throw errors.CertificateRevoked({ revocations, counted });
    if (revocations > counted) throw errors.RequestAhead({ revocations, counted });
    return isKnown ? caller : undefined;
  }
}

/** @throws `miner.RequestTooOld`, `miner.RequestAhead`, `miner.RequestExpired` */
export function requireTimely(
  { issued, expiry }: Pick<Presented, "issued" | "expiry">,
  number: number,
  registeredAt: number,
): void {
  if (issued < registeredAt) throw errors.RequestTooOld({ issued, registeredAt });
  if (issued > number + maxAhead) throw errors.RequestAhead({ issued, number });
  if (expiry < number) throw errors.RequestExpired({ expiry, number });
}
