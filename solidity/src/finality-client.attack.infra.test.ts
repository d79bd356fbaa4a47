import { fromHex, type Hex, toHex } from "@pha/codec";
import { recoverEthAddress } from "@pha/crypto";
import { type Certificate, verifyCertificate } from "@pha/light-client";
import { attack } from "@pha/testkit/attack";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CertificateArguments, certificateArguments } from "./certificate.ts";
import { startChain, startTimeoutMs, type TestChain } from "./testing/chain.ts";
import { deployClient, rootOf } from "./testing/finality.ts";
import { TestLedger } from "./testing/ledger.ts";

let chain: TestChain;
beforeAll(async () => {
  chain = await startChain();
}, startTimeoutMs);
afterAll(() => chain?.[Symbol.asyncDispose]());

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const other: Hex = `0x${"5a".repeat(32)}`;

/** The arguments with bytes of the signatures at a validator's place written over. */
function withSignature(args: CertificateArguments, place: number, change: (signature: Uint8Array) => Uint8Array) {
  const signatures = fromHex(args.given.signatures);
  signatures.set(change(signatures.slice(65 * place, 65 * place + 65)), 65 * place);
  return { ...args, given: { ...args.given, signatures: toHex(signatures) } };
}

/** The other form of a signature: `n − s`, and the other `v`. */
function highS(signature: Uint8Array): Uint8Array {
  const s = ORDER - BigInt(toHex(signature.slice(32, 64)));
  return Uint8Array.of(
    ...signature.slice(0, 32),
    ...fromHex(`0x${s.toString(16).padStart(64, "0")}`),
    1 - (signature[64] as number),
  );
}

attack("make a client on an EVM chain believe a root that no quorum certified", async ({ refused }) => {
  const { ledger, inMs, submit } = await deployClient(chain);
  const fields = { timeMs: await inMs(1), outboundRoot: rootOf(1) };
  const { set, certificate } = ledger.propose(fields);
  const good = certificateArguments(set, certificate);
  const { commitment, given } = good;
  const saying = (change: Partial<typeof commitment>) => submit({ given, commitment: { ...commitment, ...change } });
  const signed = (change: Partial<typeof given>) => submit({ commitment, given: { ...given, ...change } });

  await refused("BadSignature", () => saying({ outboundRoot: rootOf(2) }));
  await refused("BadSignature", () => saying({ number: commitment.number + 1 }));
  await refused("BadSignature", () => saying({ round: 1 }));
  await refused("BadSignature", () => saying({ blockHash: other }));
  await refused("BadSignature", () => saying({ stateRoot: other }));
  await refused("BadSignature", () => saying({ timeMs: commitment.timeMs + 1n }));
  await refused("BadSignature", () => saying({ nextSetHash: other }));
  await refused("UnknownSet", () => saying({ setId: 1n }));
  await refused("ZeroHash", () => saying({ outboundRoot: `0x${"00".repeat(32)}` }));
  await refused("ZeroHash", () => saying({ nextSetHash: `0x${"00".repeat(32)}` }));

  await refused("HighS", () => submit(withSignature(good, 1, highS)));
  await refused("BadSignature", () => submit(withSignature(good, 1, (bytes) => bytes.fill(27, 64))));
  await refused("BadSignature", () => submit(withSignature(good, 1, (bytes) => bytes.fill(0))));
  const first = fromHex(given.signatures).slice(0, 65);
  await refused("BadSignature", () => submit(withSignature(good, 1, () => first)));
  await refused("ShortQuorum", () => submit(certificateArguments(set, ledger.propose(fields, [0, 1]).certificate)));
  await refused("ShortQuorum", () => signed({ signatures: toHex(new Uint8Array(130)) }));
  await refused("BadSigners", () => signed({ signatures: `${given.signatures}00` }));
  await refused("BadSigners", () =>
    signed({ signers: 0b0111n, signatures: `${given.signatures}${given.signatures.slice(2, 132)}` as Hex }),
  );
  await refused("BadSigners", () => signed({ signers: 0b1111n }));
  await refused("BadSigners", () => signed({ signers: given.signers | (1n << 200n) }));
  await refused("BadSignature", () => signed({ signers: 0b1101n }));

  const strangers = new TestLedger(5).propose(fields);
  await refused("WrongSet", () => submit(certificateArguments(strangers.set, strangers.certificate)));
  await refused("WrongSet", () => signed({ validators: `${given.validators}00` }));
  await refused("WrongSet", () => signed({ validators: "0x" }));
  const another = new TestLedger(4);
  another.certify({ timeMs: fields.timeMs - 1n });
  const fork = another.propose({ ...fields, stateRoot: other });
  await submit(good);
  await refused("NotNewer", () => submit(good));
  await refused("TimeNotAbove", () => submit(certificateArguments(fork.set, fork.certificate)));
});

