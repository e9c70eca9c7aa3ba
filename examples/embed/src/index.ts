export { createAppClock } from './app-clock.ts';
export { createAppLogger } from './app-logger.ts';
export { JournalDatabase } from './journal-database.ts';
export { type AppOptions, openApp, type RunningApp } from './open-app.ts';
