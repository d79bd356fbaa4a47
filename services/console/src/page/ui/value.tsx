import { AccountLink, HashLink } from "./links.tsx";
import { Pha } from "./pha.tsx";

/** Names of fields that are amounts in plancks. */
const money =
  /^(amount|value|free|reserved|frozen|transferable|fee|actual_?fee|tip|deposit|bond|stake|payout|treasury|balance|worth|spendable|commission_?due)$/i;

/** Names of fields that are accounts: of those, 32 bytes are one. */
const accounts =
  /^(who|owner|deployer|operator|proposer|from|to|sender|signer|account|beneficiary|delegate|target|dest|id)$/i;

/** A decoded value of any shape: amounts, accounts and hashes as what they are, the rest as it is built. */
export function Value({ of, name = "" }: { readonly of: unknown; readonly name?: string }) {
  if (of === undefined || of === null) return <span>none</span>;
  if (typeof of === "bigint" || (typeof of === "string" && /^\d+$/.test(of)))
    return money.test(name) ? <Pha plancks={BigInt(of)} /> : <span>{String(of)}</span>;
  if (typeof of === "number" || typeof of === "boolean") return <span>{String(of)}</span>;
  if (of instanceof Uint8Array)
    return <Bytes hex={`0x${[...of].map((one) => one.toString(16).padStart(2, "0")).join("")}`} />;
  if (typeof of === "string") return <Text of={of} name={name} />;
  if (Array.isArray(of)) return <List of={of} name={name} />;
  return <Fields of={of as Readonly<Record<string, unknown>>} />;
}

function Text({ of, name }: { readonly of: string; readonly name: string }) {
  if (/^0x[0-9a-f]{64}$/.test(of)) return accounts.test(name) ? <AccountLink account={of} /> : <HashLink hash={of} />;
  if (/^0x/.test(of)) return <Bytes hex={of} />;
  if (/^[1-9A-HJ-NP-Za-km-z]{46,49}$/.test(of)) return <AccountLink account={of} />;
  return <span>{of}</span>;
}

/** Bytes: their beginning, and all of them for who asks. */
function Bytes({ hex }: { readonly hex: string }) {
  if (hex.length <= 66) return <code>{hex}</code>;
  return (
    <details>
      <summary>{(hex.length - 2) / 2} bytes</summary>
      <code>{hex}</code>
    </details>
  );
}

function List({ of, name }: { readonly of: readonly unknown[]; readonly name: string }) {
  if (of.length === 0) return <span>none</span>;
  return (
    <ol class="values">
      {of.map((one, i) => (
        <li key={i}>
          <Value of={one} name={name} />
        </li>
      ))}
    </ol>
  );
}

function Fields({ of }: { readonly of: Readonly<Record<string, unknown>> }) {
  const { type, value, ...others } = of;
  if (typeof type === "string" && Object.keys(others).length === 0)
    return value === undefined || value === null ? <span>{type}</span> : <Value of={value} name={type} />;
  const entries = Object.entries(of);
  if (entries.length === 0) return <span>nothing</span>;
  return (
    <dl class="values">
      {entries.map(([field, one]) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            <Value of={one} name={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
