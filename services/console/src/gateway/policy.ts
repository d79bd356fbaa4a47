import type { AboutNetwork } from "./about.ts";

/** The origin of a URL, and that of WebSockets there. */
const originsOf = (url: string): string[] => {
  const { origin } = new URL(url);
  return [origin, origin.replace(/^http/, "ws")];
};

/**
 * What the page may load and whom it may talk to: itself and the network's services, nobody else. No inline script or
 * style, no frame around it, no form that is sent anywhere.
 *
 * @see Content Security Policy Level 3
 */
export function contentPolicy({ chain, gatekeepers, governance }: AboutNetwork): string {
  const services = [chain, ...gatekeepers, ...(governance === null ? [] : [governance])].flatMap(originsOf);
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${[...new Set(services)].join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

/** Headers of every file of the page, beside its policy. */
export const pageHeaders = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};
