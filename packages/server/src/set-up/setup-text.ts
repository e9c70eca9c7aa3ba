import type { SetupStep } from '@vmrkit/core';

/** What each shell's file is called, and how its lines are begun. */
const shells: Readonly<Record<SetupStep['shell'], { readonly file: string; readonly where: string }>> = {
  'powershell-exchange': {
    file: 'exchange.ps1',
    where: 'Exchange Management Shell, or Exchange Online PowerShell',
  },
  'powershell-entra': { file: 'entra.ps1', where: 'Microsoft Graph PowerShell' },
  adfs: { file: 'adfs.ps1', where: 'PowerShell on the AD FS server' },
  note: { file: 'notes.txt', where: 'by hand' },
};

/** A file of steps. */
export interface SetupFile {
  readonly name: string;
  readonly text: string;
}

/** Steps as files, one a shell, in the order of the steps: commands, with all that is read as comments. */
export function setupFiles(steps: readonly SetupStep[]): readonly SetupFile[] {
  return Object.entries(shells).flatMap(([shell, { file: name, where }]) => {
    const own = steps.filter((step) => step.shell === shell);
    if (own.length === 0) return [];
    const texts = own.map((step) => setupText(step).join('\n'));
    return [
      { name, text: `${[`# Where: ${where}. Read each step before you run it.`, ...texts].join('\n\n')}\n` },
    ];
  });
}

/** A step as lines that may be pasted into its shell: what is no command is a comment. */
export function setupText({ shell, title, why, rights, lines, verify }: SetupStep): readonly string[] {
  const { where } = shells[shell];
  return [
    comment(title),
    comment(why),
    comment(`Where: ${where}. Rights: ${rights.join(', ') || 'none in particular'}.`),
    ...lines.map(oneLine),
    ...(verify.length === 0 ? [] : [comment('Shows that it is done:'), ...verify.map(oneLine)]),
  ];
}

function comment(text: string): string {
  return `# ${oneLine(text)}`;
}

/** What begins a new line could begin a command. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}