attack(
  "bring a client another ledger's certificate, or one of validators that are retired or not yet in office",
  async ({ refused }) => {
    const { ledger, inMs, submit } = await deployClient(chain);
    const stranger = await deployClient(chain, 5);
    const fields = { timeMs: await inMs(1) };
    const elsewhere = stranger.ledger.propose(fields);
    const asOurs = certificateArguments(ledger.set, elsewhere.certificate);
    await refused("BadSignature", () => submit(asOurs));
    const late = ledger.propose({ timeMs: await inMs(9) });
    await submit(ledger.certify(fields, [4, 5, 6, 7]));
    await refused("NotNewer", () => submit(certificateArguments(late.set, late.certificate)));
    const retired = { ...certificateArguments(late.set, late.certificate) };
    const claims = (setId: bigint) => ({ ...retired, commitment: { ...retired.commitment, number: 9, setId } });
    await refused("UnknownSet", () => submit(claims(0n)));
    await refused("WrongSet", () => submit(claims(1n)));
    await refused("UnknownSet", () => submit(claims(2n)));
  },
);

attack(
  "date a certificate ahead, so that a client stays fresh for longer than its validators answer for it",
  async ({ refused }) => {
    const { ledger, inMs, submit } = await deployClient(chain);
    const ahead = ledger.propose({ timeMs: await inMs(3_600) });
    await refused("TimeAhead", () => submit(certificateArguments(ahead.set, ahead.certificate)));
  },
);

attack("go on releasing after two certificates of one height", async ({ refused, held }) => {
  const client = await deployClient(chain);
  const { ledger } = client;
  const report = (one: CertificateArguments, other: CertificateArguments) =>
    chain.send({
      ...client,
      functionName: "reportContradiction",
      args: [one.commitment, one.given, other.commitment, other.given],
    });
  const fields = { timeMs: await client.inMs(1), outboundRoot: rootOf(1) };
  const lie = ledger.propose({ ...fields, outboundRoot: rootOf(9) });
  const lone = ledger.propose({ ...fields, outboundRoot: rootOf(9) }, [0, 1]);
  const truth = ledger.certify(fields, [4, 5, 6, 7]);
  await client.submit(truth);
  const next = ledger.certify({ timeMs: await client.inMs(2) });
  await refused("NoContradiction", () => report(truth, truth));
  await refused("NoContradiction", () => report(truth, next));
  await refused("ShortQuorum", () => report(truth, certificateArguments(lone.set, lone.certificate)));
  await held("the retired set still answers for what it signed", async () => {
    await report(truth, certificateArguments(lie.set, lie.certificate));
    expect(await client.read("isContradicted")).toBe(true);
  });
  await refused("NotLive", () => client.read("liveRoot"));
  await refused("NotLive", () => client.submit(next));
});

