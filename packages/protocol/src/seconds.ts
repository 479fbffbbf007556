/** Times on the wire and in records are seconds since 1970, as in RFC 7519, section 2 (NumericDate). */

/** Seconds since 1970-01-01T00:00:00Z, or a duration in seconds. Records hold whole seconds or fractions; tokens hold whole seconds. */
export type Seconds = number;
