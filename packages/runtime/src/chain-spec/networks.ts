import type { AccountId, Hex } from "@pha/codec";
import { khalaChain, phalaChain } from "../pallets/assets-registry/spec.ts";
import { usualPlatforms } from "../pallets/attestation/platforms.ts";
import type { Policy } from "../pallets/attestation/spec.ts";
import { existentialDeposit, initialIssuance, PHA } from "../pallets/balances/account-data.ts";
import { miningAccount, treasuryAccount } from "../pallets/balances/pallet-account.ts";
import { ss58Prefix } from "../pallets/system/spec.ts";
import { leaseMs } from "../pallets/validators/spec.ts";
import type { ChainSpec } from "./chain-spec.ts";
import {
  developmentAccounts,
  developmentAttestationRoot,
  developmentAuthor,
  developmentValidators,
} from "./development.ts";

/** Choices for a development network beside its name. */
export interface DevelopmentOptions {
  /** Measured enclave programs that may serve. */
  readonly programs: Policy["measurements"];
}

const endowment = 10_000_000n * PHA;

/** Seven tenths of the supply: what work is paid from. */
const mined = (initialIssuance * 7n) / 10n;

/** The development form of the main network. */
export const phala = (options: DevelopmentOptions) => development("phala", "Phala Development", phalaChain, options);

/** The development form of its canary network. */
export const khala = (options: DevelopmentOptions) => development("khala", "Khala Development", khalaChain, options);

function development(name: string, title: string, chain: number, { programs }: DevelopmentOptions) {
  const alice = accountOf("//Alice");
  const people = developmentAccounts.map(({ account }) => account);
  const beneficiary: Hex = developmentAuthor.public;
  const endowed = developmentAccounts.map(({ account }) => ({ account, amount: endowment }));
  const owned = [...endowed, { account: beneficiary, amount: existentialDeposit }];
  const balances = [...owned, { account: miningAccount, amount: mined }];
  const given = balances.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    name,
    title,
    development: true,
    ss58Prefix,
    token: { symbol: "PHA", decimals: 12 },
    blockTimes: { minimumMs: 200, gatherMs: 50, idleMs: 1_000 },
    genesis: {
      balances: [...balances, { account: treasuryAccount, amount: initialIssuance - given }],
      sudo: { key: alice },
      validators: {
        set: developmentValidators.map((key, i) => ({ address: key.public, operator: operatorOf(i) })),
        authors: [developmentAuthor.public],
        beneficiary,
        leaseMs: leaseMs.usual,
      },
      timestamp: { tickMs: 1_000 },
      gatekeepers: { size: 3, threshold: 2, windowTicks: 60, reshareTicks: 86_400 },
      attestation: {
        policy: { measurements: programs, maxAgeMs: 86_400_000n },
        platforms: usualPlatforms,
        policyDelay: 0,
        developmentRoot: developmentAttestationRoot,
        hardwareRoot: undefined,
      },
      clusters: [{ owner: alice, minMembers: 1, open: true }],
      parameters: { profile: { type: "Phala" }, blocksPerDay: 10 },
      computation: {
        ...{ heartbeatsPerRound: 20, heartbeatsPerHour: 120, heartbeatWindow: 30 },
        ...{ benchmarkTicks: 8, coolDown: 600, grace: 600, leastP: 1 },
      },
      gatekeeperElection: { seats: 0, eraTicks: 300, unbondingTicks: 201_600 },
      assetsRegistry: { chain },
      council: people.slice(0, 5),
      technicalCommittee: people.slice(0, 3),
    },
  } satisfies ChainSpec;
}

/** The first development accounts answer for one validator each. */
const operatorOf = (validator: number): AccountId => developmentAccounts[validator]?.account as AccountId;

function accountOf(uri: string): AccountId {
  return developmentAccounts.find((account) => account.uri === uri)?.account as AccountId;
}
