/** How `gemel migrate` names every step of the accounts' tables in PostgreSQL. */
import { accountMigrations } from '@gemel/accounts/stores/postgres';

export const accountSteps: string = accountMigrations.map(({ number }) => `accounts ${number}`).join(', ');
