import { useAbout } from "../network/context.ts";
import { TextField } from "./fields.tsx";

/** An amount, in the network's token. */
export function AmountField({
  label = "Amount",
  value,
  onValue,
}: {
  readonly label?: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}) {
  const { token } = useAbout();
  return <TextField label={`${label} in ${token}`} value={value} onValue={onValue} />;
}
