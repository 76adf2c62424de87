// Draws the sample's pictures: node draw.mjs OUT [NAME…]. It needs Chromium (its path in CHROMIUM, or /usr/bin/chromium).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sheet, W, H } from './ink.mjs';
import * as scenes from './scenes.mjs';

const most = 122_000; // bytes of a picture
const [out, ...wanted] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'packet-art-'));
for (const [key, scene] of Object.entries(scenes)) {
  const name = key.replace(/[A-Z]/g, (c) => '-' + c.toLowerCase());
  if (wanted.length && !wanted.includes(name)) continue;
  const { svg, w = W, h = H } = scene();
  const page = join(work, 'page.html');
  writeFileSync(page, `<!doctype html><body><script>
const img = new Image();
img.onload = () => {
  const c = document.createElement('canvas');
  c.width = ${w}; c.height = ${h};
  c.getContext('2d').drawImage(img, 0, 0);
  let q = 0.8, url;
  do { url = c.toDataURL('image/jpeg', q); q -= 0.03; } while (url.length * 0.75 > ${most} && q > 0.4);
  document.body.textContent = url + ' ' + (q + 0.03).toFixed(2);
};
img.src = 'data:image/svg+xml;base64,${Buffer.from(sheet(svg, w, h)).toString('base64')}';
</script>`);
  const dom = execFileSync(process.env.CHROMIUM ?? '/usr/bin/chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--user-data-dir=' + join(work, 'profile'),
    '--virtual-time-budget=60000', '--dump-dom', 'file://' + page], { maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  const m = dom.match(/data:image\/jpeg;base64,([A-Za-z0-9+/=]+) ([\d.]+)/);
  if (!m) throw new Error(name + ' could not be drawn');
  const jpeg = Buffer.from(m[1], 'base64');
  writeFileSync(join(out, name + '.jpg'), jpeg);
  console.log(`${name}: ${jpeg.length} bytes at quality ${m[2]}`);
}
rmSync(work, { recursive: true, force: true });
