import { developmentAuthor, developmentValidators } from "@pha/runtime/spec";
import type { subjects } from "./subjects.ts";

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

/** What a service is to everybody else: how it runs, what it is given, what it may say and hear. */
export interface Service {
  /** Name of its processes in the plural. */
  readonly title: string;
  /** Processes of a network where nothing else is asked for. */
  readonly count: number;
  /**
   * Replicas are alike, share their secrets, and may be any number. Members are named by genesis or by an account: each
   * has secrets and a folder of its own.
   */
  readonly processes: "replicas" | "members";
  /** Port of `/readyz` and whatever else it serves: of each process in a container, of the first one on one machine. */
  readonly port: number;
  /**
   * People and scripts know the port. Unknown ports yield where they are taken, and containers do not publish them.
   * Replicas with a known port need a front there, which HAProxy is.
   */
  readonly hasKnownPort: boolean;
  /** Keeps a folder. Replicas share one. */
  readonly hasFolder: boolean;
  /** Reads what the network's genesis follows from: its chain spec, its runtime's bundle. */
  readonly readsGenesis: boolean;
  /** Has a database and a database user, both of its name. */
  readonly hasDatabase: boolean;
  /** Hosts the enclave program in its folder `src/program`. */
  readonly hasProgram: boolean;
  /** Services that must serve before it can; all that have a bus need NATS. */
  readonly needs: readonly string[];
  /** Files of secrets beside the NATS seed, with what a development network writes into them for each process. */
  readonly secrets: Readonly<Record<string, (process: number) => string>>;
  /** Settings that follow from how many processes of each service there are. */
  readonly settings?: (counts: Readonly<Record<string, number>>) => Readonly<Record<string, string>>;
  /** NATS holds every service to it: a miner cannot speak as the chain. Absent: the service is no user of NATS. */
  readonly bus?: Role;
}

/**
 * Accounts that register gatekeepers' enclaves and pay for them: slots take one each in turn, for an account's extrinsics come
 * one by one, and none that people and the faucet use.
 */
const operators = "//Alice//stash,//Bob//stash,//Charlie//stash,//Dave//stash,//Eve//stash";

