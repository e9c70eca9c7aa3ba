import { expect, it } from 'vitest';
import { insertAtTop } from './insert-at-top.ts';

it.each([
  ['behind the body tag', '<html><body class="a>b"><p>x</p>', '<html><body class="a>b">NEW<p>x</p>'],
  ['behind the first body tag', '<BODY>x<body>y', '<BODY>NEWx<body>y'],
  ['behind the body tag, not one in a comment', '<!-- <body> --><body>x', '<!-- <body> --><body>NEWx'],
  ['behind the body tag after a less-than sign', '1 < 2 <body>x', '1 < 2 <body>NEWx'],
  ['in front without one', '<p>x</p>', 'NEW<p>x</p>'],
  ['in front where only an end stands', '</body>x', 'NEW</body>x'],
  ['in front of text that looks like the rest of a tag', 'xbody>y', 'NEWxbody>y'],
  ['in front of text', 'x', 'NEWx'],
  ['into nothing', '', 'NEW'],
])('inserts %s', (_, content, expected) => {
  expect(insertAtTop({ type: 'html', content }, 'NEW')).toEqual({ type: 'html', content: expected });
});
