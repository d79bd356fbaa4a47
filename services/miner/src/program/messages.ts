import { decode } from "@pha/codec";
import { BroughtMessages, type Core } from "@pha/program-kit";

/** Blocks of a cluster. */
interface Blocks {
  readonly cluster: number;
  readonly fromBlock: number;
  readonly toBlock: number;
}

/** Some messages of a cluster, the last up to a block, as the host brings them: unproven. */
export const bringMessagesUpTo = async (
  core: Core,
  upTo: { readonly cluster: number; readonly block: number },
): Promise<readonly Uint8Array[]> => decode(BroughtMessages, await core.ask({ type: "MessagesUpTo", value: upTo }));

/** The messages that a cluster got in some blocks, as the host brings them: unproven. */
export const bringMessages = async (core: Core, blocks: Blocks): Promise<readonly Uint8Array[]> =>
  decode(BroughtMessages, await core.ask({ type: "Messages", value: blocks }));
