import type { Contract, Hex, Verified } from "@pha/sdk";
import type { Account } from "../../accounts/account.ts";
import { useAccounts } from "../../accounts/acting.ts";
import { useNetwork } from "../../hooks/use-network.ts";
import { useAbout } from "../../network/context.ts";
import { ActAs } from "../../ui/act-as.tsx";
import { shortened } from "../../ui/format.ts";
import { BlockLink } from "../../ui/links.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Value } from "../../ui/value.tsx";
import { MethodForm } from "./method-form.tsx";

/** What a contract can be asked and told, by forms made from its code. */
export function Methods({ id }: { readonly id: Hex }) {
  const { chosen } = useAccounts(useAbout());
  const read = useNetwork(
    async (network) => {
      const contract = network.contract(id);
      return { contract, abi: await contract.abi() };
    },
    [id],
  );
  return (
    <Shown of={read}>
      {({ contract, abi }) =>
        abi === undefined ? (
          <p>Its code does not declare what it can be asked; ./pha contract call reaches it all the same.</p>
        ) : (
          <>
            <ActAs />
            <h2>Ask it</h2>
            <p>
              Questions and answers are encrypted between this browser and one enclave; nothing of them is on the
              ledger.
            </p>
            <div class="forms">
              {Object.entries(abi.queries).map(([name, method]) => (
                <MethodForm
                  key={name}
                  name={name}
                  method={method}
                  button="Ask"
                  call={(args) => query(contract, name, args, chosen)}
                />
              ))}
            </div>
            <h2>Tell it to do something</h2>
            <p>
              A command is encrypted, ordered by the ledger and executed by every worker of the cluster. It costs a fee.
            </p>
            <div class="forms">
              {Object.entries(abi.commands)
                .filter(([, { ofTasks }]) => ofTasks !== true)
                .map(([name, method]) => (
                  <MethodForm
                    key={name}
                    name={name}
                    method={method}
                    button="Sign and send"
                    call={(args, onStep) => command(contract, name, args, chosen, onStep)}
                  />
                ))}
            </div>
          </>
        )
      }
    </Shown>
  );
}

async function query(contract: Contract, name: string, args: unknown, by: Account | undefined) {
  const { value, verified } = await contract.query(name, args, by ? { caller: by.caller } : {});
  return <Answer value={value} verified={verified} />;
}

async function command(
  contract: Contract,
  name: string,
  args: unknown,
  by: Account | undefined,
  onStep: (text: string) => void,
) {
  if (by === undefined) return <p>A command is somebody's: connect a wallet first.</p>;
  const { value, verified } = await contract.command(by.signer, name, args, {
    preflight: true,
    onFinal: ({ block }) => onStep(`It is final in block ${block.number}; a worker is asked for its receipt …`),
  });
  return <Answer value={value} verified={verified} />;
}

/** What a contract answered, opened and verified here. */
const Answer = ({ value, verified }: { readonly value: unknown; readonly verified: Verified | undefined }) => (
  <>
    <div role="status">
      <Value of={value} />
    </div>
    <p class="mark good">
      <strong>✓ Verified in this browser:</strong>{" "}
      {verified ? (
        <>
          block <BlockLink number={verified.block.number} />, certified by {verified.certifiedBy}, worker{" "}
          {shortened(verified.worker)}, code {shortened(verified.codeHash)}
        </>
      ) : (
        "a majority of the cluster has agreed on it"
      )}
    </p>
  </>
);
