import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Test files that take longest, the longest first. Vitest knows how long files took only where they ran before, and goes
 * by their size else: one of these would begin last and run alone.
 */
export const longest: readonly string[] = [
  "packages/contract-engine/src/time.infra.test.ts",
  "services/gatekeeper/src/program/crashes.infra.test.ts",
  "packages/sdk/src/transport/reply.attack.infra.test.ts",
  "packages/devnet/src/npm-start.infra.test.ts",
  "services/gatekeeper/src/program/key-generation.attack.infra.test.ts",
  "bench/src/ledger/bench-ledger.infra.test.ts",
  "packages/enclave/src/emulated/conformance.infra.test.ts",
  "packages/contract-engine/src/tiers.infra.test.ts",
  "services/chain/src/replica/lease-fight.infra.test.ts",
];

/** The order in which a run takes test files: {@link longest}, then as Vitest has it. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
      return rank < 0 ? longest.length : rank;
    };
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
