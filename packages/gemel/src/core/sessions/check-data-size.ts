/** Keeps session data small: a record is read at every cold request, and a session is no database. */
import { GemelError, type JsonValue } from '@gemel/protocol';

/** Returns the data if it is JSON of at most `maxBytes` in UTF-8. @throws GemelError `data_too_large` */
export function checkDataSize<Data extends JsonValue>(data: Data, maxBytes: number): Data {
  const text: string | undefined = JSON.stringify(data);
  if (text === undefined || new TextEncoder().encode(text).length > maxBytes) throw new GemelError('data_too_large', { maxBytes });
  return data;
}
