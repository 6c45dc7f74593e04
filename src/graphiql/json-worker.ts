import 'monaco-editor/esm/vs/language/json/json.worker.js';

/** What the editor's JSON worker does with its first message: it starts the JSON language service. */
export const startJson = self.onmessage;
