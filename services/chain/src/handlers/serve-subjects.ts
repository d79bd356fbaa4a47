import type { Bus } from "@pha/service-kit/bus";
import type { Db } from "@pha/service-kit/db";
import type { Finality } from "../finality/finality.ts";
import { serveBlockGet } from "./block-get.ts";
import { serveCallForetell } from "./call-foretell.ts";
import { serveCodeGet } from "./code-get.ts";
import { serveFinalizedGet } from "./finalized-get.ts";
import { serveFinalizedPath } from "./finalized-path.ts";
import { serveMessagesGet } from "./messages-get.ts";
import { type ProofGetDeps, serveProofGet } from "./proof-get.ts";
import { subscribeRelayVote } from "./relay-vote.ts";
import { serveSubmit } from "./submit.ts";

export interface SubjectDeps extends ProofGetDeps {
  readonly bus: Bus;
  readonly db: Db;
  readonly finality: Finality;
}

/** All that other services ask of the chain and tell it over NATS. */
export function serveSubjects(deps: SubjectDeps): AsyncDisposable {
  const opened = new AsyncDisposableStack();
  opened.use(subscribeRelayVote(deps));
  opened.use(serveBlockGet(deps));
  opened.use(serveCodeGet(deps));
  opened.use(serveFinalizedGet(deps));
  opened.use(serveFinalizedPath(deps));
  opened.use(serveMessagesGet(deps));
  opened.use(serveProofGet(deps));
  opened.use(serveCallForetell(deps));
  opened.use(serveSubmit(deps));
  return opened;
}