/** Every service, declared once: permissions, secrets, ports, processes and the checks of compose follow. */
export const services = {
  chain: {
    title: "chains",
    count: 1,
    processes: "replicas",
    port: 9944,
    hasKnownPort: true,
    hasFolder: false,
    readsGenesis: true,
    hasDatabase: true,
    hasProgram: false,
    needs: [],
    // The published keys of development: the genesis of a development network names them.
    secrets: { "author-key": () => developmentAuthor.secret },
    settings: ({ relay }) => ({ INSTANT_FINALITY: String(relay === 0) }),
    bus: {
      publish: ["blockProposed", "blockAnnounced", "blockFinalized", "chainMoved", "poolGrown"],
      subscribe: ["chainMoved", "poolGrown", "relayVote"],
      request: ["validatorState", "validatorBlocks"],
      serve: [
        "blockGet",
        "codeGet",
        "finalizedGet",
        "finalizedPath",
        "messagesGet",
        "proofGet",
        "callForetell",
        "submit",
      ],
    },
  },
  relay: {
    title: "validators",
    count: developmentValidators.length,
    processes: "members",
    port: 9955,
    hasKnownPort: false,
    hasFolder: true,
    readsGenesis: true,
    hasDatabase: false,
    hasProgram: false,
    needs: [],
    secrets: { key: (process) => developmentValidators[process]?.secret ?? "" },
    bus: {
      publish: ["relayVote", "voteSigned"],
      subscribe: ["blockProposed", "blockAnnounced", "blockFinalized", "voteSigned"],
      request: ["blockGet", "codeGet", "finalizedGet", "finalizedPath", "validatorHeard"],
      serve: ["validatorState", "validatorHeard", "validatorBlocks", "validatorFresh"],
    },
  },
  gatekeeper: {
    title: "gatekeepers",
    count: 3,
    processes: "replicas",
    port: 8000,
    hasKnownPort: true,
    hasFolder: true,
    readsGenesis: true,
    hasDatabase: false,
    hasProgram: true,
    needs: ["chain"],
    secrets: { operator: () => operators },
    bus: {
      publish: [],
      subscribe: ["blockFinalized"],
      request: ["finalizedGet", "finalizedPath", "proofGet", "validatorFresh", "submit", "workerAsk"],
      serve: ["keyRelease"],
    },
  },
  miner: {
    title: "miners",
    count: 1,
    processes: "replicas",
    port: 8100,
    hasKnownPort: false,
    hasFolder: true,
    readsGenesis: true,
    hasDatabase: false,
    hasProgram: true,
    needs: ["chain"],
    secrets: { operator: () => "//Ferdie//stash" },
    bus: {
      publish: [],
      subscribe: ["blockFinalized"],
      request: [
        "finalizedGet",
        "finalizedPath",
        "messagesGet",
        "proofGet",
        "validatorFresh",
        "submit",
        "keyRelease",
        "handOver",
      ],
      serve: ["workerAsk", "handOver"],
    },
  },
  governance: {
    title: "governance",
    count: 1,
    processes: "replicas",
    port: 8200,
    hasKnownPort: true,
    hasFolder: false,
    readsGenesis: true,
    hasDatabase: true,
    hasProgram: false,
    needs: ["chain"],
    secrets: {},
    bus: {
      publish: [],
      subscribe: ["blockFinalized"],
      // `submit`: closes motions, where it is given an account.
      request: ["finalizedGet", "proofGet", "callForetell", "submit"],
      serve: [],
    },
  },
  console: {
    title: "console",
    count: 1,
    processes: "replicas",
    port: 3000,
    hasKnownPort: true,
    hasFolder: false,
    readsGenesis: true,
    hasDatabase: false,
    hasProgram: false,
    needs: [],
    secrets: {},
  },
} as const satisfies Readonly<Record<string, Service>>;

export type ServiceName = keyof typeof services;

/** Services that are users of NATS. */
export type BusServiceName = {
  readonly [Name in ServiceName]: (typeof services)[Name] extends { readonly bus: Role } ? Name : never;
}[ServiceName];

/** How many processes of each service there are. */
export type Counts = Readonly<Record<ServiceName, number>>;

export const serviceNames = Object.keys(services) as ServiceName[];

/** A service's row. */
export const serviceOf = (name: ServiceName): Service => services[name];

export const busServiceNames = serviceNames.filter((name): name is BusServiceName => "bus" in services[name]);

/** One value for each service. */
export function forServices<T>(make: (name: ServiceName, service: Service) => T): Readonly<Record<ServiceName, T>> {
  return Object.fromEntries(serviceNames.map((name) => [name, make(name, serviceOf(name))])) as Record<ServiceName, T>;
}

/** One value for each service that is a user of NATS. */
export function forBusServices<T>(make: (name: BusServiceName) => T): Readonly<Record<BusServiceName, T>> {
  return Object.fromEntries(busServiceNames.map((name) => [name, make(name)])) as Record<BusServiceName, T>;
}

/** Processes of a network where nothing else is asked for. */
export const usualCounts: Counts = forServices((_, { count }) => count);

/** Name of one process: `relay-2`. */
export const processName = (service: ServiceName, process: number): string => `${service}-${process}`;

/** Name of what a process has to itself, or its service's replicas have together: of its secrets, of its folder. */
export const ownName = (service: ServiceName, process: number): string =>
  services[service].processes === "members" ? processName(service, process) : service;

/** Names of what there is of that, for some processes. */
export const ownNames = (service: ServiceName, count: number): string[] => [
  ...new Set(Array.from({ length: count }, (_, process) => ownName(service, process))),
];
