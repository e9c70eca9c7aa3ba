/** A body as the mail system gives it. Hostile text. */
export interface MessageBody {
  readonly type: 'html' | 'text';
  readonly content: string;
}
