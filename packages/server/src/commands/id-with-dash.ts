/**
 * A key's id or a session's on a command line: random base64url, which one time in 64 begins as an option does. It is marked before
 * anything reads the line (each letter of it would be an option), and unmarked by `parseCommandLine`.
 */

/** No option has one dash and so many letters. */
const idWithDash = /^-[A-Za-z0-9_-]{15,}$/;
/** What no argument of a process can hold. */
const mark = '\0';

export const markId = (arg: string): string => (idWithDash.test(arg) && !arg.startsWith('--') ? `${mark}${arg}` : arg);
export const unmarkId = (arg: string): string => (arg.startsWith(mark) ? arg.slice(mark.length) : arg);
