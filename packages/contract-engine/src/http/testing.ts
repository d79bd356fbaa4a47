import { utf8 } from "@pha/codec";
import type { Exchange, HttpRequest, HttpResponse } from "./exchange.ts";

// Servers of this package's own tests.

/** A response as an exchange gives it. */
export const respond = (body = "", fields: Partial<HttpResponse> = {}): HttpResponse => ({
  ...{ status: 200, statusText: "OK", headers: [], body: utf8(body) },
  ...fields,
});

/** A network that this answers, and what was asked of it. */
export function fakeNetwork(answer: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>) {
  const requests: HttpRequest[] = [];
  let cancelled = 0;
  const exchange: Exchange = (request) => {
    requests.push(request);
    const response = (async () => answer(request))();
    return { response, cancel: () => void cancelled++ };
  };
  return { exchange, requests, cancelled: () => cancelled };
}
