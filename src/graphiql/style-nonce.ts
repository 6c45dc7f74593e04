import { setNonce } from 'get-nonce';

/**
 * Gives every style element that the editor or a dialog creates the nonce of this page, so that the
 * Content-Security-Policy lets it in. Monaco 0.52 knows no nonce of its own, hence the wrapped
 * createElement. The nonce serves for styles only: scripts are held to the files of this origin.
 */
export function installStyleNonce(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content;
  if (!nonce) return;
  setNonce(nonce);
  const createElement = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = createElement(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
