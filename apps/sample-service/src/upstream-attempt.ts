import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';

export interface Call {
  readonly method: string;
  readonly url: string;
  /** JSON. */
  readonly body?: string;
  /** Ends the call early: hand it `clientGone(reply)`. */
  readonly signal?: AbortSignal;
  /**
   * Where the call's spans belong: hand it `request.traceContext`.
   * @default - a trace of its own
   */
  readonly traceContext?: Context;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** No answer, or not all of it, within the attempt's time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** Sends once, in a client span of its own that the other side's spans are children of. */
export async function sendTraced(call: Call, resends: number, timeoutMs: number): Promise<{ answer?: Answer; error?: unknown }> {
  const { hostname, port, protocol } = new URL(call.url);
  const { traceContext = ROOT_CONTEXT } = call;
  const span = trace.getTracer('http-client').startSpan(call.method, {
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': call.method,
      'url.full': call.url,
      'server.address': hostname,
      'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
      ...(resends > 0 && { 'http.request.resend_count': resends }),
    },
  }, traceContext);
  const headers: Record<string, string> = call.body === undefined ? {} : { 'content-type': 'application/json' };
  propagation.inject(trace.setSpan(traceContext, span), headers);
  try {
    const answer = await send(call, headers, timeoutMs);
    span.setAttribute('http.response.status_code', answer.status);
    if (answer.status >= 400) span.setAttribute('error.type', String(answer.status)).setStatus({ code: SpanStatusCode.ERROR });
    return { answer };
  } catch (error) {
    span.setAttribute('error.type', errorType(error)).setStatus({ code: SpanStatusCode.ERROR });
    return { error };
  } finally {
    span.end();
  }
}

async function send(call: Call, headers: Record<string, string>, timeoutMs: number): Promise<Answer> {
  // Not `AbortSignal.any` and `.timeout`: the timer would outlive the call.
  const cut = new AbortController();
  const abandon = () => cut.abort();
  const timer = setTimeout(() => cut.abort(new TimeoutError(`no answer within ${Math.round(timeoutMs)} ms`)), timeoutMs);
  if (call.signal?.aborted) abandon();
  call.signal?.addEventListener('abort', abandon);
  try {
    const response = await fetch(call.url, { method: call.method, body: call.body, headers, signal: cut.signal, redirect: 'error' });
    // Read to its end also when nobody wants it: the connection is free for the next call only then.
    return { status: response.status, headers: response.headers, body: await response.text() };
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', abandon);
  }
}

/** `fetch` hides what happened to the connection in its cause. */
function errorType(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? name;
}
