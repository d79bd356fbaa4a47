import assert from "node:assert/strict";
import { errors as attestation, verifyQuote } from "@pha/attestation";
import { fromHex, toHex } from "@pha/codec";
import { sha384 } from "@pha/crypto";
import { program, sealer } from "./programs.ts";
import { type ConformanceCase, type ConformanceSetup, load, text, utf8 } from "./setup.ts";

const ask = async (setup: ConformanceSetup, source: string, request: string, options = {}): Promise<string> => {
  await using enclave = await load(setup, source, options);
  return text(await enclave.call(utf8(request)));
};

export const identityCases: readonly ConformanceCase[] = [
  {
    name: "measures a program as the SHA-384 of its bytes, so that any change is another measurement",
    async run(setup) {
      const [one, other] = [sealer("1"), sealer("2")];
      await using enclave = await load(setup, one);
      await using changed = await load(setup, other);
      assert.equal(enclave.measurement, toHex(sha384(utf8(one))));
      assert.notEqual(changed.measurement, enclave.measurement);
      const own = program("return host.measurement + host.genesisHash;");
      assert.equal(await ask(setup, own, "x"), `${toHex(sha384(utf8(own)))}0x${"11".repeat(32)}`);
    },
  },
  {
    name: "opens its own seal after a restart, never the same blob twice",
    async run(setup) {
      const sealed = await ask(setup, sealer(), "seal:state");
      assert.doesNotMatch(Buffer.from(sealed, "hex").toString("latin1"), /treasure/);
      assert.notEqual(await ask(setup, sealer(), "seal:state"), sealed);
      assert.equal(await ask(setup, sealer(), `open:state:${sealed}`), "treasure");
    },
  },
  {
    name: "does not open a seal of another measurement, platform, network, purpose, or a changed one",
    async run(setup) {
      const sealed = await ask(setup, sealer(), "seal:state");
      const last = sealed.at(-1) === "0" ? "1" : "0";
      const broken = "enclave.SealBroken";
      assert.equal(await ask(setup, sealer("changed"), `open:state:${sealed}`), broken);
      assert.equal(await ask(setup, sealer(), `open:state:${sealed}`, { platform: 1 }), broken);
      assert.equal(await ask(setup, sealer(), `open:state:${sealed}`, { genesisHash: `0x${"22".repeat(32)}` }), broken);
      assert.equal(await ask(setup, sealer(), `open:other:${sealed}`), broken);
      assert.equal(await ask(setup, sealer(), `open:state:${sealed.slice(0, -1)}${last}`), broken);
      assert.equal(await ask(setup, sealer(), `open:state:${sealed.slice(0, 80)}`), broken);
      assert.equal(await ask(setup, sealer(), "open:state:"), broken);
    },
  },
  {
    name: "quotes what it is attested as, and the report data it asked for, and no other length",
    async run(setup) {
      const source = program("return host.quote(request).then(hex, (error) => error.code);");
      await using enclave = await load(setup, source);
      const data = new Uint8Array(64).fill(7);
      const appraisal = {
        quote: fromHex(`0x${text(await enclave.call(data))}`),
        rootKey: setup.rootKey,
        ...(setup.hardware && { hardware: setup.hardware }),
        expectedReportData: toHex(data),
        policy: { measurements: [enclave.attested], maxAgeMs: 60_000n },
        nowMs: BigInt(Date.now()),
      };
      assert.equal(verifyQuote(appraisal).measurement, enclave.attested);
      const other = { ...appraisal, expectedReportData: toHex(new Uint8Array(64)) };
      assert.throws(() => verifyQuote(other), attestation.WrongReportData.is);
      assert.equal(text(await enclave.call(new Uint8Array(63))), "enclave.OcallFailed");
    },
  },
];
