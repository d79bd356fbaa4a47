import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Parser } from "./parsers.ts";

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A file with certificates, which are read: Node takes any text for trust, and says nothing of what is none. */
export const certificateFile: Parser<string> = {
  form: "a file with certificates in PEM",
  parse(path) {
    try {
      const found = readFileSync(path, "utf8").match(certificate) ?? [];
      for (const pem of found) new X509Certificate(pem);
      return found.length > 0 ? path : undefined;
    } catch (error) {
      if (typeof (error as NodeJS.ErrnoException).code === "string") return undefined; // the system's, or OpenSSL's
      throw error;
    }
  },
};
