/** What the simulated Entra refuses, with the status of its answer. */
export class EntraError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'EntraError';
    this.status = status;
  }
}
