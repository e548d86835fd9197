// Lighthouse over the screens that are named: node lighthouse.mjs <chromium> <server> <people and paths as JSON>. One line of JSON a
// screen: { login, path, form, accessibility, practices, failed }. Run by judges/main.rs, with the packages beside NODE_PATH's.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const from = createRequire(`${process.env.FOTFASTE_JUDGES}/`);
const load = async (name) => import(pathToFileURL(from.resolve(name)).href);
const { default: puppeteer } = await load('puppeteer-core');
const { default: lighthouse, desktopConfig } = await load('lighthouse');
const [chromium, server, people] = process.argv.slice(2);

const common = {
  onlyCategories: ['accessibility', 'best-practices'],
  disableStorageReset: true,
  throttlingMethod: 'provided',
  pauseAfterFcpMs: 200,
  pauseAfterLoadMs: 200,
  maxWaitForLoad: 20000,
};
const forms = {
  desktop: { ...desktopConfig, settings: { ...desktopConfig.settings, ...common } },
  mobile: { extends: 'lighthouse:default', settings: common },
};

const arguments_ = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost'];
for (const { login, password, screens } of JSON.parse(people)) {
  const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: arguments_ });
  try {
    const page = await browser.newPage();
    await page.goto(`${server}/manifest.webmanifest`);
    await page.evaluate(async (login, password) => {
      localStorage.setItem('fotfaste.language', 'sv');
      const body = JSON.stringify({ login, password });
      const headers = { 'content-type': 'application/json' };
      if (login && !(await fetch('/auth/v1/login', { method: 'POST', headers, body })).ok) throw new Error(`${login} is not let in`);
    }, login, password);
    for (const { path, form, link } of screens) {
      let url = server + path;
      if (link) {
        await page.goto(url);
        await page.waitForSelector(link);
        url = await page.$eval(link, (found) => found.href);
      }
      const { lhr } = await lighthouse(url, undefined, forms[form], page);
      if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
      const weighs = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id));
      const failed = Object.values(lhr.audits)
        .filter(({ id, score, scoreDisplayMode }) => weighs.includes(id) && score !== null && score < 1 && scoreDisplayMode !== 'informative')
        .map(({ id, title, details }) => ({ id, title, items: (details?.items ?? []).map((item) => JSON.stringify(item).slice(0, 600)) }));
      const score = (name) => Math.round(lhr.categories[name].score * 100);
      console.log(JSON.stringify({ login, path: new URL(lhr.finalDisplayedUrl).pathname, form, accessibility: score('accessibility'), practices: score('best-practices'), failed }));
    }
  } finally {
    await browser.close();
  }
}
