import type { Weight } from "@pha/frame";

/** What a call weighs: with the fewest units, and each unit. */
export interface CallWeight extends Weight {
  readonly per?: Readonly<Record<string, Weight>>;
}

/** Written by `npm run bench weights`, which measures each call at its worst: picoseconds, and bytes of a witness. */
export const weights: Readonly<Record<string, Readonly<Record<string, CallWeight>>>> = {
  System: {
    remark: { ref_time: 45_300_000n, proof_size: 1_176n },
    set_code: { ref_time: 500_000_000_000n, proof_size: 0n },
    remark_with_event: {
      ref_time: 51_100_000n,
      proof_size: 1_176n,
      per: {
        bytes: { ref_time: 2_950n, proof_size: 0n },
      },
    },
  },
  Balances: {
    transfer_allow_death: { ref_time: 152_000_000n, proof_size: 3_384n },
    force_transfer: { ref_time: 150_000_000n, proof_size: 3_384n },
    transfer_keep_alive: { ref_time: 106_000_000n, proof_size: 2_272n },
    transfer_all: { ref_time: 99_400_000n, proof_size: 2_272n },
    force_set_balance: { ref_time: 96_000_000n, proof_size: 2_288n },
  },
  Utility: {
    batch: {
      ref_time: 45_600_000n,
      proof_size: 1_176n,
      per: {
        calls: { ref_time: 1_160_000n, proof_size: 0n },
      },
    },
    batch_all: {
      ref_time: 44_800_000n,
      proof_size: 1_176n,
      per: {
        calls: { ref_time: 1_170_000n, proof_size: 0n },
      },
    },
    force_batch: {
      ref_time: 46_800_000n,
      proof_size: 1_176n,
      per: {
        calls: { ref_time: 1_300_000n, proof_size: 0n },
      },
    },
    dispatch_as: { ref_time: 8_380_000n, proof_size: 0n },
  },
  Sudo: {
    sudo: { ref_time: 97_900_000n, proof_size: 2_304n },
    sudo_as: { ref_time: 95_200_000n, proof_size: 2_304n },
  },
  Validators: {
    set_validators: { ref_time: 2_610_000_000n, proof_size: 26_934n },
  },
  Attestation: {
    register_worker: { ref_time: 10_000_000_000n, proof_size: 15_105n },
    set_policy: { ref_time: 396_000_000n, proof_size: 1_096n },
  },
  Certificates: {
    revoke: { ref_time: 85_100_000n, proof_size: 2_272n },
  },
  Clusters: {
    create: { ref_time: 131_000_000n, proof_size: 3_372n },
    apply: { ref_time: 291_000_000n, proof_size: 5_631n },
    admit: { ref_time: 242_000_000n, proof_size: 4_360n },
    remove: { ref_time: 244_000_000n, proof_size: 4_361n },
  },
  Contracts: {
    upload_code: {
      ref_time: 133_000_000n,
      proof_size: 3_368n,
      per: {
        bytes: { ref_time: 2_390n, proof_size: 0n },
      },
    },
    instantiate: {
      ref_time: 363_000_000n,
      proof_size: 7_796n,
      per: {
        bytes: { ref_time: 4_360n, proof_size: 0n },
        members: { ref_time: 673_000n, proof_size: 33n },
      },
    },
    push_command: {
      ref_time: 165_000_000n,
      proof_size: 3_624n,
      per: {
        bytes: { ref_time: 4_300n, proof_size: 0n },
      },
    },
    publish_key: { ref_time: 423_000_000n, proof_size: 11_826n },
    report: {
      ref_time: 1_010_000_000n,
      proof_size: 13_562n,
      per: {
        reports: { ref_time: 732_000_000n, proof_size: 8_185n },
        steps: { ref_time: 630_000_000n, proof_size: 10_215n },
      },
    },
  },
  Gatekeepers: {
    apply: { ref_time: 268_000_000n, proof_size: 6_282n },
    dkg_key: { ref_time: 274_000_000n, proof_size: 6_016n },
    dkg_deal: {
      ref_time: 24_600_000_000n,
      proof_size: 5_587n,
      per: {
        finish: { ref_time: 352_000_000_000n, proof_size: 6_518n },
      },
    },
  },
};
