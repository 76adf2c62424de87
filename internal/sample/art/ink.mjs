// The means of the sample's pictures: six inks on warm paper, shapes with cut edges, and the marks of a gouge.
// Everything is text in, SVG out; chance comes from a seed, so that a picture is the same each time.

export const W = 1600, H = 1067;
export const paper = '#f4ead6', navy = '#17293c', teal = '#2b6b72', mist = '#a8c4c4', red = '#c8492c', ochre = '#e4a63c', sand = '#dcc59c';

let state = 1;
export function seed(n) { state = n >>> 0; }
export function rnd(a = 0, b = 1) {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return a + (b - a) * (((t ^ (t >>> 14)) >>> 0) / 4294967296);
}
export const times = (n, f) => Array.from({ length: n }, (_, i) => f(i, n)).join('');
const f1 = (x) => Math.round(x * 10) / 10;
const pt = ([x, y]) => f1(x) + ' ' + f1(y);

// Shapes.
export const rect = (x, y, w, h, fill) => `<rect x="${f1(x)}" y="${f1(y)}" width="${f1(w)}" height="${f1(h)}" fill="${fill}"/>`;
export const poly = (pts, fill) => `<path d="M${pts.map(pt).join('L')}Z" fill="${fill}"/>`;
export const disc = (x, y, r, fill) => `<circle cx="${f1(x)}" cy="${f1(y)}" r="${f1(r)}" fill="${fill}"/>`;
export const oval = (x, y, rx, ry, fill, turn = 0) => `<ellipse cx="${f1(x)}" cy="${f1(y)}" rx="${f1(rx)}" ry="${f1(ry)}" fill="${fill}" transform="rotate(${turn} ${f1(x)} ${f1(y)})"/>`;
export const path = (d, fill) => `<path d="${d}" fill="${fill}"/>`;
export const move = (x, y, s, inner, turn = 0, flip = 1) => `<g transform="translate(${f1(x)} ${f1(y)}) rotate(${turn}) scale(${s * flip} ${s})">${inner}</g>`;

// blob is a smooth closed shape through points.
export function blob(pts, fill) {
  const n = pts.length, at = (i) => pts[(i + n) % n];
  let d = 'M' + pt(pts[0]);
  for (let i = 0; i < n; i++) {
    const [a, b, c, e] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    d += 'C' + pt([b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6]) + ' ' + pt([c[0] - (e[0] - b[0]) / 6, c[1] - (e[1] - b[1]) / 6]) + ' ' + pt(c);
  }
  return path(d + 'Z', fill);
}
// bar is a straight stroke, thicker at one end if asked.
export function bar(x1, y1, x2, y2, w, fill, w2 = w) {
  const l = Math.hypot(x2 - x1, y2 - y1) || 1, nx = -(y2 - y1) / l / 2, ny = (x2 - x1) / l / 2;
  return poly([[x1 + nx * w, y1 + ny * w], [x2 + nx * w2, y2 + ny * w2], [x2 - nx * w2, y2 - ny * w2], [x1 - nx * w, y1 - ny * w]], fill);
}
// gouge is one mark of the tool: pointed at both ends, bent a little.
export function gouge(x, y, len, w, deg, fill, bend = 0) {
  const c = Math.cos(deg * Math.PI / 180), s = Math.sin(deg * Math.PI / 180), p = (u, v) => pt([x + u * c - v * s, y + u * s + v * c]);
  return path(`M${p(-len / 2, 0)}Q${p(0, bend - w)} ${p(len / 2, 0)}Q${p(0, bend + w)} ${p(-len / 2, 0)}Z`, fill);
}
// gouges covers a box with marks in rows. angle and keep may be functions of the place.
export function gouges({ x = 0, y = 0, w = W, h = H, gap = 22, len = [60, 160], width = [2, 5], angle = 0, bend = 0, space = 1, fill, keep }) {
  let out = '';
  for (let v = y + gap / 2; v < y + h; v += gap) {
    for (let u = x - rnd(0, len[1]); u < x + w + len[1];) {
      const l = rnd(...len), px = u + l / 2, py = v + rnd(-gap, gap) * 0.35;
      const a = typeof angle === 'function' ? angle(px, py) : angle;
      if (!keep || keep(px, py) > rnd()) out += gouge(px, py, l, rnd(...width), a + rnd(-2, 2), fill, bend * rnd(0.5, 1.2));
      u += l * rnd(0.9, 1.1) + rnd(0.2, 1) * len[0] * space;
    }
  }
  return out;
}
// within cuts what is inside to a shape.
let clips = 0;
export function within(shape, inner) {
  const id = 'c' + ++clips;
  return `<clipPath id="${id}">${shape}</clipPath><g clip-path="url(#${id})">${inner}</g>`;
}
// print is one pull of the press: edges cut by hand, ink that doesn't take everywhere, a little out of register.
export const print = (inner, dx = 0, dy = 0) => `<g filter="url(#ink)"><g transform="translate(${dx} ${dy})">${inner}</g></g>`;
export const fine = (inner, dx = 0, dy = 0) => `<g filter="url(#fine)"><g transform="translate(${dx} ${dy})">${inner}</g></g>`;

