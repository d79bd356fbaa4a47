import { answerLines, hasLines } from "./answer-lines.ts";
import { keptAnswers, sendKept } from "./kept-answer.ts";
import type { ReplyRoute } from "./route.ts";
import type { Given, Serving } from "./serving.ts";

/** Answers a route by a reply: one for the body, or one for each of its JSON lines. */
export function serveReply({ endpoint, handle }: ReplyRoute, serving: Serving) {
  const { json, explain, within, rate, turn, stopping } = serving;
  const { reply: type, status, lines, steady, maxBodyBytes: maxLineBytes } = endpoint;
  const write = (value: unknown): string => JSON.stringify(type.toJson(value as never, json));
  const keep = keptAnswers(write);
  return async ({ request, reply, client, input, compute, sent, left }: Given) => {
    const answerBy = <T>(body: unknown, until: Promise<void>, make: (value: unknown) => T) =>
      within({ client, sent: until, left }, async () => {
        const value = await handle(input(body), { client });
        return compute(() => make(value));
      });
    const answer = (body: unknown, until: Promise<void>) => answerBy(body, until, write);
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
    if (steady) return sendKept(request, reply, await answerBy(request.body, sent, (value) => keep(value as object)));
    const text = await answer(request.body, sent);
    return reply.code(status).type("application/json; charset=utf-8").send(text);
  };
}
