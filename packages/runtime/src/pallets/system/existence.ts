import type { AccountInfo } from "./spec.ts";

/** Whether an account exists: something provides for it, or it needs nothing that does. */
export const isAlive = ({ providers, sufficients }: AccountInfo): boolean => providers > 0 || sufficients > 0;

/** Whether the account can lose a provider whatever else it is referred to by. */
export const canDropProvider = ({ consumers, providers }: AccountInfo): boolean => consumers === 0 || providers > 1;
