import { decode, fromHex, type Hex } from "@pha/codec";
import { emptyTree, stateKeyHash, stateValueHash, type TreeNode, treeRoot, updateTree } from "@pha/crypto";
import { Header, headerDifference, withoutSeal } from "@pha/light-client";
import { codeKey, type ExecutedBlock } from "@pha/runtime";
import { loadRuntime } from "@pha/runtime-host";
import type { Db } from "@pha/service-kit/db";
import { findBlockByNumber, findHead, listExtrinsics } from "../db/blocks.ts";
import { listStateKeys, listStateValues } from "../db/state-values.ts";
import { errors } from "../errors.ts";
import { executeBlock } from "../state/execute-block.ts";
import { HeadState } from "../state/head-state.ts";

/** One height, done. */
export interface Step {
  readonly number: number;
  /** The newest block there is. */
  readonly last: number;
}

/** Genesis values that are read at a time. */
const PAGE = 1_000;

/**
 * Executes every block again, from the state of genesis on, each with the runtime that its parent's state names. Of what
 * the database holds, nothing is used but genesis and the blocks: the state is made anew, in memory.
 *
 * @returns how many blocks were compared: state root, extrinsics root, digest.
 * @throws `chain.ReplayDiffers` at the first block whose header does not follow; what executing a block throws.
 */
export async function replayChain(db: Db, onStep: (step: Step) => void): Promise<number> {
  const last = (await findHead(db))?.number ?? 0;
  let parent = await headerOf(db, 0);
  let tree = await genesisTree(db);
  if (treeRoot(tree) !== parent.stateRoot)
    throw errors.ReplayDiffers({ number: 0, field: "stateRoot", block: parent.stateRoot, replayed: treeRoot(tree) });
  const head = new HeadState(0, (_, keys) => listStateValues(db, 0, keys), { capacity: Number.POSITIVE_INFINITY });
  for (let number = 1; number <= last; number++) {
    const header = await headerOf(db, number);
    const executed = await execute(db, head, parent, header);
    tree = updateTree(tree, leavesOf(executed.changes));
    const difference = headerDifference(withoutSeal(header), { ...executed.header, stateRoot: treeRoot(tree) });
    if (difference) {
      const { field, given: block, executed: replayed } = difference;
      throw errors.ReplayDiffers({ number, field, block, replayed });
    }
    head.advance(number, executed.changes);
    parent = header;
    onStep({ number, last });
  }
  return last;
}

async function execute(db: Db, head: HeadState, parent: Header, header: Header): Promise<ExecutedBlock> {
  const runtime = loadRuntime((await head.read((state) => state.get(codeKey))) as Uint8Array);
  const extrinsics = (await listExtrinsics(db, header.number)).map(({ bytes }) => bytes);
  return executeBlock(runtime, head, parent, { header, extrinsics });
}

async function genesisTree(db: Db): Promise<TreeNode> {
  let tree: TreeNode = emptyTree;
  let start: Hex | undefined;
  do {
    const keys = await listStateKeys(db, { height: 0, prefix: "0x", start, limit: PAGE });
    tree = updateTree(tree, leavesOf(await listStateValues(db, 0, keys)));
    start = keys.length < PAGE ? undefined : keys.at(-1);
  } while (start !== undefined);
  return tree;
}

const leavesOf = (changes: ReadonlyMap<Hex, Uint8Array | undefined>): Map<Hex, Hex | undefined> =>
  new Map([...changes].map(([key, value]) => [keyHash(key), value && stateValueHash(value)]));

const keyHash = (key: Hex): Hex => stateKeyHash(fromHex(key));

async function headerOf(db: Db, number: number): Promise<Header> {
  const row = await findBlockByNumber(db, number);
  if (!row) throw errors.BlockNotFound({ number });
  return decode(Header, row.header);
}
