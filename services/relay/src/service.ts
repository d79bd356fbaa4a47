import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { useSlabs } from "@pha/codec";
import { recoverEthAddress, useNativeHashes } from "@pha/crypto/node";
import { LightClient } from "@pha/light-client";
import { connectBus } from "@pha/service-kit/bus";
import { httpServer } from "@pha/service-kit/http";
import { readNetwork } from "@pha/service-kit/network";
import type { Surroundings } from "@pha/service-kit/run";
import { inboxPrefix, type SignedVote, subjects } from "@pha/wire";
import type { Config } from "./config.ts";
import { startFollower } from "./finality/follower.ts";
import { subscribeBlockAnnounced } from "./handlers/block-announced.ts";
import { subscribeBlockFinalized } from "./handlers/block-finalized.ts";
import { subscribeBlockProposed } from "./handlers/block-proposed.ts";
import { serveValidatorBlocks } from "./handlers/validator-blocks.ts";
import { serveValidatorFresh } from "./handlers/validator-fresh.ts";
import { serveValidatorHeard } from "./handlers/validator-heard.ts";
import { serveValidatorState } from "./handlers/validator-state.ts";
import { subscribeVoteSigned } from "./handlers/vote-signed.ts";
import { startRecall } from "./recall/recall-votes.ts";
import { statusRoutes } from "./routes/status.ts";
import { makeTelemetry } from "./telemetry.ts";
import { awaitTime } from "./validation/clock.ts";
import { makeRuntimes } from "./validation/runtimes.ts";
import { findBadSignature } from "./validation/signatures.ts";
import { isAuthored, validateProposal } from "./validation/validate-proposal.ts";
import { openBlockArchive } from "./voting/block-archive.ts";
import { openHeardVotes } from "./voting/heard-votes.ts";
import { isSigned as isSignedBy } from "./voting/signed-vote.ts";
import { makeValidator } from "./voting/validator.ts";
import { makeValidatorKey } from "./voting/validator-key.ts";
import { openVoteStore } from "./voting/vote-store.ts";

/** A running validator. */
export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** Highest certified block it knows. */
  readonly certified: { readonly number: number };
}

/** Opens every resource in order of need; disposing the result closes them in reverse. */
export async function startRelay(config: Config, { log, metrics, signal }: Surroundings): Promise<Relay> {
  useNativeHashes();
  useSlabs();
  await using opened = new AsyncDisposableStack();
  const key = makeValidatorKey(config.key.reveal());
  const { genesis, code, spec } = await readNetwork(config.spec, config.code);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const store = opened.use(openVoteStore(join(config.dataDir, "votes.db"), genesis.hash));
  const archive = opened.use(openBlockArchive(join(config.dataDir, "blocks.db")));
  const heard = opened.use(openHeardVotes(join(config.dataDir, "heard.db")));
  const bus = opened.use(
    await connectBus({
      service: "relay",
      url: config.natsUrl,
      seed: config.natsSeed,
      inboxPrefix: inboxPrefix("relay"),
      log,
      signal,
    }),
  );
  const client = LightClient.fromGenesis(genesis.hash, genesis.header, genesis.validators, recoverEthAddress);
  const isSigned = (signed: SignedVote) => isSignedBy(client.genesisHash, client.validators, signed, recoverEthAddress);
  const runtimes = makeRuntimes(code, (hash) => bus.request(subjects.codeGet, {}, { hash }));
  const validation = { runtimes, findBadSignature, awaitTime };
  const validator = opened.use(
    makeValidator({
      client,
      key,
      store,
      archive,
      validate: (parent, proposal, signal) => validateProposal(validation, parent, proposal, signal),
      isAuthored,
      isSigned,
      send(signed) {
        heard.keep(signed);
        // In this order: whoever can count the vote cannot have it before the other validators.
        bus.publish(subjects.voteSigned, { validator: key.address }, signed);
        bus.publish(subjects.relayVote, { validator: key.address }, signed.vote);
      },
      telemetry: makeTelemetry(log, metrics),
      startedMs: Date.now(),
    }),
  );
  const follower = opened.use(startFollower({ bus, validator, log }));
  opened.use(subscribeBlockFinalized({ bus, follower }));
  opened.use(subscribeBlockProposed({ bus, validator }));
  opened.use(subscribeBlockAnnounced({ bus, validator, log }));
  opened.use(subscribeVoteSigned({ bus, isSigned, heard }));
  opened.use(serveValidatorHeard({ bus, key, genesisHash: genesis.hash, heard }));
  opened.use(serveValidatorState({ bus, key, genesisHash: genesis.hash, validator }));
  opened.use(serveValidatorFresh({ bus, key, client, follower }));
  opened.use(serveValidatorBlocks({ bus, address: key.address, archive }));
  opened.use(startRecall({ bus, address: key.address, genesisHash: genesis.hash, validator, heard, log }));

  const http = opened.use(
    await httpServer({
      service: "relay",
      log,
      metrics,
      checks: { nats: () => bus.check(), chain: follower.check },
      routes: statusRoutes({ validator, store }),
      about: { network: spec, genesisHash: genesis.hash, facts: () => ({ certified: validator.certified.number }) },
    }),
  );
  const port = await http.listen(config.port, config.host);
  log.info({ port, address: key.address, genesis: genesis.hash }, "validator ready");
  const resources = opened.move();
  return {
    port,
    get certified() {
      return validator.certified;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
