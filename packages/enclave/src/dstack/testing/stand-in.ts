import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { makeEvidence, replay, tdAt } from "@pha/attestation/testing";
import { fromHex, utf8 } from "@pha/codec";

/** What a method of the guest agent answers to a request. */
export type Answers = Readonly<Record<string, (request: Readonly<Record<string, string>>) => unknown>>;

/** Listens on a socket as dstack's guest agent does. */
export async function standIn(socket: string, answers: Answers): Promise<AsyncDisposable> {
  const server = createServer(async (request, response) => {
    const answer = answers[request.url?.slice(1) ?? ""];
    const body = JSON.parse(await text(request));
    response.statusCode = answer ? 200 : 404;
    response.end(JSON.stringify(answer?.(body) ?? { error: "no such method" }));
  });
  server.listen(socket);
  await once(server, "listening");
  return server;
}

/** A machine of this number, whose quotes are made under the root of tests: what it measured differs in its instance. */
export function machine(number: number): Answers {
  const events = [
    { type: 0x0800_0001, event: "compose-hash", payload: utf8("one compose file") },
    { type: 0x0800_0001, event: "instance-id", payload: utf8(`instance ${number}`) },
  ];
  const log = events.map(({ type, event, payload }) => ({
    ...{ imr: 3, event_type: type, event },
    event_payload: Buffer.from(payload).toString("hex"),
  }));
  return {
    Info: () => ({ instance_id: `instance-${number}` }),
    GetKey: ({ path = "", purpose = "" }) => ({
      key: createHmac("sha256", "of the key provider").update(`${path}|${purpose}`).digest("hex"),
      signature_chain: [],
    }),
    GetQuote({ report_data = "" }) {
      const { quote } = makeEvidence((plan) => {
        plan.quote.report.set(fromHex(`0x${report_data}`), tdAt.reportData);
        plan.quote.report.set(fromHex(replay(events)), tdAt.rtmr3);
      }, Date.now());
      return { quote: Buffer.from(quote).toString("hex"), event_log: JSON.stringify(log), report_data };
    },
  };
}
