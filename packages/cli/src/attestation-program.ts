import type { Hex } from "@pha/codec";
import type { Command } from "commander";
import { type Add, type Run, signing } from "./command.ts";
import type { VerifyOptions } from "./commands/attestation-verify.ts";
import { errors } from "./errors.ts";
import { identity, isHex } from "./identities.ts";

/** The commands below `pha attestation`. */
export function addAttestationCommands(attestation: Command, add: Add, run: Run): void {
  const shown = () => import("./commands/attestation.ts");

  add(attestation, "show", "What attests an enclave: program, platform, confidence, until when.", [
    "pha attestation show 0x1bf7…",
    "pha attestation show 0x1bf7… --json",
  ])
    .argument("<worker>", "identity of the enclave: pha worker list has it, pha keys that of a gatekeeper")
    .action((worker: string, _, command) =>
      run(command, async (context) => (await shown()).showAttestation(context, identity(worker))),
    );

  add(attestation, "policy", "Which programs and which hardware count, and what waits to be allowed.", [
    "pha attestation policy",
  ]).action((_, command) => run(command, async (context) => (await shown()).showPolicy(context)));

  add(attestation, "collateral", "What Intel says of its hardware, as the ledger has it, and until when it holds.", [
    "pha attestation collateral",
    "pha attestation collateral 0xb0c06f000000",
  ])
    .argument("[fmspc...]", "families of platforms beside those that workers have, 6 bytes each")
    .action((fmspcs: string[], _, command) =>
      run(command, async (context) =>
        (await shown()).showCollateral(
          context,
          fmspcs.map((fmspc) => parseHex(fmspc, 6)),
        ),
      ),
    );

  signing(
    add(attestation, "submit", "Brings collateral from a file to the ledger; anybody may, and pays the fees.", [
      "pha attestation submit collateral.json --account main",
    ]),
  )
    .argument("<file>", "JSON with tcb_info, qe_identity, root_ca_crl, pck_crl and their chains")
    .action((file: string, _, command) =>
      run(command, async (context, options) =>
        (await import("./commands/attestation-submit.ts")).submitCollateral(context, file, options),
      ),
    );

  add(attestation, "verify", "Verifies a quote of Intel's hardware offline, against collateral in a file.", [
    "pha attestation verify quote.bin --collateral collateral.json",
    "pha attestation verify get-quote.json --collateral collateral.json --at 2025-06-19T12:00:00Z",
  ])
    .argument(
      "<quote>",
      "file: a quote, its hexadecimal digits, dstack's answer to GetQuote, or the quote of a call that registers",
    )
    .requiredOption("--collateral <file>", "JSON with tcb_info, qe_identity, root_ca_crl, pck_crl and their chains")
    .option("--at <time>", "when it must hold: a date, or +1h (now)")
    .action((quote: string, options: VerifyOptions, command) =>
      run(command, async (context) =>
        (await import("./commands/attestation-verify.ts")).verifyQuoteFile(context, quote, options),
      ),
    );
}

/** @throws `cli.BadBytes` */
function parseHex(text: string, bytes: number): Hex {
  if (!isHex(text, bytes)) throw errors.BadBytes({ given: text, bytes });
  return text.toLowerCase() as Hex;
}
