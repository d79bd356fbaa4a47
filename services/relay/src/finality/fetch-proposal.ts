import { concat, decode } from "@pha/codec";
import { Proposal } from "@pha/light-client";
import type { Bus } from "@pha/service-kit/bus";
import { type BlockPart, subjects } from "@pha/wire";
import { errors } from "../errors.ts";

/** More than a block within all limits has, with its witness. */
const MAX_BYTES = 32 * 1024 * 1024;

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
    if (!fits || total > MAX_BYTES) throw errors.WrongPart({ number, offset, total: part.total });
    if (offset === total) return decode(Proposal, concat(...parts.map(({ bytes }) => bytes)));
  }
}
