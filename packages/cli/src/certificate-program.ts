import { type Hex, toHex } from "@pha/codec";
import { type Command, InvalidArgumentError } from "commander";
import { type Add, accountDoc, type Run, signing } from "./command.ts";

/** An EVM address, in small letters. */
function evmAddress(text: string): Hex {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) throw new InvalidArgumentError("Expected 0x and 40 hexadecimal digits.");
  return text.toLowerCase() as Hex;
}

/** `r ‖ s ‖ v` with v = 0 or 1, of wallets' 27 or 28. */
function evmSignature(text: string): Hex {
  const given = text.toLowerCase();
  if (!/^0x[0-9a-f]{130}$/.test(given))
    throw new InvalidArgumentError("Expected 0x and 130 hexadecimal digits, as a wallet's personal_sign gives them.");
  const v = Number.parseInt(given.slice(-2), 16);
  return `${given.slice(0, -2)}${toHex(Uint8Array.of(v < 27 ? v : v - 27)).slice(2)}` as Hex;
}

/** `pha certificate …` */
export function addCertificateCommands(certificate: Command, add: Add, run: Run): void {
  const commands = () => import("./commands/certificates.ts");

  add(certificate, "list", "How often accounts have revoked: certificates from before that are taken no more.", [
    "pha certificate list //Alice main",
    "pha certificate list 0x8ba1f109551bd432803012645ac136ddd64dba72 --json",
  ])
    .argument("<accounts...>", `${accountDoc}; or an EVM address`)
    .action((accounts: string[], _, command) =>
      run(command, async (context) => (await commands()).listRevocations(context, accounts)),
    );

  signing(
    add(certificate, "revoke", "Ends all certificates of client keys that an account has signed so far.", [
      "pha certificate revoke --account main",
      "pha certificate revoke --evm 0x8ba1f109551bd432803012645ac136ddd64dba72   # the text that its wallet signs",
      "pha certificate revoke --evm 0x8ba1… --signature 0x5f…1c --from //Alice   # who hands it in pays",
    ]),
  )
    .option("--evm <address>", "those of this EVM address; whose wallet signs a text for that", evmAddress)
    .option("--signature <hex>", "what the wallet of --evm has signed", evmSignature)
    .action((given: { readonly evm?: Hex; readonly signature?: Hex }, command: Command) => {
      const { evm, signature } = given;
      if (signature !== undefined && evm === undefined) command.error("error: --signature is that of --evm's wallet");
      return run(command, async (context, options) =>
        evm === undefined
          ? (await commands()).revokeCertificates(context, options)
          : (await commands()).revokeEvmCertificates(context, evm, options),
      );
    });
}
