import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const plainFormat = fileURLToPath(new URL('plain-format.ts', import.meta.url));

/**
 * Parts of the Monaco editor that register themselves when imported and that GraphiQL has no use for.
 * Left out they save 0.3 MB; what another part of the editor imports from them stays.
 */
const unusedEditorParts = new RegExp(
  `/(${[
    'browser/widget/diffEditor/diffEditor.contribution',
    'codelens/browser/codelensController',
    'colorPicker/browser/(colorContributions|standaloneColorPickerActions)',
    'diffEditorBreadcrumbs/browser/contribution',
    'dropOrPasteInto/browser/(copyPaste|dropIntoEditor)Contribution',
    'gotoSymbol/browser/(goToCommands|link/goToDefinitionAtPosition)',
    'inlayHints/browser/inlayHintsContribution',
    'inlineCompletions/browser/inlineCompletions.contribution',
    'inlineEdits?/browser/inlineEdits?.contribution',
    'inlineProgress/browser/inlineProgress',
    'linkedEditing/browser/linkedEditing',
    'rename/browser/rename',
    'semanticTokens/browser/(document|viewport)SemanticTokens',
    'stickyScroll/browser/stickyScrollContribution',
    'suggest/browser/suggestInlineCompletions',
    'unicodeHighlighter/browser/unicodeHighlighter',
    'browser/inspectTokens/inspectTokens',
    'browser/referenceSearch/standaloneReferenceSearch',
    'browser/quickAccess/standaloneGoto(Line|Symbol)QuickAccess',
  ].join('|')})\\.js$`,
);

/** The widgets that compare two texts: the editor's own code extends these classes, but nothing here makes one. */
const comparisonWidgets: Readonly<Record<string, string>> = {
  'diffEditor/diffEditorWidget.js': 'export class DiffEditorWidget {}',
  'multiDiffEditor/multiDiffEditorWidget.js': 'export class MultiDiffEditorWidget {}',
};

/** Turns each unused editor part, where the editor lists its parts, into nothing, and the comparison widgets into empty classes. */
function leaveOutUnusedEditorParts(): Plugin {
  const replaced = new Map(Object.entries({ ...comparisonWidgets, 'unused-editor-part': 'export {};' }));
  return {
    name: 'leave-out-unused-editor-parts',
    enforce: 'pre',
    resolveId(source, importer) {
      const isPartsList = /\/vs\/editor\/(editor\.all|edcore\.main)\.js$/.test(importer ?? '');
      if (isPartsList && unusedEditorParts.test(source)) return '\0unused-editor-part';
      const widget = Object.keys(comparisonWidgets).find((path) => source.endsWith(path));
      return widget ? `\0${widget}` : null;
    },
    load(id) {
      return replaced.get(id.slice(1)) ?? null;
    },
  };
}

/** Builds the page for the gateway's /graphiql: files only, no inline script, no source maps, no data: fonts. */
export default defineConfig({
  base: '/graphiql/',
  plugins: [leaveOutUnusedEditorParts()],
  resolve: {
    alias: [{ find: /^prettier\/(standalone|plugins\/estree|parser-babel|parser-graphql)$/, replacement: plainFormat }],
  },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    sourcemap: false,
    license: { fileName: 'licenses.md' },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
  },
});
