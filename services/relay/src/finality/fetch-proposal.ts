import { concat, decode } from "@pha/codec";
import { Proposal } from "@pha/light-client";
import { maxProposalBytes } from "@pha/limits";
import type { Bus } from "@pha/service-kit/bus";
import { type BlockPart, subjects } from "@pha/wire";
import { errors } from "../errors.ts";

/**
 * Asks for the proposal of a height, part by part.
 *
 * @throws `relay.WrongPart` when another took its place meanwhile; what asking throws.
 */
export async function fetchProposal(bus: Pick<Bus, "request">, number: number): Promise<Proposal> {
  const parts: BlockPart[] = [];
  for (let offset = 0; ; ) {
    const part = await bus.request(subjects.blockGet, {}, { number, offset });
    parts.push(part);
    offset += part.bytes.length;
    const { hash, total } = parts[0] ?? part;
    const fits = part.hash === hash && part.total === total && part.bytes.length > 0 && offset <= total;
    if (!fits || total > maxProposalBytes) throw errors.WrongPart({ number, offset, total: part.total });
    if (offset === total) return decode(Proposal, concat(...parts.map(({ bytes }) => bytes)));
  }
}
