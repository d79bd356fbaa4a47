import { type ServiceName, services } from "./services.ts";
import { subjectPattern } from "./subject.ts";
import { subjects } from "./subjects.ts";

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
  const { publish, subscribe, request, serve } = services[service].bus;
  const patterns = (names: readonly (keyof typeof subjects)[]) =>
    names.map((name) => subjectPattern(subjects[name].subject));
  return {
    publish: patterns([...publish, ...request]),
    subscribe: [...patterns([...subscribe, ...serve]), `${inboxPrefix(service)}.>`],
    allowResponses: serve.length > 0,
  };
}
