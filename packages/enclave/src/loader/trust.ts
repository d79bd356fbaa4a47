import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";

const contexts = new Map<string, SecureContext>();

/** Trust in the authorities that Node brings along, and in these beside them, in PEM: made once, for it takes long. */
export function trusting(ca: readonly string[]): SecureContext {
  const key = ca.join("\n");
  const context = contexts.get(key) ?? createSecureContext({ ca: [...rootCertificates, ...ca] });
  contexts.set(key, context);
  return context;
}
