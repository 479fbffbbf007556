/** Judges what a caller of `createEdgeVerifier` configures: all problems at once. */
import { optionsError } from '@gemel/protocol';
import {
  type CommonOptions,
  type CommonSettings,
  judgeCommon,
  judgeFreshness,
  problemsWith,
  withCommonDefaults,
} from './common-options.ts';

/** A worker has 128 MB for everything. */
const cacheSize = 1000;

/** @throws GemelError `options_invalid`, with a line for each problem. */
export function resolveEdgeOptions(options: CommonOptions): CommonSettings {
  const settings = withCommonDefaults({ cacheSize, ...options });
  const problems = [
    ...problemsWith(options, '', judgeCommon(options, settings)),
    ...problemsWith(options.freshness ?? {}, 'freshness.', judgeFreshness(settings)),
  ];
  if (problems.length > 0) throw optionsError('createEdgeVerifier', problems);
  return settings;
}
