import '@mantine/core/styles.css';
import './theme-variables.css';
import './app.css';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { listen } from './diagnostics/recorder';

listen(window);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
