import { option, struct, text, u32 } from "@pha/codec";
import { readLedger } from "@pha/enclave-service";
import { readState } from "@pha/frame";
import { gatekeepers } from "@pha/runtime/spec";
import { type AnyRoute, route } from "@pha/service-kit/http";
import type { RouteDeps } from "./deps.ts";

const { config, members, dkg, groupKey } = gatekeepers.storage;

const Keys = struct({
  /** How many gatekeepers there are to be, and how many must act together. */
  config: config.type,
  members: members.type,
  generation: dkg.type,
  groupKey: option(groupKey.type),
  /** Where this gatekeeper stands. */
  standing: text({ max: 32 }),
  height: u32,
});

/** The master key's public side. */
export const keyRoutes = ({ bus, driver }: RouteDeps): AnyRoute[] => [
  route({
    method: "GET",
    url: "/v1/keys",
    summary: "Gatekeepers, how far key generation has come, and the master public key.",
    reply: Keys,
    async handle() {
      const ledger = await readLedger(bus, (state) => {
        const reads = readState(gatekeepers, state);
        return {
          config: reads.config.get(),
          members: reads.members.get(),
          generation: reads.dkg.get(),
          groupKey: reads.groupKey.get(),
        };
      });
      return { ...ledger, standing: driver.last?.standing ?? "catching-up", height: driver.height };
    },
  }),
];