attack("stop a client by keys of validators whose stake is free again", async ({ refused }) => {
  const client = await deployClient(chain);
  const { ledger } = client;
  const fields = { timeMs: await client.inMs(1) };
  const lie = ledger.propose({ ...fields, outboundRoot: rootOf(9) });
  const truth = ledger.certify(fields, [4, 5, 6, 7]);
  await client.submit(truth);
  await chain.pass(10 * 86_400);
  await client.submit(ledger.certify({ timeMs: await client.inMs(0) }));
  await chain.pass(5 * 86_400);
  const { commitment, given } = certificateArguments(lie.set, lie.certificate);
  const args = [truth.commitment, truth.given, commitment, given];
  await refused("UnknownSet", () => chain.send({ ...client, functionName: "reportContradiction", args }));
});

attack("deploy a client that believes too much", async ({ refused }) => {
  const { checkpoint, guardian, recovery } = await deployClient(chain);
  const zero: Hex = `0x${"00".repeat(32)}`;
  const deploy = (change: object, keys: unknown = recovery, threshold = 2n, who: unknown = guardian) =>
    chain.deploy("FinalityClient", [{ ...checkpoint, ...change }, who, keys, threshold]);
  await refused("ZeroHash", () => deploy({ outboundRoot: zero }));
  await refused("ZeroHash", () => deploy({ genesisHash: zero }));
  await refused("BadValidators", () => deploy({ validators: "0x" }));
  await refused("BadValidators", () => deploy({ validators: `${checkpoint.validators}00` }));
  await refused("BadValidators", () =>
    deploy({ validators: `${checkpoint.validators}${checkpoint.validators.slice(2, 42)}` }),
  );
  await refused("NotLive", () => deploy({ timeMs: checkpoint.timeMs - 20n * 86_400_000n }));
  await refused("TimeAhead", () => deploy({ timeMs: checkpoint.timeMs + 40n * 86_400_000n }));
  await refused("BadRecovery", () => deploy({}, recovery, 0n));
  await refused("BadRecovery", () => deploy({}, recovery, 4n));
  await refused("BadRecovery", () => deploy({}, [recovery[0], recovery[0]]));
  await refused("BadRecovery", () => deploy({}, [recovery[0], guardian]));
  await refused("BadRecovery", () => deploy({}, recovery, 2n, `0x${"00".repeat(20)}`));
});

it("takes and refuses what the ledger's own light clients take and refuse, whatever bits are turned (property)", async () => {
  const { ledger, genesisHash, read, inMs } = await deployClient(chain, 7).then((client) => ({
    ...client,
    genesisHash: client.ledger.genesisHash,
  }));
  const { header, set, certificate } = ledger.propose(
    { timeMs: await inMs(1), outboundRoot: rootOf(5) },
    [6, 4, 3, 1, 0],
  );
  const believes = (changed: Certificate) => {
    try {
      verifyCertificate(genesisHash, set, header, changed, recoverEthAddress);
      return true;
    } catch {
      return false;
    }
  };
  const turned = fc.record({
    signature: fc.nat(4),
    bit: fc.nat(65 * 8 - 1),
    bits: fc.integer({ min: 0, max: 127 }),
    isSigners: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(turned, async ({ signature, bit, bits, isSigners }) => {
      const signatures = certificate.signatures.map((hex, i) => {
        const bytes = fromHex(hex);
        if (i === signature) bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
        return toHex(bytes);
      });
      const changed = isSigners ? { ...certificate, signers: Uint8Array.of(bits) } : { ...certificate, signatures };
      const { commitment, given } = certificateArguments(set, certificate);
      const flat = `0x${changed.signatures.map((hex) => hex.slice(2)).join("")}` as Hex;
      const asked = { ...given, signers: BigInt(changed.signers[0] as number), signatures: flat };
      const code = await read("submit", commitment, asked).then(
        () => "taken",
        (error) => error.code,
      );
      expect(code === "taken").toBe(believes(changed));
      expect(["taken", "BadSignature", "HighS", "BadSigners", "ShortQuorum"]).toContain(code);
    }),
    { numRuns: 60 },
  );
});
