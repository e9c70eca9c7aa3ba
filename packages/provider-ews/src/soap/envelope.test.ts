import { describe, expect, it } from 'vitest';
import { answerOf, faultOf } from '../test-support/soap-answers.ts';
import { bodyOf, responseMessages } from './envelope.ts';
import { parseXml } from './xml-tree.ts';

const codesOf = (body: string) =>
  responseMessages(bodyOf(parseXml(answerOf(body)))).map((message) => message.code);

const message = (attributes: string, code: string): string =>
  `<m:R><m:ResponseMessages><m:M ${attributes}><m:ResponseCode>${code}</m:ResponseCode></m:M></m:ResponseMessages></m:R>`;

describe('response messages', () => {
  it.each([
    ['a success', message('ResponseClass="Success"', 'NoError'), ['NoError']],
    ['an error', message('ResponseClass="Error"', 'ErrorItemNotFound'), ['ErrorItemNotFound']],
    [
      'what was not processed',
      message('ResponseClass="Warning"', 'ErrorBatchProcessingStopped'),
      ['ErrorBatchProcessingStopped'],
    ],
    ['an error without class', message('', 'ErrorItemNotFound'), ['ErrorItemNotFound']],
    ['no class and no error', message('', 'NoError'), ['ErrorInternalServerError']],
    ['any text', message('ResponseClass="Error"', 'Dear Ann,&#xD;\nyes'), ['ErrorInternalServerError']],
    ['none', '<m:R/>', []],
    ['another service', '<x:R xmlns:x="urn:x"><x:Fine/></x:R>', []],
  ])('only a success counts as one: %s', (_name, body, codes) => {
    expect(codesOf(body)).toEqual(codes);
  });

  it('no text of a fault passes for a code', () => {
    const body = () => bodyOf(parseXml(faultOf('Dear Ann,\nyes')));
    expect(body).toThrow(expect.objectContaining({ reason: 'ErrorInternalServerError' }));
  });
});
