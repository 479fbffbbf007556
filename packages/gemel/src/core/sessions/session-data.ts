/** Typed application data on the session record: read from the store when it is asked for, written by compare-and-swap. */
import { GemelError, type JsonValue } from '@gemel/protocol';
import { checkDataSize } from './check-data-size.ts';
import type { SessionData } from '../gemel.ts';
import type { RecordWriter } from './record-writer.ts';

export interface SessionDataAccess<Data extends JsonValue> {
  read(sid: string): Promise<SessionData<Data>>;
  write(sid: string, data: Data, version: number): Promise<number>;
  update(sid: string, change: (data: Data) => Data): Promise<Data>;
}

export function createSessionData<Data extends JsonValue>(writer: RecordWriter, maxBytes: number): SessionDataAccess<Data> {
  return {
    async read(sid) {
      const { record } = await writer.read(sid);
      return { data: record.data as Data, version: record.dataVersion }; // the application's own type, written by itself
    },
    async write(sid, data, version) {
      checkDataSize(data, maxBytes);
      const { record } = await writer.keep(sid, (stored) => {
        if (stored.dataVersion !== version) throw new GemelError('data_conflict', { sid });
        return { ...stored, data, dataVersion: version + 1 };
      });
      return record.dataVersion;
    },
    async update(sid, change) {
      const { record } = await writer.keep(sid, (stored) => {
        const data = checkDataSize(change(stored.data as Data), maxBytes); // the application's own type, written by itself
        return { ...stored, data, dataVersion: stored.dataVersion + 1 };
      });
      return record.data as Data; // as above
    },
  };
}
