import { createInbox, type Msg, type NatsConnection, nuid } from "nats";

/** A place for the replies to one request, as many as come; disposing it forgets them. */
export interface Inbox extends Disposable {
  readonly subject: string;
}

/** Opens inboxes of one connection. */
export type OpenInbox = (take: (reply: Msg) => void) => Inbox;

/**
 * Makes inboxes of one subscription, which all share. The driver's own end with the first message that says that nobody
 * serves: whoever hears a request can send that.
 */
export function makeInboxes(nats: NatsConnection, prefix: string | undefined): OpenInbox {
  const takers = new Map<string, (reply: Msg) => void>();
  const base = `${createInbox(prefix)}.`;
  let isSubscribed = false;
  const callback = (_: unknown, reply: Msg) => takers.get(reply.subject)?.(reply);
  return (take) => {
    if (!isSubscribed) nats.subscribe(`${base}*`, { callback });
    isSubscribed = true;
    const subject = base + nuid.next();
    takers.set(subject, take);
    return { subject, [Symbol.dispose]: () => void takers.delete(subject) };
  };
}
