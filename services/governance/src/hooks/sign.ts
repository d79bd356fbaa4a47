import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** A new secret of a hook, in the form that libraries of Standard Webhooks take. */
export const newSecret = (): string => `${prefix}${randomBytes(32).toString("base64")}`;

/** What is delivered. */
export interface Message {
  /** The same each time that it is delivered. */
  readonly id: string;
  readonly body: string;
}

/**
 * The headers of an attempt to deliver a message: `HMAC-SHA256(secret, id.timestamp.body)`.
 *
 * @param now - ms since 1970; receivers refuse what is old
 * @see Standard Webhooks 1.0, "Signature scheme"
 */
export function signedHeaders(secret: string, { id, body }: Message, now: number): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1_000));
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
