import { subjectPattern } from "./subject.ts";
import { subjects } from "./subjects.ts";

/** Every process that has a NATS user of its own. */
export type ServiceName = "chain" | "relay" | "gatekeeper" | "miner";

type SubjectName = keyof typeof subjects;
/** Names of the subjects of one kind. */
type Named<Kind extends "event" | "rpc"> = {
  readonly [Name in SubjectName]: (typeof subjects)[Name]["kind"] extends Kind ? Name : never;
}[SubjectName];

/** What one service does on the bus, in the bus's own four words. */
interface Role {
  readonly publish: readonly Named<"event">[];
  readonly subscribe: readonly Named<"event">[];
  readonly request: readonly Named<"rpc">[];
  readonly serve: readonly Named<"rpc">[];
}

/** Who does what with which subject. NATS holds every service to it: a miner cannot speak as the chain. */
export const roles: Readonly<Record<ServiceName, Role>> = {
  chain: {
    publish: ["blockProposed", "blockAnnounced", "blockFinalized", "chainMoved", "poolGrown"],
    subscribe: ["chainMoved", "poolGrown", "relayVote"],
    request: ["validatorState", "validatorBlocks"],
    serve: ["blockGet", "codeGet", "finalizedGet", "proofGet", "submit"],
  },
  relay: {
    publish: ["relayVote"],
    subscribe: ["blockProposed", "blockAnnounced", "blockFinalized", "relayVote"],
    request: ["blockGet", "codeGet", "finalizedGet"],
    serve: ["validatorState", "validatorBlocks", "validatorFresh"],
  },
  gatekeeper: {
    publish: [],
    subscribe: ["blockFinalized"],
    request: ["finalizedGet", "proofGet", "validatorFresh", "submit", "query"],
    serve: ["keyRelease"],
  },
  miner: {
    publish: [],
    subscribe: ["blockFinalized"],
    request: ["finalizedGet", "proofGet", "validatorFresh", "submit", "keyRelease"],
    serve: ["query"],
  },
};

/** Prefix of the subjects that replies to a service arrive on. Nobody else may subscribe to them. */
export const inboxPrefix = (service: ServiceName): string => `_INBOX_${service}`;

/** Subject patterns that a service's NATS user may publish and subscribe to, in NATS's sense: a request is published too. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** May reply to requests it received, and publish nothing else to others' inboxes. */
  readonly allowResponses: boolean;
}

/** The NATS permissions that follow from a service's role. */
export function permissionsOf(service: ServiceName): Permissions {
  const { publish, subscribe, request, serve } = roles[service];
  const patterns = (names: readonly SubjectName[]) => names.map((name) => subjectPattern(subjects[name].subject));
  return {
    publish: patterns([...publish, ...request]),
    subscribe: [...patterns([...subscribe, ...serve]), `${inboxPrefix(service)}.>`],
    allowResponses: serve.length > 0,
  };
}
