import { readState } from "@pha/frame";
import { developmentAccounts, system } from "@pha/runtime/spec";
import { formatAmount } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { table } from "../output.ts";

/** `pha accounts [address…]` */
export async function accounts(
  context: Context,
  addresses: readonly string[],
  options: { readonly all?: boolean },
): Promise<void> {
  const asked = await Promise.all(
    addresses.map(async (name) => ({ name, scheme: undefined, account: (await context.account(name)).accountId })),
  );
  const developers = developmentAccounts
    .filter(({ uri, scheme }) => options.all || (scheme === "sr25519" && !uri.endsWith("stash")))
    .map(({ uri, scheme, account }) => ({ name: uri, scheme, account }));
  const listed = asked.length > 0 ? asked : developers;

  const network = await context.connect();
  const infos = await network.read((state) =>
    listed.map(({ account }) => readState(system, state).account.get(account)),
  );
  const rows = listed.map(({ name, scheme, account }, i) => {
    const { nonce = 0, data } = infos[i] ?? {};
    const { free = 0n, reserved = 0n, frozen = 0n } = data ?? {};
    return { name, scheme, address: addressOf(network, account), nonce, free, reserved, frozen };
  });
  context.output.result(
    rows,
    table([
      ["account", "address", "free", "frozen", "reserved", "nonce"],
      ...rows.map(({ name, scheme, address, free, frozen, reserved, nonce }) => [
        scheme === undefined || scheme === "sr25519" ? name : `${name} (${scheme})`,
        address,
        formatAmount(free),
        formatAmount(frozen),
        formatAmount(reserved),
        String(nonce),
      ]),
    ]),
  );
}
