import { MarkupReader } from './markup.ts';
import type { MessageBody } from './message-body.ts';

/** The body with `html` before all that is read in it: right behind the opening `body` tag, else in front. */
export function insertAtTop(body: MessageBody, html: string): MessageBody {
  const { content } = body;
  const reader = new MarkupReader(content);
  for (let at = content.indexOf('<'); at >= 0; ) {
    const tag = reader.read(at);
    if (tag?.name === 'body' && !tag.closing) {
      return { type: body.type, content: content.slice(0, tag.end) + html + content.slice(tag.end) };
    }
    at = content.indexOf('<', tag?.end ?? at + 1);
  }
  return { type: body.type, content: html + content };
}
