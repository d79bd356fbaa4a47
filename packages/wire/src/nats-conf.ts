import { natsPayloadBytes } from "@pha/limits";
import { permissionsOf } from "./permissions.ts";
import type { BusServiceName } from "./services.ts";

/** What a NATS server's configuration depends on. */
export interface NatsConfOptions {
  /** Address and port to listen on, as `127.0.0.1:4222`. */
  readonly listen: string;
  /** Where monitoring (`/healthz`) listens; none when absent. */
  readonly monitor?: string;
  /** The public nkey (`U…`) of each service that has a bus. Without users the server lets anybody in. */
  readonly users?: Readonly<Record<BusServiceName, string>>;
}

/** The text of `nats.conf`: limits and one user with its permissions per service. */
export function natsConf({ listen, monitor, users }: NatsConfOptions): string {
  const lines = [
    `listen: "${listen}"`,
    ...(monitor === undefined ? [] : [`http: "${monitor}"`]),
    `max_payload: ${natsPayloadBytes}`,
    "max_pending: 64MB",
  ];
  if (users !== undefined) lines.push("authorization {", "  users: [", ...Object.entries(users).map(user), "  ]", "}");
  return `${lines.join("\n")}\n`;
}

function user([service, nkey]: [string, string]): string {
  const { publish, subscribe, allowResponses } = permissionsOf(service as BusServiceName);
  const permissions = [
    `publish: { allow: ${JSON.stringify(publish)} }`,
    `subscribe: { allow: ${JSON.stringify(subscribe)} }`,
    ...(allowResponses ? ['allow_responses: { max: 1, expires: "1m" }'] : []),
  ];
  return `    { nkey: ${nkey}, permissions: { ${permissions.join(", ")} } }`;
}
