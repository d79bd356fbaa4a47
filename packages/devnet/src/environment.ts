import { join } from "node:path";
import { type Counts, type ServiceName, serviceOf } from "@pha/wire";

/** Where a process finds what it is given. */
export interface Whereabouts {
  readonly natsUrl: string;
  /** Folder of its secrets. */
  readonly secrets: string;
  readonly spec: string;
  readonly code: string;
  /** Its enclave program's bundle, if it hosts one. */
  readonly program: string;
  /** The folder that it keeps, if it keeps one. */
  readonly folder: string;
}

/** Secret file with the URL of a service's database. */
export const DATABASE_URL = "database-url";
export const NATS_SEED = "nats-seed";

/** A service's settings that follow from its row: names of files for all secrets, and no secret. */
export function environmentOf(
  service: ServiceName,
  { natsUrl, secrets, spec, code, program, folder }: Whereabouts,
  counts: Counts,
): Readonly<Record<string, string>> {
  const { readsGenesis, hasDatabase, hasFolder, hasProgram, bus, ...row } = serviceOf(service);
  const files = [...(bus ? [NATS_SEED] : []), ...(hasDatabase ? [DATABASE_URL] : []), ...Object.keys(row.secrets)];
  const settings = {
    ...(bus ? { NATS_URL: natsUrl } : {}),
    ...(readsGenesis ? { SPEC: spec, CODE: code } : {}),
    ...Object.fromEntries(files.map((file) => [fileSetting(file), join(secrets, file)])),
    ...(hasProgram ? { PROGRAM: program } : {}),
    ...(hasFolder ? { DATA_DIR: folder } : {}),
    ...row.settings?.(counts),
  };
  return prefixed(service, settings);
}

/** `author-key` is named by `AUTHOR_KEY_FILE`. */
const fileSetting = (file: string): string => `${file.toUpperCase().replaceAll("-", "_")}_FILE`;

/** Settings under the names that the service reads. */
export const prefixed = (service: ServiceName, settings: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${service.toUpperCase()}_${key}`, value]));
