import { encodeQuote } from "@pha/attestation";
import { makeEvidence, recorded } from "@pha/attestation/testing";
import { root } from "@pha/frame";
import { attack } from "@pha/testkit/attack";
import { phala } from "../../chain-spec/networks.ts";
import { errors } from "../../executive/errors.ts";
import {
  type Change,
  callsOf,
  hardwareGenesis,
  hardwareQuote,
  piecesAt,
  programs,
  supplyCollateral,
  TestEnclave,
  type TestLedger,
  testPallet,
} from "../../testing/index.ts";
import { contractsPallet } from "../contracts/pallet.ts";
import { usualPlatforms } from "./platforms.ts";
import { attestation } from "./spec.ts";

const { submit_collateral, set_policy, set_platforms } = callsOf(attestation);

function setup() {
  const ledger = testPallet([contractsPallet], { genesis: hardwareGenesis() });
  supplyCollateral(ledger);
  const miner = new TestEnclave("one", "Miner");
  const register = (change?: Change, enclave = miner) => ({
    code: ledger.refusal("Bob", enclave.registration(ledger, "Bob", { quote: hardwareQuote(change) })),
  });
  return { ledger, miner, register };
}

attack("register real hardware with a quote that something is wrong with", async ({ refused }) => {
  const wrong: Change[] = [
    ({ quote }) => Object.assign(quote, { vendor: `0x${"00".repeat(16)}` }),
    ({ quote }) => Object.assign(quote, { signer: "mallory" }),
    ({ quote }) => Object.assign(quote, { qeSigner: "mallory" }),
    ({ quote }) => quote.report.set([1], 120), // debug
    ({ quote }) => quote.report.set([1], 64), // TDX module
    ({ certificates }) => Object.assign(certificates["pck"] ?? {}, { signer: "mallory" }),
    ({ certificates }) => Object.assign(certificates["pck"] ?? {}, { serial: "0xdd01" }), // revoked
  ];
  for (const change of wrong) await refused("Attestation.BadQuote", () => setup().register(change));
});

attack(
  "register real hardware as another role, for another operator, with another program, or too late",
  async ({ refused }) => {
    const { ledger, miner, register } = setup();
    await refused("Attestation.MeasurementNotAllowed", () => register(({ quote }) => quote.report.set([9], 136)));
    await refused("Attestation.MeasurementNotAllowed", () => register(undefined, new TestEnclave("two", "Gatekeeper")));
    const stolen = miner.registration(ledger, "Bob", { quote: hardwareQuote() });
    await refused("Attestation.BadQuote", () => ({ code: ledger.refusal("Alice", stolen) }));
    ledger.runTo(152);
    const late = miner.registration(ledger, "Bob", { number: 0, quote: hardwareQuote() });
    await refused("Attestation.StaleQuote", () => ({ code: ledger.refusal("Bob", late) }));
  },
);

attack("register a denied platform, or one that is too old", async ({ refused }) => {
  const { ledger, register } = setup();
  await refused("Attestation.TcbNotAccepted", () => register(({ quote }) => quote.qeReport.set([3], 258)));
  const denied = [{ type: "Family", value: "0xb0c06f000000" } as const];
  ledger.run(root, set_platforms({ platforms: { ...usualPlatforms, denied } }));
  await refused("Attestation.PlatformDenied", () => register());
});

