import { installStyleNonce } from './style-nonce';
import './workers';
import { createRoot } from 'react-dom/client';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './shell.css';
import { loadAccess } from './access';
import { Page } from './page';

installStyleNonce();

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root.');
const page = createRoot(root);
// The first schema that is asked for is already the chosen persona's.
void loadAccess().finally(() => page.render(<Page />));
