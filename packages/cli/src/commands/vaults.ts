import { makeCall, readState } from "@pha/frame";
import { fundIn, stakePools, stakesOf, vaultAccount, vaults } from "@pha/runtime/spec";
import { formatAmount, parsePayment } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { send } from "../governance/submit.ts";
import { table } from "../output.ts";
import { getEvent } from "../receipts.ts";
import { sharesWorth } from "../shares.ts";
import type { SignerOptions } from "../signer.ts";
import { act } from "./stakes.ts";

/** `pha vault show <vault>` */
export async function showVault(context: Context, id: number): Promise<void> {
  const network = await context.connect();
  const { vault, fund, stakes } = await network.read((view) => ({
    vault: readState(vaults, view).vaults.get(id),
    fund: fundIn(view, "vault", id),
    stakes: stakesOf(view, vaultAccount(id)),
  }));
  if (!vault || !fund) throw vaults.errors.UnknownVault({ vault: id });
  const { commission, shares, free, leaving, ownerShares } = vault;
  const owner = addressOf(network, vault.owner);
  context.output.result({ vault: id, owner, commission, ...fund, free, leaving, ownerShares, stakes }, [
    ...table([
      [`vault ${id}`, `of ${owner}, whose part of all gains is ${commission / 10_000} %`],
      ["worth", `${formatAmount(fund.value)} in ${shares} shares; ${leaving} are asked back`],
      ["free", formatAmount(free)],
      ...stakes.map((stake) => [`pool ${stake.id}`, formatAmount(stake.worth + (stake.asked?.worth ?? 0n))]),
    ]),
  ]);
}

/** `pha vault invest <vault> <pool> <amount>` */
export async function invest(
  context: Context,
  vault: number,
  pool: number,
  text: string,
  options: SignerOptions,
): Promise<void> {
  const amount = parsePayment(text);
  const call = makeCall(vaults, "invest", { vault, pool, amount });
  await act(
    context,
    options,
    call,
    { vault, pool, amount },
    `${formatAmount(amount)} of vault ${vault} is in pool ${pool}.`,
  );
}

/** `pha vault divest <vault> <pool> <amount>`: as many shares as are worth that now, or `all`. */
export async function divest(
  context: Context,
  vault: number,
  pool: number,
  text: string,
  options: SignerOptions,
): Promise<void> {
  const amount = text === "all" ? undefined : parsePayment(text);
  const network = await context.connect();
  const shares = await network.read((view) => {
    if (amount !== undefined) return sharesWorth(view, "pool", pool, amount);
    return readState(stakePools, view).delegations.get(vaultAccount(vault), pool).shares;
  });
  const call = makeCall(vaults, "divest", { vault, pool, shares });
  await act(context, options, call, { vault, pool, shares }, `Asked back from pool ${pool}.`);
}

/** `pha vault collect <vault> <pool>` */
export const collect = (context: Context, vault: number, pool: number, options: SignerOptions): Promise<void> =>
  act(
    context,
    options,
    makeCall(vaults, "collect", { vault, pool }),
    { vault, pool },
    `What pool ${pool} had paid is in vault ${vault}.`,
  );

/** `pha vault force <vault> <pool>` */
export const forceDivest = (context: Context, vault: number, pool: number, options: SignerOptions): Promise<void> =>
  act(
    context,
    options,
    makeCall(vaults, "force_divest", { vault, pool }),
    { vault, pool },
    `All that vault ${vault} has in pool ${pool} is asked back.`,
  );

/** `pha vault take-fee <vault>` */
export const takeFee = (context: Context, vault: number, options: SignerOptions): Promise<void> =>
  act(
    context,
    options,
    makeCall(vaults, "take_fee", { vault }),
    { vault },
    `The shares of vault ${vault} that you had earned are yours.`,
  );

/** `pha vault create` */
export async function createVault(
  context: Context,
  { commission, ...options }: SignerOptions & { readonly commission: number },
): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, makeCall(vaults, "create", { commission: commission * 10_000 }));
  const { vault } = getEvent(sent.receipt, vaults, "VaultCreated");
  context.output.result({ vault, ...sent.json }, [`Vault ${vault}.`, ...sent.lines]);
}
