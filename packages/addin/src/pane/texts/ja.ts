import type { OwnTexts } from './own-texts.ts';

/** Japanese. */
export const ja: OwnTexts = {
  working: '会議室を追加しています…',
  workingSlow: '会議室を追加しています。通常より時間がかかっています。',
  removing: '会議室を削除しています…',
  inviting: 'メールボックスを招待しています…',
  remove: 'この会議から削除',
  removedHeading: '会議室を削除しました',
  removedMessage: 'この下書きは通常の会議に戻りました。',
  removedText:
    '本文から参加方法をご自身で削除してください。本文のほかの部分が壊れるおそれがあるため、自動では削除できません。',
  removedMailbox: '出席者から {name} をご自身で削除してください。',
  removedLocation: '場所から会議室の行をご自身で削除してください。',
  window: '会議室は会議の {before} 分前に開き、終了の {after} 分後に閉じます。',
  askHeading: 'これはどの会議の会議室ですか？',
  askMessage:
    'この招待状には、別の時刻の会議、またはコピー元の会議の会議室が含まれています。1 つの会議室は 1 つの会議にのみ使用できます。',
  askKeep: 'この会議室を残す',
  askReplace: '新しい会議室を使う',
  keptHeading: '変更はありません',
  keptMessage: '招待状の会議室はそのままです。',
  mailboxMissing:
    '会議室を予約するメールボックスが Outlook に追加されませんでした。追加しないと会議室は予約されません。出席者に追加してください：',
  mailboxAbsent:
    '会議室を予約するメールボックスが出席者に含まれていません。追加しないと会議室は予約されません。',
  mailboxAdd: '{name} を招待',
  copy: 'コピー',
  copied: 'コピーしました',
  locationMissing: 'Outlook の場所に次の行を追加できませんでした：',
  oldText:
    '本文のほかの部分が壊れるおそれがあるため、以前の参加方法が残っています。ご自身で削除してください。',
  notShown: '参加方法はまだ表示されていません。送信する前に、しばらくしてから招待状を確認してください。',
  foreign: 'この招待状には {product} の参加方法も含まれています。どちらか一方を残してください。',
  late: 'Outlook が応答しませんでした。ほかの変更はありません。もう一度ボタンを押してください。',
  draftRefused: 'Outlook がこの招待状の変更を拒否しました。変更はありません。',
  unable: 'このバージョンの Outlook では実行できません。',
  unsteady: '本文の編集中でした。変更はありません。入力が終わったら、もう一度ボタンを押してください。',
  token:
    'Outlook からユーザーの確認情報を取得できませんでした。ウィンドウを閉じて開き直してください。解決しない場合は管理者に連絡してください。',
  tooMany: '短時間に要求が集中しました。1 分ほどお待ちください。',
  outdated: 'サービスが更新されました。このウィンドウを閉じて開き直してください。',
  goneHeading: 'この会議は開かれていません',
  goneMessage:
    '送信されたか、閉じられました。会議を変更するには、会議を開いてからこのウィンドウを開き直してください。',
  listing: '会議室を検索しています…',
  personalMessage: '{name} の参加方法が招待状に入りました。',
  roomsOf: '{account} の会議室',
  signInPreparing: 'サインインを準備しています…',
  signInHeading: '続けるにはサインインしてください',
  signInMessage: 'そのためのウィンドウが開きます。2 桁の数字を求められたら、次を入力してください。',
  signInOpen: 'ウィンドウで続けてください。2 桁の数字を求められたら、次を入力してください。',
  signInConfirming: 'あと少しです。ウィンドウで確認するか、そこに次の 2 桁の数字を入力してください。',
  signInBlocked:
    'Outlook はウィンドウを開きませんでした。このページのポップアップを許可するか、ブラウザーで続けてください。',
  signInHint: 'ウィンドウが開かない、空である、またはデバイスについての表示が出ましたか?',
  signInBrowser: 'ブラウザーで続ける',
  signInStuck: '先に進みませんか？',
  signInStuckCauses:
    '割り当てがない、または承認が必要とページに表示された場合は、表示された番号を管理者に伝えてください。デバイスについて表示された場合や空白のままの場合は、ブラウザーで続けてください。やり直すには、ウィンドウを閉じるか、ここでキャンセルしてください。',
  cancel: 'キャンセル',
  otherHeading: 'これはあなたのアカウントですか?',
  otherMessage: 'あなたは {account} として認識されていますが、予定表は {mailbox} のものです。',
  otherUse: '{account} の会議室を使う',
  otherSignIn: '別のアカウントでサインインする',
  details: '詳細',
  reference: '管理者に伝える番号：{reference}',
};
