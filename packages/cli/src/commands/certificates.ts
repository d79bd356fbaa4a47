import type { AccountId, Hex } from "@pha/codec";
import { evmAccountOf } from "@pha/crypto";
import { makeCall, readState } from "@pha/frame";
import { certificates, revocationText } from "@pha/runtime/spec";
import { addressOf, type Context } from "../context.ts";
import { send } from "../governance/submit.ts";
import { table } from "../output.ts";
import { getEvent } from "../receipts.ts";
import type { SignerOptions } from "../signer.ts";

const isEvmAddress = (text: string): text is Hex => /^0x[0-9a-fA-F]{40}$/.test(text);

/** `pha certificate list <accounts…>`: the ledger has no certificates, only how often each account has ended its own. */
export async function listRevocations(context: Context, names: readonly string[]): Promise<void> {
  const asked = await Promise.all(names.map(async (name) => ({ name, account: await accountOf(context, name) })));
  const network = await context.connect();
  const counts = await network.read((state) =>
    asked.map(({ account }) => readState(certificates, state).revocations.get(account)),
  );
  const rows = asked.map(({ name, account }, i) => ({
    name,
    address: addressOf(network, account),
    revocations: counts[i] as number,
  }));
  context.output.result(rows, [
    ...table([
      ["account", "address", "revoked"],
      ...rows.map(({ name, address, revocations }) => [name, address, `${revocations} times`]),
    ]),
    "A certificate names the count at its signing: workers take none that names a lower one.",
  ]);
}

const accountOf = async (context: Context, name: string): Promise<AccountId> =>
  isEvmAddress(name) ? evmAccountOf(name.toLowerCase() as Hex) : (await context.account(name)).accountId;

/** `pha certificate revoke` */
export async function revokeCertificates(context: Context, options: SignerOptions): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, makeCall(certificates, "revoke", {}));
  tellRevoked(context, getEvent(sent.receipt, certificates, "Revoked"), sent);
}

/** `pha certificate revoke --evm <address>`: the text that its wallet signs; with the signature, anybody hands it in. */
export async function revokeEvmCertificates(
  context: Context,
  address: Hex,
  { signature, ...options }: SignerOptions & { readonly signature?: Hex },
): Promise<void> {
  const signer = signature === undefined ? undefined : await context.signer(options);
  const network = await context.connect();
  const revocations = await network.read((state) =>
    readState(certificates, state).revocations.get(evmAccountOf(address)),
  );
  if (!signer || signature === undefined) {
    const text = revocationText(network.genesisHash, revocations);
    context.output.result({ address, revocations, text }, [
      "Have the wallet sign this text (personal_sign), and give what it says with --signature:",
      text,
    ]);
    return;
  }
  const call = makeCall(certificates, "revoke_evm", { address, revocations, signature });
  const sent = await send(context, network, signer, call);
  tellRevoked(context, getEvent(sent.receipt, certificates, "Revoked"), sent);
}

function tellRevoked(
  context: Context,
  { account, revocations }: { readonly account: AccountId; readonly revocations: number },
  { json, lines }: Awaited<ReturnType<typeof send>>,
): void {
  context.output.result({ account, revocations, ...json }, [
    "All certificates that the account has signed so far are taken no more; it may sign others.",
    ...lines,
  ]);
}
