import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import {
  type Core,
  type HandOverRequest,
  isHandOverRequestOf,
  type SignedHandOverRequest,
  sealHandOver,
} from "@pha/program-kit";
import { attestation, clusters, standingOf } from "@pha/runtime/program";
import { errors } from "../../errors.ts";
import type { HostedContract } from "../hosted-contract.ts";
import { leaseExpired } from "../query-runner.ts";
import { Transfers } from "./transfers.ts";
import { checkpointParts } from "./write.ts";

/** Gives other members of the cluster checkpoints of its contracts, as of whichever recent height they ask for. */
export class Giver {
  readonly #core: Core;
  readonly #cluster: number;
  readonly #contracts: ReadonlyMap<Hex, HostedContract>;
  readonly #transfers = new Transfers();
  #given = 0;

  constructor(core: Core, cluster: number, contracts: ReadonlyMap<Hex, HostedContract>) {
    this.#core = core;
    this.#cluster = cluster;
    this.#contracts = contracts;
  }

  /** Checkpoints that were begun to be given. */
  get given(): number {
    return this.#given;
  }

  /**
   * A part, sealed to the session that asks, which is a member's by this enclave's own finalized view.
   *
   * @throws `miner.HandOverRefused`, `miner.LeaseExpired`, `miner.CheckpointMissing`, and `program`
   *   errors while this session does not stand
   */
  async give(signed: SignedHandOverRequest): Promise<Uint8Array> {
    const { request } = signed;
    await this.#core.requireStanding();
    const { session, number } = await this.#asker(request);
    const { primitives, genesisHash: genesis } = this.#core.host;
    if (!isHandOverRequestOf(primitives, genesis, session.signKey, signed))
      throw errors.HandOverRefused({ reason: "signature" });
    // The proofs came from the host, which may have taken its time: nothing is waited for from here on.
    if (!this.#core.isLeased(number)) throw leaseExpired(number);
    const part = this.#transfers.part(request, () => this.#begin(request));
    return sealHandOver({ primitives, genesis, sign: this.#core.signAsIdentity }, session.hpkeKey, signed, part);
  }

  #begin({ contract, height }: HandOverRequest): Iterator<Uint8Array, undefined> {
    const hosted = this.#contracts.get(contract);
    const point = hosted?.points.at(height);
    if (!hosted || !point) throw errors.CheckpointMissing({ contract, height });
    this.#given++;
    return checkpointParts(hosted, point);
  }

  /** The session of who asks. */
  #asker({ giver, asker }: HandOverRequest) {
    return this.#core.view.read((view, { header, timeMs }) => {
      const { workers, policy, platforms } = readState(attestation, view);
      const worker = workers.get(asker);
      const members = readState(clusters, view).clusters.get(this.#cluster)?.members ?? [];
      if (giver !== this.#core.identity || !members.includes(giver)) throw errors.HandOverRefused({ reason: "giver" });
      if (worker?.role.type !== "Miner" || !members.includes(asker)) throw errors.HandOverRefused({ reason: "asker" });
      const standing = standingOf({ policy: policy.get(), platforms: platforms.get() }, worker, timeMs);
      if (standing !== "valid") throw errors.HandOverRefused({ reason: standing });
      return { session: worker.session, number: header.number };
    });
  }
}
