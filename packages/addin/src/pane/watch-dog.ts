/** Whether Outlook let the pane start is looked at apart from the pane's own script, which may not have run at all. */
const WAIT_MS = 10_000;

const texts: Readonly<Record<string, readonly [title: string, text: string, button: string]>> = {
  en: [
    'The add-in could not start',
    'Outlook did not give it access to this meeting. Try again; if that does not help, close the pane and open it again, or open the meeting in its own window.',
    'Try again',
  ],
  de: [
    'Das Add-In konnte nicht starten',
    'Outlook hat ihm keinen Zugriff auf diese Besprechung gegeben. Versuchen Sie es erneut; hilft das nicht, schließen Sie den Bereich und öffnen Sie ihn wieder, oder öffnen Sie die Besprechung in einem eigenen Fenster.',
    'Erneut versuchen',
  ],
  fr: [
    'Le complément n’a pas pu démarrer',
    'Outlook ne lui a pas donné accès à cette réunion. Réessayez ; si cela ne suffit pas, fermez le volet et rouvrez-le, ou ouvrez la réunion dans sa propre fenêtre.',
    'Réessayer',
  ],
  es: [
    'El complemento no pudo iniciarse',
    'Outlook no le dio acceso a esta reunión. Inténtelo de nuevo; si no sirve, cierre el panel y ábralo otra vez, o abra la reunión en su propia ventana.',
    'Reintentar',
  ],
  nb: [
    'Tillegget kunne ikke starte',
    'Outlook ga det ikke tilgang til dette møtet. Prøv igjen; hvis det ikke hjelper, lukk ruten og åpne den igjen, eller åpne møtet i et eget vindu.',
    'Prøv igjen',
  ],
  ja: [
    'アドインを開始できませんでした',
    'Outlook からこの会議へのアクセスが許可されませんでした。もう一度お試しください。解決しない場合は、ウィンドウを閉じて開き直すか、会議を別のウィンドウで開いてください。',
    '再試行',
  ],
};

setTimeout(() => {
  const root = document.documentElement;
  const pane = document.getElementById('pane');
  if (root.dataset.ready !== undefined || pane === null) return;
  const language = navigator.language.split('-')[0] ?? '';
  const [title = '', text = '', label = ''] = texts[language === 'no' ? 'nb' : language] ?? texts.en ?? [];
  const add = (name: string, content: string, parent: Element = pane) => {
    const element = document.createElement(name);
    element.textContent = content;
    parent.append(element);
    return element;
  };
  pane.replaceChildren();
  pane.setAttribute('role', 'alert');
  add('h1', title);
  add('p', text);
  add('button', label).addEventListener('click', () => location.reload());
  const details = add('details', '');
  add('summary', 'Details', details);
  const scripts = [...document.scripts].map(({ src }) => src);
  const host = new URLSearchParams(location.search).get('_host_Info') ?? '';
  add('pre', [navigator.userAgent, host, ...scripts].join('\n'), details).setAttribute('tabindex', '0');
}, WAIT_MS);
