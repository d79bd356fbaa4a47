import { type Exchange, errors, type HttpRequest, type HttpResponse, placeIn } from "@pha/contract-engine/http";

/**
 * What a test answers in place of servers: one request at a time, as it is sent. `Response.error()` is a server that cannot
 * be reached.
 */
export type AnswerFetch = (request: Request) => Response | undefined | Promise<Response | undefined>;

/** The servers of a test. */
export class TestServers {
  answer: AnswerFetch = () => undefined;

  readonly exchange: Exchange = (request, mostBytes) => ({
    response: this.#respond(request, mostBytes),
    cancel: () => {},
  });

  async #respond({ method, url, headers, body }: HttpRequest, mostBytes: number): Promise<HttpResponse> {
    const init = { method, headers: headers.map(([name, value]): [string, string] => [name, value]) };
    const request = new Request(url, { ...init, ...(body && { body: new Uint8Array(body) }) });
    const response = await this.answer(request);
    if (response === undefined)
      throw new Error(`The contract fetches ${method} ${url}, which this test does not answer: see answerFetch`);
    if (response.type === "error") throw errors.ConnectionRefused({ host: placeIn(url).host });
    const { status, statusText } = response;
    const content = await response.bytes();
    if (content.length > mostBytes) throw errors.ResponseTooLarge({ most: mostBytes });
    return { status, statusText, headers: [...response.headers], body: content };
  }
}
