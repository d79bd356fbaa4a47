import type { Hex } from "@pha/codec";
import fc from "fast-check";
import type { SimulatedAuthor } from "./simulated-author.ts";
import type { SimulatedNetwork } from "./simulated-network.ts";

/** What happens to messages, validators and the author's will besides deliveries. */
export const troubles = ["lose", "double", "crash", "extend", "again", "cheat"] as const;
/** What happens to machines: an earlier copy of a folder is put in its place, a validator is away for a while. */
export const moves = ["rollBack", "leave", "comeBack"] as const;
type Action = "deliver" | (typeof troubles)[number] | (typeof moves)[number];

export interface Step {
  readonly action: Action;
  readonly which: number;
  readonly isValid: boolean;
}

/** Deliveries are common, so that something happens; which message it is makes the delay. */
export function stepOf(...others: readonly Action[]): fc.Arbitrary<Step> {
  const action = fc.oneof(
    { weight: 20, arbitrary: fc.constant<Action>("deliver") },
    ...others.map((one) => ({ weight: one === "extend" ? 3 : 1, arbitrary: fc.constant(one) })),
  );
  return fc.record({ action, which: fc.nat(), isValid: fc.boolean() });
}

export async function deliver(network: SimulatedNetwork, author: SimulatedAuthor, which: number): Promise<void> {
  const [message] = network.underWay.splice(which % (network.underWay.length || 1), 1);
  if (message?.type === "vote") author.hear(message.vote);
  else if (message) await network.deliver(message);
}

export async function play(
  network: SimulatedNetwork,
  author: SimulatedAuthor,
  { action, which, isValid }: Step,
  cheats: boolean,
): Promise<void> {
  const { underWay } = network;
  const chosen = which % (underWay.length || 1);
  const message = underWay[chosen];
  if (action === "deliver") await deliver(network, author, which);
  if (action === "lose") underWay.splice(chosen, 1);
  if (action === "double" && message) network.send(message);
  if (action === "crash") await network.crash(which);
  if (action === "rollBack") await network.rollBack(which, which >> 3);
  if (action === "leave") await network.leave(which);
  if (action === "comeBack") network.comeBack(which);
  if (action === "extend") author.extend(isValid);
  if (action === "again") author.tellAgain();
  if (action === "cheat" && cheats) author.cheat(isValid, which);
}

/** Blocks of each height that a quorum signed, of all that was ever signed, delivered or not. */
export function certifiedBlocks({ votes, quorum }: SimulatedNetwork): Map<number, Set<Hex>> {
  const signers = new Map<string, Set<Hex>>();
  const blocks = new Map<number, Set<Hex>>();
  for (const { number, round, choice, validator } of votes) {
    if (choice.type === "Nil") continue;
    const name = `${number}/${round}/${choice.value}`;
    const all = (signers.get(name) ?? new Set()).add(validator);
    signers.set(name, all);
    if (all.size >= quorum) blocks.set(number, (blocks.get(number) ?? new Set<Hex>()).add(choice.value as Hex));
  }
  return blocks;
}

/** Signatures of the honest for each height and round, by what they are of: `validator/height/round`. */
export function honestSignatures({ votes, honest }: SimulatedNetwork): Map<string, Set<Hex>> {
  const signed = new Map<string, Set<Hex>>();
  for (const { number, round, validator, signature } of votes) {
    const name = `${validator}/${number}/${round}`;
    if (honest.includes(validator)) signed.set(name, (signed.get(name) ?? new Set()).add(signature));
  }
  return signed;
}
