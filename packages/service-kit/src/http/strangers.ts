import type { IncomingHttpHeaders } from "node:http";
import type { CodedError } from "@pha/codec";
import { errors } from "../errors.ts";
import { isForeignHost } from "./host.ts";
import { isForeignOrigin } from "./origin.ts";

/** Says why a request may not do what asks for no key; nothing of those of programs and of pages of this machine. */
export type RefuseStranger = (headers: IncomingHttpHeaders) => CodedError | undefined;

/** @param hostNames - Names by which the service is reached, besides addresses and `localhost`. */
export const refuseStrangers =
  (hostNames: readonly string[]): RefuseStranger =>
  ({ origin, host }) => {
    if (isForeignOrigin(origin)) return errors.ForeignOrigin();
    return isForeignHost(host, hostNames) ? errors.ForeignHost() : undefined;
  };
