import { democracy, type MetadataOwner } from "@pha/runtime/spec";
import { topics } from "../rules/topics.ts";
import { on, type Rule } from "./event.ts";

const ofOwner = ({ owner: { type, value } }: { readonly owner: MetadataOwner }): string => {
  if (type === "External") return topics.external();
  return type === "Proposal" ? topics.proposal(value) : topics.referendum(value);
};

/** Descriptions of what is voted on: their hash is set, goes along with it, is taken away. */
export const descriptionRules: readonly Rule[] = [
  on(democracy, "MetadataSet", ofOwner),
  on(democracy, "MetadataTransferred", ofOwner),
  on(democracy, "MetadataCleared", ofOwner),
];
