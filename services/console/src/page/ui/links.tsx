import { encodeAddress, type Hex } from "@pha/sdk";
import { useAbout } from "../network/context.ts";
import { hrefOf } from "../route.ts";
import { shortened } from "./format.ts";

/** A long name, shortened for the eye, whole for everything else. */
const Long = ({ text, href }: { readonly text: string; readonly href: string }) => (
  <a href={href} title={text}>
    <code>{shortened(text)}</code>
  </a>
);

/** An account, by its address on this network. */
export function AccountLink({ account }: { readonly account: string }) {
  const { ss58Prefix } = useAbout();
  const address = account.startsWith("0x") ? encodeAddress(account as Hex, ss58Prefix) : account;
  return <Long text={address} href={hrefOf("account", address)} />;
}

export const BlockLink = ({ number }: { readonly number: number }) => <a href={hrefOf("block", number)}>{number}</a>;

export const ExtrinsicLink = ({ hash }: { readonly hash: string }) => (
  <Long text={hash} href={hrefOf("extrinsic", hash)} />
);

/** Something of 32 bytes: what it is, the search tells. */
export const HashLink = ({ hash }: { readonly hash: string }) => <Long text={hash} href={hrefOf("search", hash)} />;
