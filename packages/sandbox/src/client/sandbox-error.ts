/** The sandbox refused an admin call. */
export class SandboxError extends Error {
  /** HTTP status: 400 for a wrong body, 404 for what does not exist, 409 for what Exchange would refuse. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'SandboxError';
    this.status = status;
  }
}
