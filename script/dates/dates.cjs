// Reads pages.json, [{path, url, html}], from the folder named, and writes what each reader takes for the date of
// publication: {path: {readability, metascraper, extractus}}, each an ISO time or null.
const fs = require('fs')
const { JSDOM } = require('jsdom')
const { Readability } = require('@mozilla/readability')
const metascraper = require('metascraper')([require('metascraper-date')({ datePublished: true, dateModified: true })])

const iso = s => { const t = s ? new Date(s) : null; return t && !isNaN(t) ? t.toISOString() : s || null }

async function main () {
  const { extractFromHtml } = await import('@extractus/article-extractor')
  const found = {}
  for (const { path, url, html } of JSON.parse(fs.readFileSync(process.argv[2] + '/pages.json', 'utf8'))) {
    const one = found[path] = {}
    const dom = new JSDOM(html, { url })
    one.readability = iso((new Readability(dom.window.document).parse() || {}).publishedTime)
    const meta = await metascraper({ url, html })
    one.metascraper = iso(meta.datePublished || meta.date)
    one.extractus = iso(((await extractFromHtml(html, url)) || {}).published)
  }
  console.log(JSON.stringify(found))
}
main().catch(err => { console.error(err); process.exit(1) })
