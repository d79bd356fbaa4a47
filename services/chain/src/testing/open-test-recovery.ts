import { fromHex, type Hex } from "@pha/codec";
import { signEcdsa } from "@pha/crypto/node";
import { developmentValidators } from "@pha/runtime/spec";
import { connectBus } from "@pha/service-kit/bus";
import { silentLog } from "@pha/service-kit/log";
import { type ArchivedBlock, subjects, type ValidatorState, vouched } from "@pha/wire";
import { undo } from "../author/undo.ts";
import type { Config } from "../config.ts";
import { openChainDb } from "../db/open-chain-db.ts";
import { openFinality } from "../finality/open-finality.ts";
import { type Lease, tryLease } from "../lease/lease.ts";
import { makeRecovery } from "../recovery/recovery.ts";
import { openTestCore } from "./open-test-core.ts";

/** What a validator says when it is asked. */
export interface Answers {
  /** Absent: it is there and says nothing. */
  readonly state?: ValidatorState;
  readonly blocks?: readonly ArchivedBlock[];
}

export const nothing: ValidatorState = { certified: undefined, vote: undefined };

/** Recovery of a chain that is not running, under a lease of its own, above genesis. */
export async function openTestRecovery(config: Pick<Config, "databaseUrl" | "natsUrl" | "spec" | "code">) {
  await using opened = new AsyncDisposableStack();
  const core = opened.use(await openTestCore(config));
  core.role.lead();
  await undo(core, core.epoch, undefined); // a block that was made before genesis' writer had ended
  const lease = opened.use((await tryLease(opened.use(await openChainDb(config.databaseUrl, silentLog)))) as Lease);
  const at = { url: config.natsUrl, log: silentLog };
  const bus = opened.use(await connectBus({ service: "chain", ...at }));
  const relay = opened.use(await connectBus({ service: "relay", ...at }));
  const { genesis } = core.ledger;
  const finality = await openFinality({ ...core, genesis, log: silentLog });
  const recovery = makeRecovery({ ...core, bus, finality, genesisHash: genesis.hash });
  const undone: Hex[] = [];
  core.emitter.on("undone", (_, blocks) => undone.push(...blocks.map(({ hash }) => hash)));
  /** Until then the silent say nothing; what serves them waits for it. */
  const ended = Promise.withResolvers<ValidatorState>();
  const resources = opened.move();
  return {
    ...core,
    bus,
    /** The validators' connection. */
    relay,
    lease,
    recovery,
    /** Hashes of blocks that were undone since. */
    undone,
    /** The first validators of the network say this; there are no others. */
    async answer(...all: readonly Answers[]): Promise<AsyncDisposable> {
      const answering = resources.use(new AsyncDisposableStack());
      for (const [place, { state, blocks = [] }] of all.entries()) {
        const { secret, public: validator } = developmentValidators[place] as (typeof developmentValidators)[number];
        const replies = [
          relay.serve(subjects.validatorState, { at: { validator } }, async ({ request }) => {
            const answer = state ?? (await ended.promise);
            return {
              answer,
              signature: signEcdsa(fromHex(secret), vouched.state.digest(genesis.hash, request, answer)),
            };
          }),
          relay.serve(subjects.validatorBlocks, { at: { validator } }, () => [...blocks]),
        ];
        for (const reply of replies) answering.use(reply);
        await Promise.all(replies.map(({ ready }) => ready));
      }
      return answering;
    },
    [Symbol.asyncDispose]() {
      ended.resolve(nothing);
      return resources.disposeAsync();
    },
  };
}
