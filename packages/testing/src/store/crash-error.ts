/**
 * Stands for the end of a process: no error of the kit, so that nothing under test takes it for a failure that it
 * could deal with.
 */
export class CrashError extends Error {
  constructor() {
    super('The process was stopped here.');
    this.name = 'CrashError';
  }
}
