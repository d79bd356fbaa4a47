import { readFile } from "node:fs/promises";
import { serviceErrors } from "@pha/api";
import type { NetworkProfile } from "@pha/runtime/spec";
import { type Config, settings } from "../config.ts";
import { type HttpSettings, maxAllowed, maxCaBytes } from "../protocol.ts";

/**
 * What contracts may fetch from beside the public internet.
 *
 * @throws `service-kit.BadSettings` when it is more than the enclave takes, or anything on a network that is none of
 *   development
 */
export async function readHttpSettings(
  { httpAllow: allow, httpCa: file }: Pick<Config, "httpAllow" | "httpCa">,
  { development, title }: Pick<NetworkProfile, "development" | "title">,
): Promise<HttpSettings> {
  const ca = file === undefined ? [] : [await readFile(file, "utf8")];
  const set = [...(allow.length > 0 ? [settings.httpAllow] : []), ...(ca.length > 0 ? [settings.httpCa] : [])];
  const problems = development
    ? []
    : set.map(({ env }) => `${env} is for development networks alone, and ${title} is none: leave it out`);
  if (allow.length > maxAllowed) problems.push(`${settings.httpAllow.env} names more than ${maxAllowed} servers`);
  if (ca.some((pem) => Buffer.byteLength(pem) > maxCaBytes))
    problems.push(`${settings.httpCa.env} is a file of more than ${maxCaBytes} bytes`);
  if (problems.length > 0) throw serviceErrors.BadSettings({ problems: problems.join("\n") });
  return { allow, ca };
}
