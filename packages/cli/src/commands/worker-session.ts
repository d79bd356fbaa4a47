import type { Hex } from "@pha/codec";
import { type Call, findEvent, makeCall, readState } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import { attestation, computation, paidUpTo, pendingOf, type Session, stakePools, timestamp } from "@pha/runtime/spec";
import { formatAmount, parsePayment } from "../amounts.ts";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { table } from "../output.ts";
import type { SignerOptions } from "../signer.ts";

/** `pha worker show <worker>` */
export async function showWorker(context: Context, worker: Hex): Promise<void> {
  const network = await context.connect();
  const found = await network.read((state, { timeMs }) => {
    const { sessions, scores, shares, sets, figures } = readState(computation, state);
    const tick = tickAt(readState(timestamp, state).clock.get(), timeMs);
    const session = sessions.get(worker);
    return {
      isKnown: readState(attestation, state).workers.has(worker),
      pool: readState(stakePools, state).workers.get(worker)?.pool,
      score: scores.get(worker),
      ...{ tick, session, sum: shares.get().sum, coolDown: figures.get().coolDown },
      pending: session && pendingOf(session, paidUpTo(shares.get(), sets.get(), tick).paid).workers,
    };
  });
  if (!found.isKnown) throw errors.UnknownWorker({ worker });
  const { pool, score, session, sum, tick, coolDown, pending = 0n } = found;
  const freeIn = session?.standing.type === "CoolingDown" ? session.standing.value + coolDown - tick : undefined;
  const facts = {
    worker,
    pool,
    p: score?.p,
    standing: session?.standing.type ?? "Ready",
    pending,
    freeInTicks: freeIn,
  };
  context.output.result({ ...facts, session: session && factsOf(session) }, [
    ...table([
      ["worker", worker],
      ["pool", pool === undefined ? "none" : String(pool)],
      ["P", score ? String(score.p) : "not measured yet: it is with the next round of the beacon"],
      ["standing", standingText(facts.standing, freeIn)],
      ...(session ? rowsOf(session, sum, pending) : []),
    ]),
  ]);
}

const texts: Readonly<Record<string, string>> = {
  Ready: "does not compute",
  Idle: "computes, and answers",
  Unresponsive: "did not answer: it gets nothing until it does, and loses V",
  CoolingDown: "was stopped",
};

const standingText = (standing: string, freeIn: number | undefined): string =>
  `${texts[standing]}${freeIn === undefined ? "" : freeIn > 0 ? `; its stake is free in ${freeIn} ticks` : "; its stake can be reclaimed"}`;

/** A number with 64 binary digits behind the point, to two decimals. */
function decimal(fixed: bigint): string {
  const hundredths = String((fixed * 100n) >> 64n).padStart(3, "0");
  return `${hundredths.slice(0, -2)}.${hundredths.slice(-2)}`;
}

const factsOf = ({ number, stake, v, p, share, earned, due, startedAt }: Session) => ({
  ...{ number, stake, earned, startedAt, due },
  ...{ v: decimal(v), p: decimal(p), share: decimal(share) },
});

const rowsOf = ({ stake, v, p, share, earned, due }: Session, sum: bigint, pending: bigint): string[][] => [
  ["stake", formatAmount(stake)],
  ["V", `${decimal(v)} PHA`],
  ["P of now", decimal(p)],
  ["share", sum === 0n ? "0 %" : `${decimal((share * 100n * 2n ** 64n) / sum)} % of all`],
  ["earned", formatAmount(earned)],
  ["pending", `${formatAmount(pending)}, when it answers next`],
  ["asked", due === undefined ? "no" : `in round ${due}`],
];

/** Signs a call about a worker, and says what it did. */
async function send(context: Context, options: SignerOptions, call: Call, done: string): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  await network.preflight(signer, call);
  context.output.progress("signed and handed in; waiting for the validators");
  const { hash, block, events } = await network.submit(signer, call);
  const started = findEvent(events, computation, "Started");
  const v = started && decimal(started.v);
  context.output.result({ transaction: hash, block, v }, [
    `${done}${v === undefined ? "" : ` It begins with a V of ${v} PHA.`}`,
    `Final in block ${block.number}. Transaction ${hash}`,
  ]);
}

/** `pha worker start <worker> <stake>` */
export function startWorker(context: Context, worker: Hex, stake: string, options: SignerOptions): Promise<void> {
  const call = makeCall(computation, "start", { worker, stake: parsePayment(stake) });
  return send(context, options, call, `The worker computes, with ${stake} PHA of its pool's stake.`);
}

/** `pha worker stop <worker>` */
export const stopWorker = (context: Context, worker: Hex, options: SignerOptions): Promise<void> =>
  send(
    context,
    options,
    makeCall(computation, "stop", { worker }),
    "The worker computes no more; its stake cools down.",
  );

/** `pha worker reclaim <worker>` */
export const reclaimWorker = (context: Context, worker: Hex, options: SignerOptions): Promise<void> =>
  send(context, options, makeCall(computation, "reclaim", { worker }), "The worker's stake is its pool's again.");
