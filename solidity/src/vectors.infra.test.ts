import { readFileSync } from "node:fs";
import { join } from "node:path";
import { concat, fromHex, fromJson, type Hex, toHex } from "@pha/codec";
import { Certificate } from "@pha/light-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packValidators } from "./certificate.ts";
import { startChain, startTimeoutMs, type TestChain } from "./testing/chain.ts";

interface SetJson {
  readonly id: string;
  readonly addresses: readonly Hex[];
  readonly hash: Hex;
}
interface ProofJson {
  readonly why?: string;
  readonly count: number;
  readonly index: number;
  readonly message: Hex;
  readonly siblings: readonly Hex[];
}
interface Vectors {
  readonly messages: readonly { readonly bytes: Hex; readonly id: Hex }[];
  readonly list: {
    readonly roots: readonly Hex[];
    readonly proofs: readonly ProofJson[];
    readonly refused: readonly ProofJson[];
  };
  readonly certificates: {
    readonly genesis: Hex;
    readonly set: SetJson;
    readonly known: { readonly number: number; readonly timeMs: string };
    readonly cases: readonly {
      readonly name: string;
      readonly refused: string | null;
      readonly nowMs: string;
      readonly digest: Hex;
      readonly certificate: unknown;
    }[];
  };
}

/** The vectors that the ledger's own code replays too. */
const file = join(import.meta.dirname, "..", "..", "packages", "light-client", "vectors", "bridge.json");
const { messages, list, certificates }: Vectors = JSON.parse(readFileSync(file, "utf8"));
const { genesis, set, known, cases } = certificates;

let chain: TestChain;
let rules: Awaited<ReturnType<TestChain["deploy"]>>;
beforeAll(async () => {
  chain = await startChain(["--timestamp", String(BigInt(known.timeMs) / 1000n)]);
  rules = await chain.deploy("Rules");
}, startTimeoutMs);
afterAll(() => chain?.[Symbol.asyncDispose]());

const rule = (functionName: string, ...args: unknown[]) => chain.call({ ...rules, functionName, args });
const holds = (functionName: string, ...args: unknown[]) =>
  rule(functionName, ...args).then(
    () => true,
    (error) => error.code,
  );
const setOf = ({ id, addresses }: SetJson) => ({ id: BigInt(id), addresses });

it("gives messages their ids, and sets their hashes", async () => {
  for (const { bytes, id } of messages) expect(await rule("messageId", bytes)).toBe(id);
  expect(await rule("setHash", BigInt(set.id), packValidators(setOf(set)))).toBe(set.hash);
});

it("proves each message under its list's root alone", async () => {
  for (const { message, count, index, siblings } of list.proofs) {
    const under = (root: Hex | undefined) => holds("checkProof", root, message, { count, index, siblings });
    expect(await under(list.roots[count])).toBe(true);
    expect(await under(list.roots[count - 1])).toBe("NotProven");
  }
  for (const { message, count, index, siblings } of list.refused)
    for (const root of list.roots)
      expect(await holds("checkProof", root, message, { count, index, siblings })).toBe("NotProven");
});

/**
 * What the contract calls what the ledger's own code refuses. It is told of the next set by its hash alone, and counts bits
 * while it goes through signatures.
 */
const names: Readonly<Record<string, readonly string[]>> = {
  ShortQuorum: ["ShortQuorum"],
  BadSignature: ["BadSignature", "HighS"],
  BadSigners: ["BadSigners", "BadSignature"],
  UnknownSet: ["UnknownSet"],
  NotNewer: ["NotNewer", "TimeNotAbove"],
  FromTheFuture: ["TimeAhead"],
  Stale: ["NotLive"],
  ZeroRoot: ["ZeroHash"],
};

describe("a client takes and refuses the ledger's cases", () => {
  let client: Awaited<ReturnType<TestChain["deploy"]>>;
  beforeAll(async () => {
    const [guardian, key] = chain.accounts;
    const validators = packValidators(setOf(set));
    const place = { number: known.number, timeMs: BigInt(known.timeMs), outboundRoot: list.roots[0] };
    const checkpoint = { genesisHash: genesis, ...place, setId: BigInt(set.id), validators };
    client = await chain.deploy("FinalityClient", [checkpoint, guardian, [key], 1n]);
  });

  it.each(cases.filter(({ refused }) => refused === null || names[refused]))("$name: $refused", async (one) => {
    const { signers, signatures, ...commitment } = fromJson(Certificate, one.certificate as never);
    expect(await rule("digest", genesis, commitment)).toBe(one.digest);
    const given = {
      validators: packValidators(setOf(set)),
      signers: BigInt(toHex(signers.toReversed())),
      signatures: toHex(concat(...signatures.map(fromHex))),
    };
    const blockOverrides = { time: (BigInt(one.nowMs) + 999n) / 1000n };
    const submit = { ...client, functionName: "submit", args: [commitment, given], blockOverrides };
    const code = await chain.call(submit).then(
      () => null,
      (error) => error.code,
    );
    if (one.refused === null) expect(code).toBeNull();
    else expect(names[one.refused]).toContain(code);
  });
});
