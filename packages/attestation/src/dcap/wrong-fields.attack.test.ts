import { attack } from "@pha/testkit/attack";
import fc from "fast-check";
import { expect, it } from "vitest";
import { makeEvidence } from "../testing/evidence.ts";
import { dstackAnswer, recorded } from "../testing/vectors.ts";
import { wrongFields } from "../testing/wrong-fields.ts";
import { readEventLog } from "./dstack-log.ts";
import { errors } from "./errors.ts";
import { readQuote } from "./quote.ts";
import { type HardwareAppraisal, verifyHardwareQuote } from "./verify.ts";

const codes = Object.values(errors).map(({ code }) => code);

const byCode = Map.groupBy(wrongFields, ([, , code]) => code);

/** Whoever signs it: each of these has all the keys, and one field wrong. */
for (const [code, fields] of byCode)
  attack(`quote hardware with wrong fields: ${fields.map(([name]) => name).join("; ")}`, async ({ refused }) => {
    for (const [, change] of fields) await refused(code, () => verifyHardwareQuote(makeEvidence(change)));
  });

it("each check of a quote is among what is attacked", () => {
  const ofLogs = ["dcap.MalformedEventLog", "dcap.WrongEventLog"];
  expect([...byCode.keys(), ...ofLogs].sort()).toEqual([...codes].sort());
});

/** Every piece of the evidence, by where it lies. */
const pieces: readonly ((evidence: HardwareAppraisal) => Uint8Array)[] = [
  ({ quote }) => quote,
  ({ quote }) => quote,
  ({ quote }) => quote,
  ({ root }) => root,
  ({ collateral }) => collateral.rootCrl,
  ({ collateral }) => collateral.pckCrl.list,
  ({ collateral }) => collateral.pckCrl.chain,
  ...(["tcbInfo", "qeIdentity"] as const).flatMap((name) => [
    ({ collateral }: HardwareAppraisal) => collateral[name].body,
    ({ collateral }: HardwareAppraisal) => collateral[name].signature,
    ({ collateral }: HardwareAppraisal) => collateral[name].chain,
  ]),
];

/** A copy of the evidence in which one byte of a piece is another. */
function withByte(evidence: HardwareAppraisal, piece: number, place: number, change: number): HardwareAppraisal {
  const copy = structuredClone(evidence);
  const bytes = pieces[piece]?.(copy) as Uint8Array;
  bytes[place % bytes.length] = (bytes[place % bytes.length] as number) ^ change;
  return copy;
}

const real = { sgx: recorded("sgx"), tdx: recorded("tdx") };

attack(
  "show a real quote with a byte changed, in it or in its collateral",
  async ({ refused }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("sgx" as const, "tdx" as const),
        fc.nat(pieces.length - 1),
        fc.nat(20_000),
        fc.integer({ min: 1, max: 255 }),
        async (tee, piece, place, change) => {
          await refused(codes, () => verifyHardwareQuote(withByte(real[tee], piece, place, change)));
        },
      ),
      { numRuns: 60 },
    );
  },
  60_000,
);

attack("show bytes that are no quote, a part of one, or one with something behind it", async ({ refused }) => {
  const { quote } = real.tdx;
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), async (bytes) => {
      await refused(codes, () => readQuote(bytes));
      const begun = Uint8Array.from([...quote.subarray(0, bytes.length), ...bytes]);
      await refused(codes, () => readQuote(begun));
    }),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(4_900), async (length) => {
      await refused(codes, () => verifyHardwareQuote({ ...real.tdx, quote: quote.subarray(0, length) }));
    }),
    { numRuns: 50 },
  );
});

attack(
  "show collateral that is empty, cut, of another platform, or of the other kind of enclave",
  async ({ refused }) => {
    const { sgx, tdx } = real;
    for (const name of ["tcbInfo", "qeIdentity", "pckCrl"] as const) {
      const collateral = { ...tdx.collateral, [name]: sgx.collateral[name] };
      await refused(codes, () => verifyHardwareQuote({ ...tdx, collateral }));
    }
    for (const rootCrl of [new Uint8Array(), Uint8Array.of(0), tdx.collateral.pckCrl.list])
      await refused(codes, () => verifyHardwareQuote({ ...tdx, collateral: { ...tdx.collateral, rootCrl } }));
    await refused("dcap.UntrustedCrl", () => verifyHardwareQuote({ ...makeEvidence(), root: tdx.root }));
  },
);

attack("show an event log that is none", async ({ refused }) => {
  const log = dstackAnswer().event_log;
  for (const text of ["", "{}", "[null]", log.slice(0, -1), log.replace('"event":"app-id"', '"event":7')])
    await refused("dcap.MalformedEventLog", () => readEventLog(text));
  await refused("dcap.MalformedEventLog", () =>
    readEventLog(log.replaceAll('"event_type":134217729', '"event_type":-1')),
  );
});
