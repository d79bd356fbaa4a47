import { gatekeeperApi } from "@pha/api";
import { readState } from "@pha/frame";
import { gatekeepers, groupKeyOf, olderSharings } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { readLedger } from "@pha/service-kit/ledger";
import type { RouteDeps } from "./deps.ts";

export const keyRoutes = ({ bus, driver }: RouteDeps): Route[] =>
  implement(gatekeeperApi.keys, {
    async get() {
      const ledger = await readLedger(bus, (state) => {
        const reads = readState(gatekeepers, state);
        return {
          config: reads.config.get(),
          members: reads.members.get(),
          generation: reads.dkg.get(),
          groupKey: groupKeyOf(reads),
          older: olderSharings(reads),
        };
      });
      const { standing = "catching-up", holds = [], lease: { leftMs = 0, answered = 0 } = {} } = driver.last ?? {};
      const lease = { seconds: Math.floor(leftMs / 1_000), answered };
      return { ...ledger, standing, holds, height: driver.height, lease };
    },
  });
