/** Gemel as a standalone server: the table of its settings, and the server itself for those who embed it. */
export type { Configuration, LogLevel } from './configuration/configuration.ts';
export { configurationTable, type Setting, type SettingName } from './configuration/configuration-table.ts';
export { loadConfiguration } from './configuration/load-configuration.ts';
export { createLogger, type Logger, type LoggerOptions } from './logging/create-logger.ts';
export { type RunningServer, startServer } from './start/start-server.ts';
