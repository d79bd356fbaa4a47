import type { Exchange, HttpRequest, HttpResponse } from "@pha/contract-engine/http";

/** What a test answers in place of servers: one request at a time, as it is sent. */
export type AnswerFetch = (request: Request) => Response | undefined | Promise<Response | undefined>;

/** The servers of a test. */
export class TestServers {
  answer: AnswerFetch = () => undefined;

  readonly exchange: Exchange = (request) => ({ response: this.#respond(request), cancel: () => {} });

  async #respond({ method, url, headers, body }: HttpRequest): Promise<HttpResponse> {
    const init = { method, headers: headers.map(([name, value]): [string, string] => [name, value]) };
    const request = new Request(url, { ...init, ...(body && { body: new Uint8Array(body) }) });
    const response = await this.answer(request);
    if (response === undefined)
      throw new Error(`The contract fetches ${method} ${url}, which this test does not answer: see answerFetch`);
    const { status, statusText } = response;
    return { status, statusText, headers: [...response.headers], body: await response.bytes() };
  }
}
