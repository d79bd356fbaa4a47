import type { Weight } from "@pha/frame";

/** What a call weighs: with the fewest units, and each unit. */
export interface CallWeight extends Weight {
  readonly per?: Readonly<Record<string, Weight>>;
}

/** Written by `npm run bench weights`, which measures each call at its worst: picoseconds, and bytes of a witness. */
export const weights: Readonly<Record<string, Readonly<Record<string, CallWeight>>>> = {
  System: {
    remark: { ref_time: 43_400_000n, proof_size: 920n },
    set_code: { ref_time: 500_000_000_000n, proof_size: 0n },
    remark_with_event: {
      ref_time: 46_500_000n,
      proof_size: 920n,
      per: {
        bytes: { ref_time: 1_820n, proof_size: 0n },
      },
    },
  },
  Balances: {
    transfer_allow_death: { ref_time: 140_000_000n, proof_size: 2_616n },
    force_transfer: { ref_time: 139_000_000n, proof_size: 2_616n },
    transfer_keep_alive: { ref_time: 101_000_000n, proof_size: 1_760n },
    transfer_all: { ref_time: 97_400_000n, proof_size: 1_760n },
    force_set_balance: { ref_time: 93_900_000n, proof_size: 1_776n },
  },
  Utility: {
    batch: {
      ref_time: 43_400_000n,
      proof_size: 920n,
      per: {
        calls: { ref_time: 683_000n, proof_size: 0n },
      },
    },
    batch_all: {
      ref_time: 42_800_000n,
      proof_size: 920n,
      per: {
        calls: { ref_time: 682_000n, proof_size: 0n },
      },
    },
    force_batch: {
      ref_time: 42_800_000n,
      proof_size: 920n,
      per: {
        calls: { ref_time: 672_000n, proof_size: 0n },
      },
    },
    dispatch_as: { ref_time: 3_190_000n, proof_size: 0n },
  },
  Sudo: {
    sudo: { ref_time: 86_900_000n, proof_size: 1_792n },
    sudo_as: { ref_time: 86_200_000n, proof_size: 1_792n },
  },
  Validators: {
    set_validators: { ref_time: 1_730_000_000n, proof_size: 25_910n },
  },
  Attestation: {
    register_worker: { ref_time: 10_000_000_000n, proof_size: 13_825n },
    set_policy: { ref_time: 251_000_000n, proof_size: 840n },
  },
  Certificates: {
    revoke: { ref_time: 83_200_000n, proof_size: 1_760n },
  },
  Clusters: {
    create: { ref_time: 127_000_000n, proof_size: 2_604n },
    apply: { ref_time: 226_000_000n, proof_size: 4_863n },
    admit: { ref_time: 180_000_000n, proof_size: 3_848n },
    remove: { ref_time: 180_000_000n, proof_size: 3_849n },
  },
  Contracts: {
    upload_code: {
      ref_time: 128_000_000n,
      proof_size: 2_600n,
      per: {
        bytes: { ref_time: 1_400n, proof_size: 0n },
      },
    },
    instantiate: {
      ref_time: 332_000_000n,
      proof_size: 6_004n,
      per: {
        bytes: { ref_time: 2_680n, proof_size: 0n },
        members: { ref_time: 343_000n, proof_size: 33n },
      },
    },
    push_command: {
      ref_time: 148_000_000n,
      proof_size: 2_856n,
      per: {
        bytes: { ref_time: 2_670n, proof_size: 0n },
      },
    },
    publish_key: { ref_time: 338_000_000n, proof_size: 10_546n },
    report: {
      ref_time: 708_000_000n,
      proof_size: 12_026n,
      per: {
        reports: { ref_time: 920_000_000n, proof_size: 7_417n },
        steps: { ref_time: 1_040_000_000n, proof_size: 9_963n },
      },
    },
  },
  Gatekeepers: {
    apply: { ref_time: 241_000_000n, proof_size: 5_002n },
    dkg_key: { ref_time: 246_000_000n, proof_size: 4_736n },
    dkg_deal: {
      ref_time: 46_600_000_000n,
      proof_size: 4_307n,
      per: {
        finish: { ref_time: 720_000_000_000n, proof_size: 5_494n },
      },
    },
  },
};
