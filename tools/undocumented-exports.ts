import { join, relative } from 'node:path';
import ts from 'typescript';
import { entryPoints } from './entry-points.ts';

/**
 * Names the exports of each package's entry points that carry no doc comment, as `path:line name`. A re-exported
 * name is documented where it is declared; of overloads and merged declarations one comment is enough.
 */
export function undocumentedExports(root: string): string[] {
  const entries = entryPoints(root).map(({ source }) => source);
  const program = ts.createProgram(entries, compilerOptions(root));
  const checker = program.getTypeChecker();
  return entries.flatMap((entry) => {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) return [];
    return checker
      .getExportsOfModule(module)
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
      .filter((symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() === '')
      .map((symbol) => `${placeOf(symbol, root)} ${symbol.name}`);
  });
}

function placeOf(symbol: ts.Symbol, root: string): string {
  const declaration = symbol.declarations?.[0];
  if (!declaration) return 'unresolved:';
  const file = declaration.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(declaration.getStart());
  return `${relative(root, file.fileName)}:${line + 1}`;
}

function compilerOptions(root: string): ts.CompilerOptions {
  const path = join(root, 'tsconfig.base.json');
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile);
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return { ...options, noEmit: true, composite: false };
}
