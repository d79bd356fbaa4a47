import { certify, makeBlock, makeNetwork, secretsOf } from "@pha/light-client/testing";
import { subjects } from "@pha/wire";
import type { FinalizedBlock } from "../follow.ts";
import type { FakeBus } from "./bus.ts";

/** A finalized chain for tests, from block 1; or the blocks that came after one of them, had it gone on otherwise. */
export function makeChain(length: number, after?: FinalizedBlock): readonly FinalizedBlock[] {
  const { genesis, genesisHash, set } = makeNetwork(1);
  const blocks: FinalizedBlock[] = [];
  for (let parent = after?.header ?? genesis; blocks.length < length; ) {
    const header = makeBlock(parent, { round: after ? 1 : 0 });
    blocks.push({
      header,
      certificate: certify(genesisHash, set, header, secretsOf([0])),
      messages: [],
      events: [],
      hasMore: false,
    });
    parent = header;
  }
  return blocks;
}

/** Lets the bus answer for finalized blocks up to a height that the test moves. */
export function serveChain(bus: FakeBus, chain: readonly FinalizedBlock[]) {
  const served = { height: chain.length };
  bus.reply(subjects.finalizedGet, ({ from, limit }) =>
    chain.slice(from - 1, Math.min(from - 1 + limit, served.height)),
  );
  bus.reply(subjects.finalizedPath, ({ number }) => chain.slice(number, served.height).slice(-1));
  return served;
}