attack("register on production: emulated hardware, or hardware under a root of one's own", async ({ refused }) => {
  const spec = phala({ programs });
  const genesis = { attestation: { ...spec.genesis.attestation, developmentRoot: undefined } };
  const ledger = testPallet([], { genesis });
  const miner = new TestEnclave("one", "Miner");
  const emulated = miner.registration(ledger, "Bob");
  await refused("Attestation.EmulationRefused", () => ({ code: ledger.refusal("Bob", emulated) }));
  for (const piece of piecesAt(ledger.now.timeMs).slice(0, 1))
    await refused("Attestation.BadCollateral", () => ({ code: ledger.refusal("Bob", submit_collateral({ piece })) }));
  const ours = miner.registration(ledger, "Bob", { quote: hardwareQuote() });
  await refused("Attestation.MissingCollateral", () => ({ code: ledger.refusal("Bob", ours) }));

  const production = { ...spec, development: false };
  const attested = { ...spec.genesis.attestation, developmentRoot: undefined, hardwareRoot: makeEvidence().root };
  for (const part of [spec.genesis.attestation, attested])
    await refused(errors.BadGenesis.code, () =>
      ledger.runtime.genesis({ ...production, genesis: { ...spec.genesis, attestation: part } }, new Uint8Array()),
    );
});

attack("replay a quote that was recorded elsewhere", async ({ refused }) => {
  const { ledger, miner } = setup();
  for (const tee of ["sgx", "tdx"] as const) {
    const quote = () =>
      encodeQuote({ type: "V1", value: { type: "Dcap", value: { quote: recorded(tee).quote, events: [] } } });
    const registration = miner.registration(ledger, "Bob", { quote });
    const codes = ["Attestation.MissingCollateral", "Attestation.BadQuote"];
    await refused(codes, () => ({ code: ledger.refusal("Bob", registration) }));
  }
});

attack("submit collateral that is empty, garbage, forged, expired, older, or another's", async ({ refused }) => {
  const ledger = testPallet([contractsPallet], { genesis: hardwareGenesis() });
  const submit = (piece: Parameters<typeof submit_collateral>[0]["piece"]) => ({
    code: ledger.refusal("Eve", submit_collateral({ piece })),
  });
  const [rootCrl, ...others] = piecesAt(ledger.now.timeMs);
  for (const list of [new Uint8Array(), Uint8Array.of(0), recorded("tdx").collateral.rootCrl])
    await refused("Attestation.BadCollateral", () => submit({ type: "RootCrl", value: { list } }));
  for (const piece of others) await refused("Attestation.MissingCollateral", () => submit(piece));
  if (rootCrl) ledger.run("Eve", submit_collateral({ piece: rootCrl }));
  const forgeries: Change[] = [
    ({ crls }) => Object.assign(crls.pck, { signer: "mallory" }),
    ({ signers }) => Object.assign(signers, { tcbInfo: "pck", qeIdentity: "pck" }),
    ({ chains }) =>
      Object.assign(chains, { tcbInfo: ["pck", "authority", "root"], qeIdentity: ["pck", "authority", "root"] }),
    ({ tcbInfo, qeIdentity }) => {
      for (const document of [tcbInfo, qeIdentity]) document["nextUpdate"] = "1970-01-01T00:00:00Z";
    },
  ];
  for (const [at, change] of forgeries.entries()) {
    const [, pckCrl, ...documents] = piecesAt(ledger.now.timeMs, change);
    for (const piece of at === 0 && pckCrl ? [pckCrl] : documents)
      await refused("Attestation.BadCollateral", () => submit(piece));
  }
  const { pckCrl } = recorded("tdx").collateral;
  await refused("Attestation.BadCollateral", () => submit({ type: "PckCrl", value: pckCrl }));
  supplyRest(ledger);
  for (const piece of piecesAt(ledger.now.timeMs)) await refused("Attestation.OldCollateral", () => submit(piece));
});

const supplyRest = (ledger: TestLedger) => {
  for (const piece of piecesAt(ledger.now.timeMs).slice(1)) ledger.run("Eve", submit_collateral({ piece }));
};

attack("change the policy without being root", async ({ refused }) => {
  const { ledger } = setup();
  const policy = ledger.of(attestation).policy.get();
  for (const call of [set_policy({ policy }), set_platforms({ platforms: usualPlatforms })])
    await refused("frame.BadOrigin", () => ({ code: ledger.refusal("Bob", call) }));
});
