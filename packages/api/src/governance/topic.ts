import { errors, nearest, type Type, text } from "@pha/codec";
import { bodyNames, registered } from "@pha/runtime/spec";

const number = "(0|[1-9]\\d{0,9})";
const hash = "0x[0-9a-f]{64}";
const figures = registered.map(({ pallet, field }) => `parameter/${pallet.name}.${field}`);
const bodies = bodyNames.map((body) => `motion/${body}`);

/** What events can be about: the form that is told, and the one that is matched. */
const forms: readonly (readonly [told: string, matched: string])[] = [
  ...["referendum", "proposal", "spend", "bounty", "pool", "vault"].map(
    (of) => [`${of}/NUMBER`, `${of}/${number}`] as const,
  ),
  ...bodies.map((of) => [`${of}/HASH`, `${of}/${hash}`] as const),
  ...["tip", "call"].map((of) => [`${of}/HASH`, `${of}/${hash}`] as const),
  ["parameter/PALLET.NAME", figures.join("|")],
  ...["proposal", "external", "delegations", "elections", "technical-committee", "treasury"].map(
    (of) => [of, of] as const,
  ),
];

/** What is above some of them. */
const above = [...["referendum", "spend", "bounty", "tip", "call", "parameter", "pool", "vault"], ...bodies, "motion"];

const told = forms.map(([form]) => form).join(", ");
const pattern = `^(${[...forms.map(([, matched]) => matched), ...above].join("|")})$`;
const topicPattern = new RegExp(pattern);

/**
 * What of governance is asked for: any of the topics that its events have, or what is above some of them, which means
 * them all.
 */
export const Topic: Type<string> = {
  ...text({ max: 128 }),
  fromJson(value) {
    if (typeof value === "string" && topicPattern.test(value)) return value;
    const given = String(value);
    const all = given.startsWith("parameter/") ? figures : [...forms.map(([form]) => form), ...above];
    throw errors.BadJson({ expected: told, meant: nearest(given, all) });
  },
  schema: {
    type: "string",
    pattern,
    maxLength: 128,
    description: `One of ${told}: a NUMBER in decimal, a HASH as 0x and 64 hexadecimal digits. Or ${above.join(", ")}: all that are below it.`,
  },
};
