import { URL_VARIABLES } from '../../src/config';

/**
 * This process's environment without the site's own databases, and with these variables: for programs that a test
 * starts over embedded databases of their own, whatever databases the run itself uses.
 */
export function embeddedEnvironment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const sites: readonly string[] = [...Object.values(URL_VARIABLES), 'LIENTHONG_TRUTH_URL'];
  const rest = Object.entries(process.env).filter(([name]) => !sites.includes(name));
  return { ...Object.fromEntries(rest), ...variables };
}
