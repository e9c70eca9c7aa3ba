import { type Attributes, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { codeOf } from '@vmrkit/core';

const SCOPE = '@vmrkit/server';

/** What a span is begun with. */
export interface SpanOptions {
  readonly attributes: Attributes;
  /** `client` for a call to another system; else work of our own. */
  readonly client?: boolean;
}

/** The tracer of the server; without an SDK in the process it does nothing. */
export function tracer() {
  return trace.getTracer(SCOPE);
}

/** Runs work within a span that ends with it; a failure is told by its code alone, which holds no text of others. */
export function withinSpan<T>(
  name: string,
  { attributes, client = false }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const kind = client ? SpanKind.CLIENT : SpanKind.INTERNAL;
  return tracer().startActiveSpan(name, { attributes, kind }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
