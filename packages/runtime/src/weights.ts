import type { Weight } from "@pha/frame";

/** What a call weighs: with the fewest units, and each unit. */
export interface CallWeight extends Weight {
  readonly per?: Readonly<Record<string, Weight>>;
}

/** Written by `npm run bench weights`, which measures each call at its worst: picoseconds, and bytes of a witness. */
export const weights: Readonly<Record<string, Readonly<Record<string, CallWeight>>>> = {
  System: {
    remark: { ref_time: 45_400_000n, proof_size: 1_225n },
    set_code: { ref_time: 500_000_000_000n, proof_size: 0n },
    remark_with_event: {
      ref_time: 51_200_000n,
      proof_size: 1_225n,
      per: {
        bytes: { ref_time: 3_050n, proof_size: 0n },
      },
    },
  },
  Balances: {
    transfer_allow_death: { ref_time: 153_000_000n, proof_size: 3_483n },
    force_transfer: { ref_time: 152_000_000n, proof_size: 3_483n },
    transfer_keep_alive: { ref_time: 108_000_000n, proof_size: 2_370n },
    transfer_all: { ref_time: 108_000_000n, proof_size: 2_370n },
    force_set_balance: { ref_time: 102_000_000n, proof_size: 2_338n },
  },
  Utility: {
    batch: {
      ref_time: 50_200_000n,
      proof_size: 1_225n,
      per: {
        calls: { ref_time: 1_230_000n, proof_size: 0n },
      },
    },
    batch_all: {
      ref_time: 45_100_000n,
      proof_size: 1_225n,
      per: {
        calls: { ref_time: 1_240_000n, proof_size: 0n },
      },
    },
    force_batch: {
      ref_time: 44_800_000n,
      proof_size: 1_225n,
      per: {
        calls: { ref_time: 1_230_000n, proof_size: 0n },
      },
    },
    dispatch_as: { ref_time: 5_750_000n, proof_size: 0n },
  },
  Sudo: {
    sudo: { ref_time: 99_500_000n, proof_size: 2_354n },
    sudo_as: { ref_time: 90_800_000n, proof_size: 2_354n },
  },
  Validators: {
    set_validators: { ref_time: 2_670_000_000n, proof_size: 26_970n },
  },
  Attestation: {
    register_worker: { ref_time: 10_000_000_000n, proof_size: 15_254n },
    set_policy: { ref_time: 391_000_000n, proof_size: 1_097n },
  },
  Certificates: {
    revoke: { ref_time: 85_500_000n, proof_size: 2_370n },
  },
  Clusters: {
    create: { ref_time: 131_000_000n, proof_size: 3_435n },
    apply: { ref_time: 295_000_000n, proof_size: 5_742n },
    admit: { ref_time: 245_000_000n, proof_size: 4_422n },
    remove: { ref_time: 247_000_000n, proof_size: 4_423n },
  },
  Contracts: {
    upload_code: {
      ref_time: 134_000_000n,
      proof_size: 3_515n,
      per: {
        bytes: { ref_time: 2_420n, proof_size: 0n },
      },
    },
    instantiate: {
      ref_time: 406_000_000n,
      proof_size: 7_983n,
      per: {
        bytes: { ref_time: 3_850n, proof_size: 0n },
        members: { ref_time: 0n, proof_size: 33n },
      },
    },
    push_command: {
      ref_time: 170_000_000n,
      proof_size: 3_735n,
      per: {
        bytes: { ref_time: 4_890n, proof_size: 0n },
        reads: { ref_time: 51_400_000n, proof_size: 1_321n },
        values: { ref_time: 15_600n, proof_size: 2n },
      },
    },
    publish_key: { ref_time: 432_000_000n, proof_size: 12_055n },
    report: {
      ref_time: 1_050_000_000n,
      proof_size: 13_860n,
      per: {
        reports: { ref_time: 734_000_000n, proof_size: 8_372n },
        steps: { ref_time: 576_000_000n, proof_size: 10_283n },
      },
    },
  },
  Gatekeepers: {
    apply: { ref_time: 269_000_000n, proof_size: 6_383n },
    dkg_key: { ref_time: 276_000_000n, proof_size: 6_205n },
    dkg_deal: {
      ref_time: 26_300_000_000n,
      proof_size: 5_776n,
      per: {
        finish: { ref_time: 342_000_000_000n, proof_size: 6_738n },
      },
    },
  },
};
