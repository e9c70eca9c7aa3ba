/** What the fake API answers instead of what was asked for. */
export class Refusal extends Error {
  readonly status: number;
  readonly problem: object;

  constructor(status: number, code: string, detail: string, errors: readonly object[] = []) {
    super(detail);
    this.status = status;
    this.problem = {
      type: 'about:blank',
      title: detail,
      detail,
      status,
      code,
      errors,
      correlation_id: '40000000-0000-4000-8000-000000000003',
    };
  }
}
