/** What a feature brings where a second factor is asked for, on signing in and on stepping up: the fields, and how it reads them. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { SecondFactor, SecondFactorProof } from '@gemel/accounts';
import type { Texts } from '../../texts/texts.ts';
import type { ScriptName } from '../asset-routes.ts';
import type { FormFault } from '../form-fault.ts';
import type { PageContext, PageServices } from '../page-context.ts';

/** One request that is to show a second factor. */
export interface FactorCall {
  readonly context: PageContext;
  readonly services: PageServices;
  readonly texts: Texts;
}

export interface FactorFields {
  /** What was wrong with the last attempt. */
  readonly fault: FormFault | undefined;
  /** Whether the form begins with these fields. */
  readonly isFirst: boolean;
  /** Answers POST with what a browser is to be asked for, where the factor is a passkey. */
  readonly optionsPath: string;
}

export interface SecondWay {
  readonly factor: SecondFactor;
  /** Draws what stands in the form, above its button. */
  readonly drawFields: (call: FactorCall, fields: FactorFields) => JSX.Element | Promise<JSX.Element>;
  /** True where what it draws ends in a button of its own. */
  readonly hasOwnButton?: boolean;
  /** Names of the form's fields. */
  readonly names: readonly string[];
  /** Makes the proof of what its fields held; '' for one that was left out. */
  readonly proofOf: (values: Readonly<Record<string, string>>) => SecondFactorProof;
  /** What the page may run for it. */
  readonly scripts?: readonly ScriptName[];
}