// sheet is the paper with everything on it.
export function sheet(inner, w = W, h = H) {
  const region = `x="-30" y="-30" width="${w + 60}" height="${h + 60}" filterUnits="userSpaceOnUse" color-interpolation-filters="sRGB"`;
  const cut = (id, scale, hole) => `<filter id="${id}" ${region}>
<feTurbulence type="fractalNoise" baseFrequency=".022" numOctaves="2" seed="5" result="edge"/>
<feDisplacementMap in="SourceGraphic" in2="edge" scale="${scale}" xChannelSelector="R" yChannelSelector="G" result="shape"/>
<feTurbulence type="fractalNoise" baseFrequency=".11 .16" numOctaves="2" seed="11" result="bare"/>
<feColorMatrix in="bare" type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 14 0 0 0 ${hole}" result="mask"/>
<feComposite in="shape" in2="mask" operator="in"/></filter>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="10 10 ${w - 20} ${h - 20}"><defs>
${cut('ink', 9, -2.3)}${cut('fine', 5, -1.8)}
<filter id="mottle" ${region}><feTurbulence type="fractalNoise" baseFrequency=".006 .009" numOctaves="3" seed="4"/>
<feColorMatrix type="matrix" values="0 0 0 0 .25 0 0 0 0 .17 0 0 0 0 .08 .9 0 0 0 -.36"/></filter></defs>
<rect width="${w}" height="${h}" fill="${paper}"/>${inner}
<rect width="${w}" height="${h}" filter="url(#mottle)" opacity=".22"/></svg>`;
}

// Those who come back from picture to picture.

// gull in flight, wings up by lift.
export const gull = (x, y, s, fill = paper, lift = 1, turn = 0) => move(x, y, s,
  path(`M-70 ${-24 * lift}Q-34 ${-40 * lift} -8 -4Q0 4 8 -4Q34 ${-44 * lift} 78 ${-30 * lift}Q40 ${-22 * lift} 14 10Q4 20 -6 14Q-30 ${-18 * lift} -70 ${-24 * lift}Z`, fill), turn);

// figure is somebody seen from a little way off: coat, head, legs, perhaps a hat. It stands on its feet at x, y.
export function figure(x, y, h, { coat = navy, head = sand, legs = navy, hat, lean = 0, flip = 1, stride = 8, arm = 0, hair } = {}) {
  const u = h / 100;
  let g = bar(-6, -42, -6 - stride, 0, 9, legs, 7) + bar(6, -42, 6 + stride, 0, 9, legs, 7);
  g += path(`M-9 -82Q-17 -80 -18 -66L-19 -34Q0 -28 19 -34L18 -66Q17 -80 9 -82Z`, coat);
  if (arm) g += bar(13, -76, 13 + 26 * Math.sin(arm), -76 + 30 * Math.cos(arm), 9, coat, 7);
  g += oval(0, -92, 7.5, 9, head);
  if (hair) g += path('M-9 -90Q-10 -103 0 -103Q10 -103 9 -90Q4 -97 -9 -90Z', hair);
  if (hat) g += path('M-13 -96Q0 -99 13 -96L12 -93Q0 -96 -12 -93Z', hat) + path('M-8 -96Q-9 -106 0 -106Q9 -106 8 -96Z', hat);
  return move(x, y, u, g, lean, flip);
}
export const umbrella = (x, y, s, fill, turn = 0) => move(x, y, s,
  bar(0, -4, 0, 58, 3, navy) + path('M-60 0Q-52 -50 0 -54Q52 -50 60 0Q45 -12 30 0Q15 -12 0 0Q-15 -12 -30 0Q-45 -12 -60 0Z', fill), turn);
