import { subjectPattern } from "./subject.ts";
import { subjects } from "./subjects.ts";

/** Every process that has a NATS user of its own. */
export type ServiceName = "chain" | "relay" | "gatekeeper" | "miner";

type SubjectName = keyof typeof subjects;

interface Role {
  /** Events it publishes and questions it asks. */
  readonly sends: readonly SubjectName[];
  /** Events it listens to and questions it answers. */
  readonly hears: readonly SubjectName[];
}

/** Who may say and hear what. A miner cannot speak as the chain. */
export const roles: Readonly<Record<ServiceName, Role>> = {
  chain: {
    sends: [
      "blockProposed",
      "blockAnnounced",
      "blockFinalized",
      "chainMoved",
      "poolGrown",
      "validatorState",
      "validatorBlocks",
    ],
    hears: ["chainMoved", "poolGrown", "relayVote", "blockGet", "codeGet", "finalizedGet", "proofGet", "submit"],
  },
  relay: {
    sends: ["relayVote", "blockGet", "codeGet", "finalizedGet"],
    hears: [
      "blockProposed",
      "blockAnnounced",
      "blockFinalized",
      "relayVote",
      "validatorState",
      "validatorBlocks",
      "validatorFresh",
    ],
  },
  gatekeeper: {
    sends: ["finalizedGet", "proofGet", "validatorFresh", "submit", "query"],
    hears: ["blockFinalized", "keyRelease"],
  },
  miner: {
    sends: ["finalizedGet", "proofGet", "validatorFresh", "submit", "keyRelease"],
    hears: ["blockFinalized", "query"],
  },
};

/** Where a service's own replies come in: nobody else may listen there. */
export const inboxPrefix = (service: ServiceName): string => `_INBOX_${service}`;

/** Subject patterns a service's NATS user may publish and subscribe to. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** May answer what it was asked, and nothing else of others' inboxes. */
  readonly allowResponses: boolean;
}

/** The NATS permissions that follow from a service's role. */
export function permissionsOf(service: ServiceName): Permissions {
  const { sends, hears } = roles[service];
  const patterns = (names: readonly SubjectName[]) => names.map((name) => subjectPattern(subjects[name].subject));
  return {
    publish: patterns(sends),
    subscribe: [...patterns(hears), `${inboxPrefix(service)}.>`],
    allowResponses: hears.some((name) => subjects[name].kind === "rpc"),
  };
}
