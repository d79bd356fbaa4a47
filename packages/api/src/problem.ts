import { CodedError, type ErrorData, type ErrorKind, type ErrorMaker } from "@pha/codec";

/** RFC 9457 problem details of a coded error: how one crosses HTTP. */
export interface Problem {
  readonly type: string;
  /** The error's name. */
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** `module.Name`. */
  readonly code: string;
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

/** A coded error as a caller of ours sees it. */
export function problemOf(error: CodedError): Problem {
  const data = jsonData(error.data);
  return {
    type: `urn:error:${error.code}`,
    title: error.name,
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

/** JSON Schema of a problem, for the API's documentation. */
export const problemSchema = {
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string" },
    data: { type: "object" },
  },
  required: ["type", "title", "status", "detail", "code"],
};

/**
 * What somebody refused with, by their word: module `remote`, their code as its name. No catalogue takes it for its
 * own, so whoever answers cannot pose as a contract, a pallet or a failed verification.
 */
export class RemoteError extends CodedError {
  readonly given: Problem;

  constructor(given: Problem) {
    const { code, detail, status } = given;
    super("remote", code, { index: 0, kind: kindOf(status), doc: detail, status }, {});
    this.given = given;
  }

  /** The error itself, when it is one of those that may come from there. */
  as(expected: readonly ErrorMaker[]): CodedError {
    const maker = expected.find(({ code }) => code === this.given.code);
    return maker === undefined ? this : maker(this.given.data, this);
  }
}

/** Reads problem details; `undefined` for anything else. `status` is the response's, where the problem says none. */
export function readProblem(body: unknown, status: number): Problem | undefined {
  const given = Object(body) as Partial<Record<keyof Problem, unknown>>;
  const { code, detail } = given;
  if (typeof code !== "string" || typeof detail !== "string") return undefined;
  const data = Object.entries(Object(given.data) as Record<string, unknown>).filter(([, value]) =>
    ["string", "number", "boolean"].includes(typeof value),
  );
  return {
    type: `urn:error:${code}`,
    title: code.slice(code.lastIndexOf(".") + 1),
    status: typeof given.status === "number" ? given.status : status,
    detail,
    code,
    data: Object.fromEntries(data) as NonNullable<Problem["data"]>,
  };
}

const kinds: Readonly<Record<number, ErrorKind>> = {
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  413: "limit",
  429: "limit",
};

const kindOf = (status: number): ErrorKind => (status >= 500 ? "unavailable" : (kinds[status] ?? "invalid"));

/** The facts of an error as JSON takes them: bigints as decimal strings. */
export function jsonData(data: ErrorData): Record<string, string | number | boolean> {
  const entries = Object.entries(data).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === "bigint" ? String(value) : value]),
  ) as Record<string, string | number | boolean>;
}
