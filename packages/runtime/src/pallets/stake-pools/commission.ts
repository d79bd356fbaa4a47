/** Errors of a pallet where an owner gets a part. */
interface Errors {
  BadCommission(facts: { readonly commission: number }): Error;
}

/** @throws `BadCommission` of the pallet, for more than all */
export function expectCommission(errors: Errors, commission: number): void {
  if (commission > 1_000_000) throw errors.BadCommission({ commission });
}
