import { answerLines, hasLines } from "./answer-lines.ts";
import type { ReplyRoute } from "./route.ts";
import type { Given, Serving } from "./serving.ts";

/** Answers a route by a reply: one for the body, or one for each of its JSON lines. */
export function serveReply({ endpoint, handle }: ReplyRoute, serving: Serving) {
  const { json, explain, within, rate, turn, stopping } = serving;
  const { reply: type, status, lines, maxBodyBytes: maxLineBytes } = endpoint;
  return async ({ request, reply, client, input, compute, sent, left }: Given) => {
    const answer = (body: unknown, until: Promise<void>) =>
      within({ client, sent: until, left }, async () => {
        const value = await handle(input(body), { client });
        return compute(() => JSON.stringify(type.toJson(value as never, json)));
      });
    if (lines && hasLines(request))
      return answerLines(request, reply, {
        answer: (body) => answer(body, Promise.resolve()),
        explain: explain(request),
        take: () => rate?.take(client),
        charge: (requests) => rate?.charge(client, requests),
        begin: () => turn.begin(client),
        maxLineBytes,
        stopping,
      });
    const text = await answer(request.body, sent);
    return reply.code(status).type("application/json; charset=utf-8").send(text);
  };
}
