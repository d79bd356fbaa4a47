import { type Hex, utf8 } from "@pha/codec";
import { makeCall, readState, type StateView } from "@pha/frame";
import { type Pool, stakePools } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { formatAmount, parsePayment } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { send } from "../governance/submit.ts";
import { table } from "../output.ts";
import { numbersOf, olderLines, type Page } from "../page.ts";
import { getEvent } from "../receipts.ts";
import { sharesWorth } from "../shares.ts";
import type { SignerOptions } from "../signer.ts";
import { act } from "./stakes.ts";

/** Price of a share in plancks, with six decimals; one of a pool that nobody has anything in. */
const priceOf = ({ shares, value }: { readonly shares: bigint; readonly value: bigint }): string =>
  shares === 0n ? "1.000000" : (Number((value * 1_000_000n) / shares) / 1_000_000).toFixed(6);

const percent = (millionths: number): string => `${millionths / 10_000} %`;

const factsOf = (network: Network, id: number, pool: Pool) => ({
  ...{ pool: id, owner: addressOf(network, pool.owner), commission: pool.commission },
  ...{ value: pool.value, shares: pool.shares, price: priceOf(pool), free: pool.free, leaving: pool.leaving },
  ...{ inSessions: pool.value - pool.free, stopping: pool.stopping, ownShares: pool.own, cap: pool.cap },
  ...{ closed: pool.closed, suspended: pool.suspensions > 0, workers: pool.workers, earned: pool.commissionDue },
});

/** Pools of a page that have not ended, newest first, and where the next page begins. */
function poolsIn(view: StateView, page: Page) {
  const { count, pools } = readState(stakePools, view);
  const { numbers, next } = numbersOf(count.get(), page);
  const found = pools.getMany(numbers);
  const all = numbers.flatMap((id, i) => {
    const pool = found[i];
    return pool ? [[id, pool] as const] : [];
  });
  return { all, next };
}

/** `pha pool list` */
export async function listPools(context: Context, page: Page): Promise<void> {
  const network = await context.connect();
  const { all, next } = await network.read((view) => poolsIn(view, page));
  const rows = all.map(([id, pool]) => [
    ...[String(id), formatAmount(pool.value), priceOf(pool), formatAmount(pool.free), percent(pool.commission)],
    ...[String(pool.workers), pool.suspensions > 0 ? "suspended" : pool.closed ? "closed" : ""],
    addressOf(network, pool.owner),
  ]);
  context.output.result({ pools: all.map(([id, pool]) => factsOf(network, id, pool)), next }, [
    ...(rows.length === 0
      ? ["There is no pool."]
      : table([["pool", "worth", "price", "free", "commission", "machines", "", "owner"], ...rows])),
    ...olderLines(context, "pool list", page, next),
  ]);
}

/** `pha pool show <pool>` */
export async function showPool(context: Context, id: number): Promise<void> {
  const network = await context.connect();
  const { pool, description } = await network.read((view) => {
    const { pools, descriptions } = readState(stakePools, view);
    return { pool: pools.get(id), description: descriptions.get(id) };
  });
  if (!pool) throw stakePools.errors.UnknownPool({ pool: id });
  const text = description && new TextDecoder().decode(description);
  const facts = factsOf(network, id, pool);
  context.output.result({ ...facts, description: text }, [
    ...table([
      [`pool ${id}`, text ?? ""],
      ["owner", `${facts.owner}, whose part of all earnings is ${percent(pool.commission)}`],
      ["worth", `${formatAmount(pool.value)} in ${pool.shares} shares, ${facts.price} each`],
      ["in sessions", `${formatAmount(facts.inSessions)}, of which ${formatAmount(pool.stopping)} returns by itself`],
      ["free", `${formatAmount(pool.free)}; ${pool.leaving} shares are asked back`],
      ["owner's pledge", `${pool.own} shares are lost first`],
    ]),
    ...(pool.suspensions > 0
      ? [
          "A machine is silent, or an offence of one undecided: nothing is contributed, paid or staked before that is settled.",
        ]
      : []),
  ]);
}

/** `pha pool create` */
export async function createPool(
  context: Context,
  { commission, ...options }: SignerOptions & { readonly commission: number },
): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(
    context,
    network,
    signer,
    makeCall(stakePools, "create", { commission: commission * 10_000 }),
  );
  const { pool } = getEvent(sent.receipt, stakePools, "PoolCreated");
  context.output.result({ pool, ...sent.json }, [`Pool ${pool}.`, ...sent.lines]);
}

/** `pha pool describe <pool> <text>` */
export const describePool = (context: Context, pool: number, text: string, options: SignerOptions): Promise<void> =>
  act(
    context,
    options,
    makeCall(stakePools, "describe", { pool, description: utf8(text) }),
    { pool, text },
    `Pool ${pool}: ${text}`,
  );

/** `pha pool pledge <pool> <amount>`: as many of the owner's shares as are worth that now are lost first. */
export async function pledge(context: Context, pool: number, text: string, options: SignerOptions): Promise<void> {
  const amount = parsePayment(text);
  const network = await context.connect();
  const shares = await network.read((view) => sharesWorth(view, "pool", pool, amount));
  const call = makeCall(stakePools, "set_own_shares", { pool, shares });
  await act(
    context,
    options,
    call,
    { pool, amount, shares },
    `${shares} of your shares of pool ${pool} are lost first.`,
  );
}

/** `pha pool claim-commission <pool>` */
export const claimCommission = (context: Context, pool: number, options: SignerOptions): Promise<void> =>
  act(
    context,
    options,
    makeCall(stakePools, "claim_commission", { pool }),
    { pool },
    `What pool ${pool} had earned you is yours.`,
  );

/** `pha pool offer <pool> <worker>`, `add`, `remove <worker>` */
export const offerWorker = (context: Context, pool: number, worker: Hex, options: SignerOptions): Promise<void> =>
  act(
    context,
    options,
    makeCall(stakePools, "offer_worker", { worker, pool }),
    { pool, worker },
    `The machine is offered to pool ${pool}.`,
  );

export const addWorker = (context: Context, pool: number, worker: Hex, options: SignerOptions): Promise<void> =>
  act(
    context,
    options,
    makeCall(stakePools, "add_worker", { pool, worker }),
    { pool, worker },
    `The machine belongs to pool ${pool}.`,
  );

export const removeWorker = (context: Context, worker: Hex, options: SignerOptions): Promise<void> =>
  act(
    context,
    options,
    makeCall(stakePools, "remove_worker", { worker }),
    { worker },
    "The machine belongs to no pool.",
  );
