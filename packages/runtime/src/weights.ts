import type { Weight } from "@pha/frame";

/** What a call weighs: with the fewest units, and each unit. */
export interface CallWeight extends Weight {
  readonly per?: Readonly<Record<string, Weight>>;
}

/** Written by `npm run bench weights`, which measures each call at its worst: picoseconds, and bytes of a witness. */
export const weights: Readonly<Record<string, Readonly<Record<string, CallWeight>>>> = {
  System: {
    remark: { ref_time: 45_500_000n, proof_size: 1_225n },
    set_code: { ref_time: 500_000_000_000n, proof_size: 0n },
    remark_with_event: {
      ref_time: 51_200_000n,
      proof_size: 1_225n,
      per: {
        bytes: { ref_time: 2_980n, proof_size: 0n },
      },
    },
  },
  Balances: {
    transfer_allow_death: { ref_time: 152_000_000n, proof_size: 3_483n },
    force_transfer: { ref_time: 151_000_000n, proof_size: 3_483n },
    transfer_keep_alive: { ref_time: 106_000_000n, proof_size: 2_370n },
    transfer_all: { ref_time: 99_900_000n, proof_size: 2_370n },
    force_unreserve: { ref_time: 640_000_000n, proof_size: 3_271n },
    upgrade_accounts: {
      ref_time: 44_900_000n,
      proof_size: 1_225n,
      per: {
        accounts: { ref_time: 45_400_000n, proof_size: 1_225n },
      },
    },
    force_set_balance: { ref_time: 96_300_000n, proof_size: 2_338n },
    force_adjust_total_issuance: { ref_time: 27_000_000n, proof_size: 0n },
    burn: { ref_time: 67_800_000n, proof_size: 1_225n },
  },
  Utility: {
    batch: {
      ref_time: 46_100_000n,
      proof_size: 1_225n,
      per: {
        calls: { ref_time: 1_240_000n, proof_size: 0n },
      },
    },
    batch_all: {
      ref_time: 44_900_000n,
      proof_size: 1_225n,
      per: {
        calls: { ref_time: 1_240_000n, proof_size: 0n },
      },
    },
    force_batch: {
      ref_time: 44_900_000n,
      proof_size: 1_225n,
      per: {
        calls: { ref_time: 1_210_000n, proof_size: 0n },
      },
    },
    as_derivative: { ref_time: 52_500_000n, proof_size: 1_225n },
    with_weight: { ref_time: 4_500_000n, proof_size: 0n },
    dispatch_as: { ref_time: 5_380_000n, proof_size: 0n },
  },
  Sudo: {
    sudo: { ref_time: 92_000_000n, proof_size: 2_354n },
    sudo_as: { ref_time: 90_300_000n, proof_size: 2_354n },
  },
  Validators: {
    set_validators: { ref_time: 11_100_000_000n, proof_size: 325_795n },
    set_lease: { ref_time: 47_100_000n, proof_size: 1_097n },
    bond: { ref_time: 135_000_000n, proof_size: 3_552n },
    unbond: { ref_time: 396_000_000n, proof_size: 28_245n },
    reclaim_bond: { ref_time: 406_000_000n, proof_size: 28_316n },
    rotate_key: { ref_time: 11_800_000_000n, proof_size: 328_165n },
  },
  Tuning: {
    set: { ref_time: 55_100_000n, proof_size: 1_209n },
  },
  Attestation: {
    register_worker: {
      ref_time: 3_710_000_000n,
      proof_size: 26_162n,
      per: {
        hardware: { ref_time: 81_900_000_000n, proof_size: 69_000n },
      },
    },
    set_policy: { ref_time: 1_640_000_000n, proof_size: 11_504n },
    set_platforms: { ref_time: 2_010_000_000n, proof_size: 7_529n },
    submit_collateral: {
      ref_time: 8_930_000_000n,
      proof_size: 39_893n,
      per: {
        bytes: { ref_time: 410_000n, proof_size: 1n },
      },
    },
  },
  Certificates: {
    revoke: { ref_time: 85_600_000n, proof_size: 2_370n },
    revoke_evm: { ref_time: 4_980_000_000n, proof_size: 2_374n },
  },
  Clusters: {
    create: { ref_time: 132_000_000n, proof_size: 3_435n },
    apply: { ref_time: 335_000_000n, proof_size: 6_929n },
    admit: { ref_time: 290_000_000n, proof_size: 5_571n },
    withdraw: { ref_time: 430_000_000n, proof_size: 10_650n },
    remove: { ref_time: 430_000_000n, proof_size: 10_400n },
  },
  Contracts: {
    upload_code: {
      ref_time: 134_000_000n,
      proof_size: 3_515n,
      per: {
        bytes: { ref_time: 2_290n, proof_size: 0n },
      },
    },
    instantiate: {
      ref_time: 580_000_000n,
      proof_size: 15_750n,
      per: {
        bytes: { ref_time: 4_340n, proof_size: 0n },
        members: { ref_time: 594_000n, proof_size: 33n },
      },
    },
    push_command: {
      ref_time: 189_000_000n,
      proof_size: 5_580n,
      per: {
        bytes: { ref_time: 4_660n, proof_size: 0n },
        reads: { ref_time: 66_400_000n, proof_size: 1_321n },
        values: { ref_time: 14_800n, proof_size: 2n },
        brings: { ref_time: 229_000_000n, proof_size: 4_047n },
      },
    },
    instantiate_with_policy: {
      ref_time: 580_000_000n,
      proof_size: 15_750n,
      per: {
        bytes: { ref_time: 4_340n, proof_size: 0n },
        members: { ref_time: 594_000n, proof_size: 33n },
      },
    },
    offer: { ref_time: 120_000_000n, proof_size: 6_550n },
    accept: { ref_time: 560_000_000n, proof_size: 15_850n },
    pause: { ref_time: 120_000_000n, proof_size: 6_550n },
    resume: { ref_time: 120_000_000n, proof_size: 6_550n },
    renounce: { ref_time: 202_000_000n, proof_size: 3_280n },
    withdraw_upgrade: { ref_time: 356_000_000n, proof_size: 7_901n },
    decree_withdrawal: { ref_time: 280_000_000n, proof_size: 6_676n },
    upgrade: { ref_time: 520_000_000n, proof_size: 15_550n },
    decree_upgrade: { ref_time: 520_000_000n, proof_size: 15_550n },
    publish_key: { ref_time: 700_000_000n, proof_size: 20_600n },
    task_ran: {
      ref_time: 1_210_000_000n,
      proof_size: 30_720n,
      per: {
        bytes: { ref_time: 28_900n, proof_size: 0n },
      },
    },
    reserve: { ref_time: 450_000_000n, proof_size: 11_500n },
    report: {
      ref_time: 1_440_000_000n,
      proof_size: 24_923n,
      per: {
        reports: { ref_time: 1_250_000_000n, proof_size: 15_764n },
        strays: { ref_time: 400_000_000n, proof_size: 11_400n },
        steps: { ref_time: 780_000_000n, proof_size: 12_200n },
        effects: { ref_time: 65_000_000n, proof_size: 1_265n },
      },
    },
    reclaim: { ref_time: 380_000_000n, proof_size: 9_709n },
  },
  Gatekeepers: {
    apply: { ref_time: 368_000_000n, proof_size: 8_624n },
    appoint: { ref_time: 279_000_000n, proof_size: 6_301n },
    leave: { ref_time: 4_500_000_000n, proof_size: 145_367n },
    remove: { ref_time: 4_290_000_000n, proof_size: 142_748n },
    set_times: { ref_time: 200_000_000n, proof_size: 6_121n },
    renew: { ref_time: 4_500_000_000n, proof_size: 155_434n },
    end_generation: { ref_time: 1_000_000_000n, proof_size: 20_000n },
    dkg_key: { ref_time: 2_980_000_000n, proof_size: 3_475n },
    dkg_deal: { ref_time: 98_000_000_000n, proof_size: 3_475n },
    dkg_check: { ref_time: 376_000_000n, proof_size: 7_700n },
    dkg_answer: { ref_time: 136_000_000_000n, proof_size: 15_021n },
    dkg_ask: { ref_time: 236_000_000n, proof_size: 6_121n },
  },
  Grants: {
    log: {
      ref_time: 374_000_000n,
      proof_size: 10_025n,
      per: {
        grants: { ref_time: 0n, proof_size: 0n },
      },
    },
  },
  Preimage: {
    note_preimage: {
      ref_time: 247_000_000n,
      proof_size: 5_729n,
      per: {
        bytes: { ref_time: 3_030n, proof_size: 0n },
      },
    },
    unnote_preimage: { ref_time: 204_000_000n, proof_size: 4_704n },
    request_preimage: { ref_time: 48_900_000n, proof_size: 1_182n },
    unrequest_preimage: { ref_time: 88_800_000n, proof_size: 2_273n },
  },
  Scheduler: {
    schedule: { ref_time: 4_920_000_000n, proof_size: 10_427n },
    cancel: { ref_time: 421_000_000n, proof_size: 10_467n },
    schedule_named: { ref_time: 5_010_000_000n, proof_size: 11_564n },
    cancel_named: { ref_time: 505_000_000n, proof_size: 12_693n },
    schedule_after: { ref_time: 4_840_000_000n, proof_size: 10_427n },
    schedule_named_after: { ref_time: 4_980_000_000n, proof_size: 11_564n },
    set_retry: { ref_time: 200_000_000n, proof_size: 9_275n },
    set_retry_named: { ref_time: 244_000_000n, proof_size: 10_420n },
    cancel_retry: { ref_time: 202_000_000n, proof_size: 9_275n },
    cancel_retry_named: { ref_time: 240_000_000n, proof_size: 10_420n },
  },
  Multisig: {
    as_multi_threshold_1: {
      ref_time: 58_300_000n,
      proof_size: 1_225n,
      per: {
        signatories: { ref_time: 1_620_000n, proof_size: 0n },
      },
    },
    as_multi: {
      ref_time: 189_000_000n,
      proof_size: 3_671n,
      per: {
        signatories: { ref_time: 2_300_000n, proof_size: 33n },
        bytes: { ref_time: 4_190n, proof_size: 0n },
      },
    },
    approve_as_multi: {
      ref_time: 130_000_000n,
      proof_size: 2_507n,
      per: {
        signatories: { ref_time: 3_690_000n, proof_size: 33n },
      },
    },
    cancel_as_multi: {
      ref_time: 177_000_000n,
      proof_size: 3_671n,
      per: {
        signatories: { ref_time: 2_330_000n, proof_size: 33n },
      },
    },
  },
  Proxy: {
    proxy: { ref_time: 124_000_000n, proof_size: 3_526n },
    add_proxy: { ref_time: 290_000_000n, proof_size: 4_690n },
    remove_proxy: { ref_time: 306_000_000n, proof_size: 5_835n },
    remove_proxies: { ref_time: 214_000_000n, proof_size: 5_835n },
    create_pure: { ref_time: 195_000_000n, proof_size: 4_671n },
    kill_pure: { ref_time: 319_000_000n, proof_size: 8_309n },
    announce: { ref_time: 417_000_000n, proof_size: 7_952n },
    remove_announcement: { ref_time: 340_000_000n, proof_size: 5_651n },
    reject_announcement: { ref_time: 377_000_000n, proof_size: 6_876n },
    proxy_announced: {
      ref_time: 475_000_000n,
      proof_size: 9_245n,
      per: {
        bytes: { ref_time: 4_280n, proof_size: 0n },
      },
    },
  },
  Beacon: {
    sign: { ref_time: 135_000_000_000n, proof_size: 99_828n },
  },
  Vesting: {
    vest: { ref_time: 165_000_000n, proof_size: 4_514n },
    vest_other: { ref_time: 193_000_000n, proof_size: 5_739n },
    vested_transfer: { ref_time: 202_000_000n, proof_size: 5_739n },
    force_vested_transfer: { ref_time: 201_000_000n, proof_size: 5_739n },
    merge_schedules: { ref_time: 168_000_000n, proof_size: 4_514n },
    force_remove_vesting_schedule: { ref_time: 142_000_000n, proof_size: 4_514n },
  },
  Identity: {
    add_registrar: { ref_time: 44_700_000n, proof_size: 1_097n },
    set_identity: {
      ref_time: 250_000_000n,
      proof_size: 10_510n,
      per: {
        fields: { ref_time: 178_000n, proof_size: 0n },
      },
    },
    set_subs: {
      ref_time: 171_000_000n,
      proof_size: 11_629n,
      per: {
        subs: { ref_time: 42_300_000n, proof_size: 1_145n },
        old: { ref_time: 41_000_000n, proof_size: 1_178n },
      },
    },
    clear_identity: {
      ref_time: 273_000_000n,
      proof_size: 11_629n,
      per: {
        subs: { ref_time: 40_500_000n, proof_size: 1_178n },
      },
    },
    request_judgement: { ref_time: 301_000_000n, proof_size: 12_748n },
    cancel_request: { ref_time: 264_000_000n, proof_size: 10_549n },
    set_fee: { ref_time: 97_500_000n, proof_size: 3_463n },
    set_account_id: { ref_time: 99_300_000n, proof_size: 3_463n },
    set_fields: { ref_time: 98_100_000n, proof_size: 3_463n },
    provide_judgement: { ref_time: 419_000_000n, proof_size: 14_012n },
    kill_identity: {
      ref_time: 320_000_000n,
      proof_size: 12_854n,
      per: {
        subs: { ref_time: 40_600_000n, proof_size: 1_178n },
      },
    },
    add_sub: { ref_time: 272_000_000n, proof_size: 15_978n },
    rename_sub: { ref_time: 132_000_000n, proof_size: 10_538n },
    remove_sub: { ref_time: 281_000_000n, proof_size: 16_043n },
    quit_sub: { ref_time: 275_000_000n, proof_size: 9_085n },
    add_username_authority: { ref_time: 47_300_000n, proof_size: 1_109n },
    remove_username_authority: { ref_time: 50_500_000n, proof_size: 1_145n },
    set_username_for: { ref_time: 24_900_000_000n, proof_size: 8_090n },
    accept_username: { ref_time: 179_000_000n, proof_size: 4_707n },
    remove_expired_approval: { ref_time: 234_000_000n, proof_size: 5_991n },
    set_primary_username: { ref_time: 128_000_000n, proof_size: 3_557n },
    unbind_username: { ref_time: 176_000_000n, proof_size: 4_711n },
    remove_username: { ref_time: 323_000_000n, proof_size: 8_307n },
    kill_username: { ref_time: 337_000_000n, proof_size: 8_303n },
  },
  Assets: {
    create: { ref_time: 133_000_000n, proof_size: 3_524n },
    force_create: { ref_time: 46_900_000n, proof_size: 1_117n },
    start_destroy: { ref_time: 98_700_000n, proof_size: 2_532n },
    destroy_accounts: {
      ref_time: 545_000_000n,
      proof_size: 11_900n,
      per: {
        accounts: { ref_time: 924_000_000n, proof_size: 5_845n },
      },
    },
    destroy_approvals: {
      ref_time: 448_000_000n,
      proof_size: 10_879n,
      per: {
        approvals: { ref_time: 1_150_000_000n, proof_size: 7_176n },
      },
    },
    finish_destroy: { ref_time: 218_000_000n, proof_size: 6_176n },
    mint: { ref_time: 319_000_000n, proof_size: 8_337n },
    burn: { ref_time: 413_000_000n, proof_size: 10_685n },
    transfer: { ref_time: 542_000_000n, proof_size: 13_015n },
    transfer_keep_alive: { ref_time: 373_000_000n, proof_size: 9_520n },
    force_transfer: { ref_time: 555_000_000n, proof_size: 14_240n },
    freeze: { ref_time: 139_000_000n, proof_size: 3_715n },
    thaw: { ref_time: 149_000_000n, proof_size: 3_715n },
    freeze_asset: { ref_time: 87_900_000n, proof_size: 2_532n },
    thaw_asset: { ref_time: 87_800_000n, proof_size: 2_532n },
    transfer_ownership: { ref_time: 279_000_000n, proof_size: 7_340n },
    set_team: { ref_time: 88_900_000n, proof_size: 2_532n },
    set_metadata: { ref_time: 173_000_000n, proof_size: 4_951n },
    clear_metadata: { ref_time: 176_000_000n, proof_size: 4_951n },
    force_set_metadata: { ref_time: 86_400_000n, proof_size: 2_544n },
    force_clear_metadata: { ref_time: 187_000_000n, proof_size: 4_951n },
    force_asset_status: { ref_time: 184_000_000n, proof_size: 4_951n },
    approve_transfer: { ref_time: 357_000_000n, proof_size: 9_534n },
    cancel_approval: { ref_time: 398_000_000n, proof_size: 9_653n },
    force_cancel_approval: { ref_time: 435_000_000n, proof_size: 10_878n },
    transfer_approved: { ref_time: 851_000_000n, proof_size: 21_361n },
    touch: { ref_time: 314_000_000n, proof_size: 8_257n },
    refund: { ref_time: 371_000_000n, proof_size: 9_460n },
    set_min_balance: { ref_time: 88_100_000n, proof_size: 2_532n },
    touch_other: { ref_time: 328_000_000n, proof_size: 8_294n },
    refund_other: { ref_time: 320_000_000n, proof_size: 8_414n },
    block: { ref_time: 134_000_000n, proof_size: 3_715n },
  },
  Democracy: {
    propose: { ref_time: 850_000_000n, proof_size: 27_586n },
    second: { ref_time: 387_000_000n, proof_size: 6_665n },
    vote: {
      ref_time: 475_000_000n,
      proof_size: 11_639n,
      per: {
        reads: { ref_time: 43_400_000n, proof_size: 1_206n },
      },
    },
    emergency_cancel: { ref_time: 138_000_000n, proof_size: 3_535n },
    external_propose: { ref_time: 161_000_000n, proof_size: 5_400n },
    external_propose_majority: { ref_time: 90_300_000n, proof_size: 2_195n },
    external_propose_default: { ref_time: 45_800_000n, proof_size: 1_097n },
    fast_track: { ref_time: 324_000_000n, proof_size: 7_945n },
    veto_external: { ref_time: 488_000_000n, proof_size: 8_913n },
    cancel_referendum: { ref_time: 84_200_000n, proof_size: 2_218n },
    delegate: {
      ref_time: 484_000_000n,
      proof_size: 12_846n,
      per: {
        votes: { ref_time: 26_100_000n, proof_size: 671n },
        reads: { ref_time: 43_100_000n, proof_size: 1_206n },
      },
    },
    undelegate: {
      ref_time: 227_000_000n,
      proof_size: 5_902n,
      per: {
        votes: { ref_time: 50_100_000n, proof_size: 1_320n },
      },
    },
    clear_public_proposals: { ref_time: 43_400_000n, proof_size: 1_097n },
    unlock: {
      ref_time: 400_000_000n,
      proof_size: 11_600n,
      per: {
        reads: { ref_time: 43_400_000n, proof_size: 1_206n },
      },
    },
    remove_vote: { ref_time: 313_000_000n, proof_size: 5_914n },
    remove_other_vote: { ref_time: 382_000_000n, proof_size: 7_979n },
    blacklist: {
      ref_time: 1_270_000_000n,
      proof_size: 25_718n,
      per: {
        deposits: { ref_time: 103_000_000n, proof_size: 2_434n },
      },
    },
    cancel_proposal: {
      ref_time: 582_000_000n,
      proof_size: 19_809n,
      per: {
        deposits: { ref_time: 101_000_000n, proof_size: 2_434n },
      },
    },
    set_metadata: { ref_time: 608_000_000n, proof_size: 22_156n },
    release_deposits: {
      ref_time: 414_000_000n,
      proof_size: 20_868n,
      per: {
        deposits: { ref_time: 92_800_000n, proof_size: 2_422n },
      },
    },
  },
  Elections: {
    vote: { ref_time: 359_000_000n, proof_size: 9_356n },
    remove_voter: { ref_time: 443_000_000n, proof_size: 10_871n },
    submit_candidacy: { ref_time: 296_000_000n, proof_size: 7_648n },
    renounce_candidacy: { ref_time: 373_000_000n, proof_size: 9_157n },
    remove_member: {
      ref_time: 2_110_000_000n,
      proof_size: 44_396n,
      per: {
        voters: { ref_time: 143_000_000n, proof_size: 2_823n },
      },
    },
    clean_defunct_voters: {
      ref_time: 208_000_000n,
      proof_size: 5_419n,
      per: {
        voters: { ref_time: 278_000_000n, proof_size: 7_545n },
      },
    },
  },
  Council: {
    set_members: {
      ref_time: 158_000_000n,
      proof_size: 6_494n,
      per: {
        motions: { ref_time: 60_600_000n, proof_size: 4_345n },
      },
    },
    execute: {
      ref_time: 92_700_000n,
      proof_size: 5_524n,
      per: {
        bytes: { ref_time: 649n, proof_size: 0n },
      },
    },
    propose: {
      ref_time: 313_000_000n,
      proof_size: 14_251n,
      per: {
        bytes: { ref_time: 611n, proof_size: 0n },
      },
    },
    vote: { ref_time: 151_000_000n, proof_size: 9_836n },
    disapprove_proposal: { ref_time: 140_000_000n, proof_size: 6_525n },
    close: {
      ref_time: 252_000_000n,
      proof_size: 15_299n,
      per: {
        bytes: { ref_time: 137n, proof_size: 2n },
      },
    },
  },
  TechnicalCommittee: {
    set_members: {
      ref_time: 156_000_000n,
      proof_size: 6_494n,
      per: {
        motions: { ref_time: 52_300_000n, proof_size: 4_345n },
      },
    },
    execute: {
      ref_time: 91_500_000n,
      proof_size: 5_524n,
      per: {
        bytes: { ref_time: 476n, proof_size: 0n },
      },
    },
    propose: {
      ref_time: 312_000_000n,
      proof_size: 14_251n,
      per: {
        bytes: { ref_time: 599n, proof_size: 0n },
      },
    },
    vote: { ref_time: 151_000_000n, proof_size: 9_836n },
    disapprove_proposal: { ref_time: 141_000_000n, proof_size: 6_525n },
    close: {
      ref_time: 251_000_000n,
      proof_size: 15_299n,
      per: {
        bytes: { ref_time: 131n, proof_size: 2n },
      },
    },
  },
  TechnicalMembership: {
    add_member: { ref_time: 506_000_000n, proof_size: 9_631n },
    remove_member: {
      ref_time: 794_000_000n,
      proof_size: 11_858n,
      per: {
        motions: { ref_time: 116_000_000n, proof_size: 4_345n },
      },
    },
    swap_member: {
      ref_time: 861_000_000n,
      proof_size: 11_858n,
      per: {
        motions: { ref_time: 101_000_000n, proof_size: 4_345n },
      },
    },
    reset_members: {
      ref_time: 601_000_000n,
      proof_size: 8_688n,
      per: {
        motions: { ref_time: 104_000_000n, proof_size: 4_345n },
      },
    },
    change_key: {
      ref_time: 761_000_000n,
      proof_size: 13_003n,
      per: {
        motions: { ref_time: 150_000_000n, proof_size: 4_345n },
      },
    },
    set_prime: { ref_time: 307_000_000n, proof_size: 10_728n },
    clear_prime: { ref_time: 88_100_000n, proof_size: 2_194n },
  },
  Treasury: {
    propose_spend: { ref_time: 200_000_000n, proof_size: 4_599n },
    reject_proposal: { ref_time: 196_000_000n, proof_size: 4_707n },
    approve_proposal: { ref_time: 102_000_000n, proof_size: 2_700n },
    spend: { ref_time: 145_000_000n, proof_size: 3_705n },
    remove_approval: { ref_time: 52_800_000n, proof_size: 1_495n },
  },
  Bounties: {
    propose_bounty: {
      ref_time: 289_000_000n,
      proof_size: 6_894n,
      per: {
        bytes: { ref_time: 75n, proof_size: 0n },
      },
    },
    approve_bounty: { ref_time: 115_000_000n, proof_size: 2_701n },
    propose_curator: { ref_time: 57_100_000n, proof_size: 1_206n },
    unassign_curator: { ref_time: 212_000_000n, proof_size: 3_631n },
    accept_curator: { ref_time: 195_000_000n, proof_size: 4_817n },
    award_bounty: { ref_time: 178_000_000n, proof_size: 4_785n },
    claim_bounty: { ref_time: 389_000_000n, proof_size: 9_396n },
    close_bounty: { ref_time: 372_000_000n, proof_size: 9_408n },
    extend_bounty_expiry: { ref_time: 136_000_000n, proof_size: 3_676n },
  },
  ChildBounties: {
    add_child_bounty: {
      ref_time: 421_000_000n,
      proof_size: 10_482n,
      per: {
        bytes: { ref_time: 457n, proof_size: 0n },
      },
    },
    propose_curator: { ref_time: 202_000_000n, proof_size: 4_750n },
    accept_curator: { ref_time: 259_000_000n, proof_size: 6_046n },
    unassign_curator: { ref_time: 362_000_000n, proof_size: 7_193n },
    award_child_bounty: { ref_time: 201_000_000n, proof_size: 4_882n },
    claim_child_bounty: { ref_time: 417_000_000n, proof_size: 9_386n },
    close_child_bounty: { ref_time: 551_000_000n, proof_size: 11_877n },
  },
  Tips: {
    report_awesome: {
      ref_time: 236_000_000n,
      proof_size: 5_770n,
      per: {
        bytes: { ref_time: 3_040n, proof_size: 0n },
      },
    },
    retract_tip: { ref_time: 259_000_000n, proof_size: 9_575n },
    tip_new: {
      ref_time: 250_000_000n,
      proof_size: 7_790n,
      per: {
        bytes: { ref_time: 3_060n, proof_size: 0n },
      },
    },
    tip: { ref_time: 543_000_000n, proof_size: 11_581n },
    close_tip: { ref_time: 616_000_000n, proof_size: 18_523n },
    slash_tip: { ref_time: 301_000_000n, proof_size: 10_688n },
  },
  Computation: {
    start: { ref_time: 730_000_000n, proof_size: 23_934n },
    stop: { ref_time: 600_000_000n, proof_size: 19_912n },
    reclaim: { ref_time: 344_000_000n, proof_size: 9_821n },
    heartbeat: {
      ref_time: 620_000_000n,
      proof_size: 18_671n,
      per: {
        leases: { ref_time: 450_000_000n, proof_size: 10_729n },
      },
    },
    report_benchmark: { ref_time: 309_000_000n, proof_size: 10_181n },
  },
  Leases: {
    offer: { ref_time: 160_000_000n, proof_size: 3_887n },
    withdraw_offer: { ref_time: 275_000_000n, proof_size: 7_112n },
    take: {
      ref_time: 625_000_000n,
      proof_size: 14_600n,
      per: {
        workers: { ref_time: 369_000_000n, proof_size: 7_259n },
      },
    },
    renew: { ref_time: 239_000_000n, proof_size: 6_101n },
    end: { ref_time: 575_000_000n, proof_size: 15_167n },
    leave: { ref_time: 137_000_000n, proof_size: 3_608n },
  },
  StakePools: {
    create: { ref_time: 204_000_000n, proof_size: 4_580n },
    close: { ref_time: 218_000_000n, proof_size: 5_948n },
    set_commission: { ref_time: 94_200_000n, proof_size: 2_505n },
    set_cap: { ref_time: 93_100_000n, proof_size: 2_505n },
    describe: {
      ref_time: 130_000_000n,
      proof_size: 3_614n,
      per: {
        bytes: { ref_time: 3_070n, proof_size: 0n },
      },
    },
    restrict: { ref_time: 91_700_000n, proof_size: 2_505n },
    allow: { ref_time: 137_000_000n, proof_size: 3_670n },
    disallow: { ref_time: 136_000_000n, proof_size: 3_670n },
    contribute: { ref_time: 524_000_000n, proof_size: 11_822n },
    withdraw: { ref_time: 1_400_000_000n, proof_size: 36_847n },
    cancel_withdrawal: { ref_time: 220_000_000n, proof_size: 4_961n },
    claim: { ref_time: 449_000_000n, proof_size: 9_597n },
    pay_batch: { ref_time: 258_000_000n, proof_size: 6_024n },
    set_own_shares: { ref_time: 140_000_000n, proof_size: 3_720n },
    claim_commission: { ref_time: 147_000_000n, proof_size: 3_730n },
    offer_worker: { ref_time: 177_000_000n, proof_size: 5_044n },
    add_worker: { ref_time: 177_000_000n, proof_size: 4_799n },
    remove_worker: { ref_time: 182_000_000n, proof_size: 5_049n },
  },
  Vaults: {
    create: { ref_time: 189_000_000n, proof_size: 4_580n },
    close: { ref_time: 192_000_000n, proof_size: 4_833n },
    set_commission: { ref_time: 1_180_000_000n, proof_size: 32_288n },
    contribute: { ref_time: 1_530_000_000n, proof_size: 40_439n },
    withdraw: { ref_time: 5_030_000_000n, proof_size: 135_987n },
    cancel_withdrawal: { ref_time: 200_000_000n, proof_size: 4_919n },
    claim: { ref_time: 1_480_000_000n, proof_size: 39_380n },
    pay_batch: { ref_time: 1_310_000_000n, proof_size: 35_807n },
    invest: { ref_time: 1_370_000_000n, proof_size: 36_944n },
    divest: { ref_time: 369_000_000n, proof_size: 9_430n },
    cancel_divestment: { ref_time: 245_000_000n, proof_size: 6_199n },
    collect: { ref_time: 1_490_000_000n, proof_size: 39_354n },
    force_divest: { ref_time: 1_420_000_000n, proof_size: 36_844n },
    take_fee: { ref_time: 1_270_000_000n, proof_size: 34_598n },
  },
  Offences: {
    report_contradiction: {
      ref_time: 2_170_000_000n,
      proof_size: 14_158n,
      per: {
        bytes: { ref_time: 44_600n, proof_size: 0n },
      },
    },
    report_double_vote: { ref_time: 2_400_000_000n, proof_size: 27_900n },
    report_double_seal: { ref_time: 1_710_000_000n, proof_size: 5_605n },
    cancel: { ref_time: 204_000_000n, proof_size: 4_935n },
  },
  GatekeeperElection: {
    stand: { ref_time: 307_000_000n, proof_size: 9_099n },
    withdraw: { ref_time: 216_000_000n, proof_size: 7_716n },
    reclaim: { ref_time: 329_000_000n, proof_size: 11_624n },
    nominate: { ref_time: 266_000_000n, proof_size: 8_897n },
    unnominate: { ref_time: 476_000_000n, proof_size: 14_649n },
    collect: { ref_time: 197_000_000n, proof_size: 5_295n },
    enter: { ref_time: 222_000_000n, proof_size: 6_607n },
  },
  AssetsRegistry: {
    register: { ref_time: 457_000_000n, proof_size: 10_186n },
    enable: { ref_time: 251_000_000n, proof_size: 4_808n },
    set_terms: { ref_time: 84_600_000n, proof_size: 1_361n },
    disable: { ref_time: 130_000_000n, proof_size: 2_554n },
  },
  XTransfer: {
    transfer: { ref_time: 1_010_000_000n, proof_size: 18_612n },
    deliver: {
      ref_time: 3_060_000_000n,
      proof_size: 45_552n,
      per: {
        bytes: { ref_time: 0n, proof_size: 0n },
      },
    },
    expire: {
      ref_time: 1_380_000_000n,
      proof_size: 18_346n,
      per: {
        bytes: { ref_time: 189_000n, proof_size: 0n },
      },
    },
    announce: {
      ref_time: 1_330_000_000n,
      proof_size: 16_531n,
      per: {
        bytes: { ref_time: 188_000n, proof_size: 0n },
      },
    },
    claim: { ref_time: 490_000_000n, proof_size: 10_748n },
    send_back: { ref_time: 971_000_000n, proof_size: 16_634n },
  },
  Lanes: {
    open: { ref_time: 305_000_000n, proof_size: 7_988n },
    close: { ref_time: 87_300_000n, proof_size: 2_379n },
    pause: { ref_time: 44_300_000n, proof_size: 1_257n },
    resume: { ref_time: 44_000_000n, proof_size: 1_257n },
    control: {
      ref_time: 1_110_000_000n,
      proof_size: 27_532n,
      per: {
        bytes: { ref_time: 24_500n, proof_size: 0n },
      },
    },
  },
  ForeignFinality: {
    follow: { ref_time: 540_000_000n, proof_size: 6_798n },
    forget: { ref_time: 8_200_000_000n, proof_size: 176_335n },
    accept: {
      ref_time: 2_630_000_000n,
      proof_size: 7_629n,
      per: {
        signatures: { ref_time: 5_880_000_000n, proof_size: 41n },
      },
    },
    contradict: {
      ref_time: 4_120_000_000n,
      proof_size: 4_130n,
      per: {
        signatures: { ref_time: 5_800_000_000n, proof_size: 21n },
      },
    },
    absolve: { ref_time: 8_500_000_000n, proof_size: 176_335n },
    set_guardian: { ref_time: 7_430_000_000n, proof_size: 256_662n },
    propose_thaw: { ref_time: 381_000_000n, proof_size: 8_486n },
    object_thaw: { ref_time: 449_000_000n, proof_size: 9_647n },
    thaw: { ref_time: 9_700_000_000n, proof_size: 185_587n },
  },
};
