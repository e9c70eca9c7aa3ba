import type { LogFields } from '@vmrkit/core';

/** Tells whoever reads the log of what needs a person; `code` names what to do about it. */
export type Alarm = (message: string, fields: LogFields & { readonly code: string }) => void;
