import { type BusServiceName, services } from "./services.ts";
import { subjectPattern } from "./subject.ts";
import { subjects } from "./subjects.ts";

const inboxes = "_INBOX";

/** Prefix of the subjects that replies to a service arrive on. Nobody else may subscribe to them. */
export const inboxPrefix = (service: BusServiceName): string => `${inboxes}_${service}`;

/**
 * Whether somebody may await a reply on a subject. NATS lets who serves reply wherever a request says: on any other
 * subject the requester would speak as the server.
 */
export const isInbox = (subject: string | undefined): boolean => subject?.startsWith(inboxes) ?? false;

/** Subject patterns that a service's NATS user may publish and subscribe to, in NATS's sense: a request is published too. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** May reply to requests it received, and publish nothing else to others' inboxes. */
  readonly allowResponses: boolean;
}

/** The NATS permissions that follow from a service's role. */
export function permissionsOf(service: BusServiceName): Permissions {
  const { publish, subscribe, request, serve } = services[service].bus;
  const patterns = (names: readonly (keyof typeof subjects)[]) =>
    names.map((name) => subjectPattern(subjects[name].subject));
  return {
    publish: patterns([...publish, ...request]),
    subscribe: [...patterns([...subscribe, ...serve]), `${inboxPrefix(service)}.>`],
    allowResponses: serve.length > 0,
  };
}
