/** The pages behind the console's door, described by the table that mounts them. */
import type { ErrorCode } from '@gemel/protocol';
import type { ConsoleRoute } from '../../console/console-route.ts';
import { consoleRoutes } from '../../console/console-routes.ts';
import type { PageOperation } from './page-operation.ts';

/** What stands in the way of anybody who is not, or is no longer, an administrator that may. */
const guarded: readonly ErrorCode[] = ['authentication_required', 'permission_missing', 'session_unknown'];

export const consolePages: readonly PageOperation[] = consoleRoutes.map(describe);

function describe({ method, path, summary, scope, query, fields, answers = ['page'], errors = [] }: ConsoleRoute): PageOperation {
  const said = scope === undefined ? summary : `${summary} (\`${scope}\`)`;
  return {
    ...{ method, path, summary: said, answers: [...answers, 'redirect'], errors: [...guarded, ...errors] },
    ...(query === undefined ? {} : { query }),
    ...(fields === undefined ? {} : { fields }),
  };
}
