import { codeOf } from '../errors/vmrkit-error.ts';

export const may = () => {};
export const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => codeOf(error),
  );
export const tenant = { role: 'tenant-administrator', tenants: ['acme'] } as const;
