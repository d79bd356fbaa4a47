import { useState } from "preact/hooks";
import { addAccounts } from "../../accounts/acting.ts";
import { connectWallet, listWallets } from "../../accounts/injected.ts";
import { Problem } from "../../ui/problem.tsx";

/** The wallets of this browser. They ask their owners before they show an account. */
export function Connect() {
  const [error, setError] = useState<unknown>();
  const wallets = listWallets();
  async function connect(name: string): Promise<void> {
    setError(undefined);
    await connectWallet(name).then(addAccounts, setError);
  }
  return (
    <>
      {wallets.length === 0 && (
        <p>
          This browser has no wallet extension for Substrate. One that speaks as Polkadot's does would be listed here.
        </p>
      )}
      <p class="buttons">
        {wallets.map((name) => (
          <button key={name} type="button" onClick={() => void connect(name)}>
            Connect {name}
          </button>
        ))}
      </p>
      {error !== undefined && <Problem of={error} />}
    </>
  );
}
