/** A password hash as another system made it, once it has been read. */

export interface ImportedHash {
  /** The one spelling under which it is stored, whichever it was read from. */
  readonly canonical: string;
  /** What `canonical` begins with, up to the salt: all that its cost depends on. */
  readonly profile: string;
  /** Hashes of one family cost in proportion to their work. */
  readonly family: string;
  readonly work: number;
  verify(password: string): Promise<boolean>;
  /** Takes as long as a hash of this family with so much work. */
  spend(work: number): Promise<void>;
}

/** A hash of a known format that is not taken; the text holds nothing of it but its parameters. */
export interface HashProblem {
  readonly problem: string;
}

/** Reads one format. Returns undefined for what is of another one. */
export type ReadHash = (text: string) => ImportedHash | HashProblem | undefined;
