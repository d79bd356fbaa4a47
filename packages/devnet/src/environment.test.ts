import { join } from "node:path";
import type { Setting } from "@pha/service-kit/config";
import { serviceNames, serviceOf, usualCounts } from "@pha/wire";
import { describe, expect, it } from "vitest";
import { environmentOf } from "./environment.ts";
import { root } from "./paths.ts";

const given = { natsUrl: "nats://n", secrets: "/s", spec: "spec", code: "code", program: "program", folder: "/d" };

describe.each(serviceNames)("%s", (service) => {
  it("is given settings that it has, and the network's genesis where it reads it", async () => {
    const { settings } = await import(join(root, "services", service, "src/config.ts"));
    const known = Object.values<Setting<unknown>>(settings).map(({ env }) => env);
    const env = Object.keys(environmentOf(service, given, usualCounts)).map((name) => name.replace(/_FILE$/, ""));
    expect(known).toEqual(expect.arrayContaining(env));
    const prefix = service.toUpperCase();
    for (const file of [`${prefix}_SPEC`, `${prefix}_CODE`])
      expect(known.includes(file), file).toBe(serviceOf(service).readsGenesis);
  });
});
