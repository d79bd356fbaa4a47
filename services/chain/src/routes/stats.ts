import { chainApi, slotsOf } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import type { RouteDeps } from "./deps.ts";

export const statsRoutes = ({ hour }: RouteDeps): Route[] =>
  implement(chainApi.stats, {
    get: ({ window }) => hour.newest(slotsOf(window)),
    follow: (_, context) => hour.follow(context),
  });
