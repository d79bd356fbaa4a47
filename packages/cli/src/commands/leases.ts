import type { Hex } from "@pha/codec";
import { makeCall, readState, type StateView } from "@pha/frame";
import { clusters, type LeaseShown, leaseIn, leases, offerAt } from "@pha/runtime/spec";
import { formatAmount, parsePayment } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { send } from "../governance/submit.ts";
import { table } from "../output.ts";
import { numbersOf, olderLines, type Page } from "../page.ts";
import { getEvent } from "../receipts.ts";
import type { SignerOptions } from "../signer.ts";
import { act } from "./stakes.ts";

/** What an operator says of a worker. */
export interface OfferOptions extends SignerOptions {
  readonly places: number;
  readonly memory: number;
  readonly region: string;
}

/** Offers of a page, newest first, and where the next page begins. */
function offersIn(view: StateView, page: Page) {
  const { numbers, next } = numbersOf(readState(leases, view).offerCount.get(), page);
  return { offers: numbers.flatMap((position) => offerAt(view, position) ?? []), next };
}

/** `pha lease list` */
export async function listOffers(context: Context, page: Page): Promise<void> {
  const network = await context.connect();
  const { offers, next } = await network.read((view) => offersIn(view, page));
  const shown = offers.map(({ position: _, operator, ...offer }) => ({
    ...offer,
    operator: addressOf(network, operator),
  }));
  const rows = shown.map(({ worker, price, p, confidence, memoryMib, region, taken, places, serving, operator }) => [
    ...[worker, formatAmount(price), p === undefined ? "not measured" : String(p)],
    ...[confidence === undefined ? "none" : String(confidence), `${memoryMib} MiB`, region, `${taken} of ${places}`],
    ...[serving ? "serves" : "does not compute", operator],
  ]);
  context.output.result({ offers: shown, next }, [
    ...(rows.length === 0
      ? ["No worker is offered."]
      : table([["worker", "price a tick", "P", "confidence", "memory", "region", "taken", "", "operator"], ...rows])),
    ...olderLines(context, "lease list", page, next),
  ]);
}

/** `pha lease show <lease>` */
export async function showLease(context: Context, id: number): Promise<void> {
  const network = await context.connect();
  const lease = await network.read((view) => leaseIn(view, id));
  if (!lease) throw leases.errors.UnknownLease({ lease: id });
  const [tenant, operator] = [addressOf(network, lease.tenant), addressOf(network, lease.operator)];
  context.output.result({ ...lease, tenant, operator }, [
    ...table([
      [`lease ${id}`, `of ${tenant}`],
      ["worker", `${lease.worker} in cluster ${lease.cluster}, operated by ${operator}`],
      ["price", `${formatAmount(lease.price)} for a tick in which it serves`],
      ["over", `${new Date(Number(lease.untilMs)).toISOString()}${lease.leaving ? ": its operator leaves" : ""}`],
      ["served", `${lease.served} ticks; ${formatAmount(lease.paid)} paid`],
      ["now", standingText(lease)],
      ["held", formatAmount(lease.escrow)],
    ]),
  ]);
}

const standingText = ({ serving, pending }: LeaseShown): string =>
  serving
    ? `it answers; its next answer brings ${formatAmount(pending)}`
    : "it does not answer, and is paid nothing until it does";

/** `pha lease offer <worker> <price>` */
export const offerWorker = (
  context: Context,
  worker: Hex,
  text: string,
  { places, memory, region, ...options }: OfferOptions,
): Promise<void> => {
  const price = parsePayment(text);
  const terms = { worker, price, places, memoryMib: memory, region };
  const line = `The worker is offered for ${formatAmount(price)} a tick.`;
  return act(context, options, makeCall(leases, "offer", terms), terms, line);
};

/** `pha lease withdraw <worker>` */
export const withdrawOffer = (context: Context, worker: Hex, options: SignerOptions): Promise<void> =>
  act(
    context,
    options,
    makeCall(leases, "withdraw_offer", { worker }),
    { worker },
    "The worker is offered no more; its leases go on.",
  );

/** `pha lease cluster` */
export async function createCluster(
  context: Context,
  { minMembers, ...options }: SignerOptions & { readonly minMembers: number },
): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, makeCall(clusters, "create", { minMembers }));
  const { cluster } = getEvent(sent.receipt, clusters, "Created");
  context.output.result({ cluster, ...sent.json }, [`Cluster ${cluster} is yours, and empty.`, ...sent.lines]);
}

/** `pha lease take <cluster> <ticks> <workers...>`: for what they are offered for now, or for a price and no more. */
export async function takeWorkers(
  context: Context,
  cluster: number,
  ticks: number,
  workers: readonly Hex[],
  { price: text, ...options }: SignerOptions & { readonly price?: string },
): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const offers = await network.read((view) => readState(leases, view).offers.getMany(workers));
  const price = text === undefined ? highest(offers.map((offer) => offer?.price ?? 0n)) : parsePayment(text);
  const sent = await send(context, network, signer, makeCall(leases, "take", { cluster, workers, ticks, price }));
  const taken = sent.receipt.events.flatMap(({ type, value }) =>
    type === leases.name && value.type === "Taken" ? [value.value as Taken] : [],
  );
  const held = taken.reduce((sum, { escrow }) => sum + escrow, 0n);
  context.output.result({ leases: taken, ...sent.json }, [
    ...taken.map(({ lease, worker }) => `Lease ${lease}: ${worker} belongs to cluster ${cluster}.`),
    `${formatAmount(held)} is held; what is not served of it returns.`,
    ...sent.lines,
  ]);
}

function highest(prices: readonly bigint[]): bigint {
  let most = 0n;
  for (const price of prices) if (price > most) most = price;
  return most;
}

interface Taken {
  readonly lease: number;
  readonly worker: Hex;
  readonly escrow: bigint;
}

/** `pha lease renew <lease> <ticks>` */
export const renewLease = (context: Context, lease: number, ticks: number, options: SignerOptions): Promise<void> =>
  act(
    context,
    options,
    makeCall(leases, "renew", { lease, ticks }),
    { lease, ticks },
    `Lease ${lease} lasts ${ticks} ticks longer.`,
  );

/** `pha lease end <lease>` */
export async function endLease(context: Context, lease: number, options: SignerOptions): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, makeCall(leases, "end", { lease }));
  const { served, paid, returned } = getEvent(sent.receipt, leases, "Ended");
  context.output.result({ lease, served, paid, returned, ...sent.json }, [
    `Lease ${lease} is over: ${served} ticks were served for ${formatAmount(paid)}, ${formatAmount(returned)} came back.`,
    ...sent.lines,
  ]);
}

/** `pha lease leave <lease>` */
export const leaveLease = (context: Context, lease: number, options: SignerOptions): Promise<void> =>
  act(context, options, makeCall(leases, "leave", { lease }), { lease }, `Lease ${lease} is over in an hour.`);
