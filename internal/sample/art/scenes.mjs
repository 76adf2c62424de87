// The sample's pictures, one function each.
import { W, H, paper, navy, teal, mist, red, ochre, sand, seed, rnd, times, rect, poly, disc, oval, path, move, blob, bar, gouge, gouges, within, print, fine, gull, figure, umbrella } from './ink.mjs';

// Perspective towards a vanishing point: the height at x of a line that leaves the right edge at y0.
const to = (vx, vy, x0) => (x, y0) => vy + (y0 - vy) * (x - vx) / (x0 - vx);

export function breakwaterAtWork() {
  seed(7);
  const at = to(330, 420, 1600);
  const wall = (top, bottom, from, until, fill) => poly([[from, at(from, top)], [until, at(until, top)], [until, at(until, bottom)], [from, at(from, bottom)]], fill);
  const joint = (x, a, b) => bar(x, at(x, a), x, at(x, b), 3 * (x - 330) / 700, navy);
  let xs = [], x = 620;
  while (x < 1650) { xs.push(x); x = 330 + (x - 330) * 1.115; }
  const sky = rect(0, 0, W, 430, mist) + disc(330, 380, 150, ochre);
  const rays = gouges({ h: 420, gap: 26, len: [90, 240], width: [2, 5], fill: paper, angle: (px, py) => Math.atan2(py - 380, px - 330) * 57.3, keep: (px, py) => Math.hypot(px - 330, py - 380) < 190 ? 0 : 0.85 });
  const sea = rect(0, 425, W, 650, teal) +
    gouges({ y: 440, h: 640, gap: 24, len: [60, 190], width: [2, 6], fill: mist, keep: (px, py) => (py - 430) / 800 + 0.12 }) +
    gouges({ y: 440, h: 330, x: 180, w: 330, gap: 17, len: [40, 130], width: [3, 6], fill: ochre, keep: (px) => 1 - Math.abs(px - 335) / 170 });
  const stone = wall(640, 1500, 600, W, sand) + wall(560, 640, 600, W, paper) +
    times(6, (i) => { const y0 = 720 + i * 130; return poly([[600, at(600, y0)], [W, at(W, y0)], [W, at(W, y0) + 7], [600, at(600, y0) + 2]], navy); }) +
    xs.map((u, i) => times(6, (k) => (i + k) % 2 ? joint(u, 720 + k * 130 - 130 + 50, 720 + k * 130) : '')).join('') +
    within(wall(640, 1500, 600, W, navy), gouges({ x: 600, y: 430, w: 1000, h: 640, gap: 30, len: [18, 60], width: [1.5, 4], fill: navy, angle: 8, space: 3, keep: (px, py) => 0.25 + (py - 500) / 1000 }));
  const gap = [[1035, at(1035, 250)], [1060, at(1060, 400)], [1100, at(1100, 370)], [1135, at(1135, 490)], [1200, at(1200, 455)], [1245, at(1245, 330)], [1268, at(1268, 250)]];
  const parapet = poly([[600, at(600, 330)], [1035, at(1035, 330)], ...gap.slice(1, 6), [1268, at(1268, 330)], [W, 330], [W, 560], [600, at(600, 560)]], navy) +
    poly([[600, at(600, 330)], [1033, at(1033, 330)], [1036, at(1036, 352)], [600, at(600, 350)]], ochre) + poly([[1266, at(1266, 330)], [W, 330], [W, 352], [1264, at(1264, 352)]], ochre) +
    within(poly([[600, at(600, 350)], [W, 350], [W, 560], [600, at(600, 560)]], navy), gouges({ x: 600, y: 350, w: 1000, h: 250, gap: 26, len: [20, 70], width: [1.5, 3.5], fill: teal, angle: -6, space: 2 }));
  const light = poly([[566, 462], [656, 466], [640, 224], [584, 224]], paper) + poly([[571, 400], [651, 401], [647, 340], [576, 340]], red) + poly([[580, 284], [643, 284], [640, 234], [584, 234]], red) +
    rect(576, 214, 72, 12, navy) + rect(590, 176, 44, 40, ochre) + poly([[582, 178], [642, 178], [612, 146]], navy) + rect(603, 430, 18, 34, navy);
  // The barge and its crane.
  const barge = poly([[60, 800], [800, 800], [762, 930], [112, 930]], red) + poly([[60, 800], [800, 800], [796, 826], [66, 826]], navy) + poly([[112, 908], [768, 908], [762, 932], [112, 932]], navy) +
    rect(150, 690, 150, 112, paper) + rect(140, 676, 170, 18, navy) + rect(172, 716, 42, 34, navy) + rect(236, 716, 42, 34, navy) +
    rect(420, 660, 190, 142, ochre) + poly([[420, 660], [610, 660], [580, 610], [450, 610]], navy) + rect(548, 684, 46, 56, mist) + rect(660, 764, 90, 38, sand) + rect(676, 730, 62, 34, sand);
  const jibX = 1150, jibY = 70, along = (t, o) => [560 + (jibX - 560) * t + o * 0.78, 640 + (jibY - 640) * t + o * 0.8];
  const jib = bar(...along(0, -26), ...along(1, -8), 10, navy, 6) + bar(...along(0, 26), ...along(1, 8), 10, navy, 6) +
    times(15, (i) => bar(...along(i / 15, i % 2 ? -25 + i : 25 - i), ...along((i + 1) / 15, i % 2 ? 24 - i : -24 + i), 5, navy)) +
    bar(450, 612, jibX, jibY - 6, 4, navy) + bar(jibX, jibY, jibX, 262, 4, navy) + bar(jibX, 262, jibX - 46, 306, 3, navy) + bar(jibX, 262, jibX + 46, 306, 3, navy);
  const block = poly([[jibX - 62, 304], [jibX + 60, 300], [jibX + 64, 380], [jibX - 58, 384]], sand) + poly([[jibX - 62, 304], [jibX + 60, 300], [jibX + 60, 318], [jibX - 61, 322]], paper);
  const men = figure(1330, 566, 150, { coat: red, hat: ochre, legs: navy, arm: -2.4, flip: -1 }) + figure(955, 500, 92, { coat: red, hat: ochre, arm: 2.2 });
  return { svg: print(sky) + fine(rays) + print(sea, 2, 0) + print(light, -1, 1) + print(stone, 0, 2) + print(parapet) + fine(men) + print(barge, 2, -1) +
    print(gouges({ x: 40, y: 926, w: 800, h: 130, gap: 18, len: [60, 200], width: [3, 6], fill: navy, keep: (a, b) => 1 - (b - 926) / 150 })) + print(jib + block, -2, 1) +
    fine(gull(250, 160, 0.9, paper, 1, -8) + gull(470, 205, 0.55, paper, 0.7, 6) + gull(860, 130, 0.7, paper, 1.1)) };
}

const rain = (fill, o = {}) => gouges({ gap: 46, len: [40, 110], width: [1.5, 3], angle: 104, space: 6, fill, ...o });

export function lastBus() {
  seed(21);
  const sky = rect(0, 0, W, 720, navy) + gouges({ h: 560, gap: 30, len: [80, 220], width: [2, 4], fill: teal, angle: -3, keep: (x, y) => 0.25 + y / 1400 });
  const houses = poly([[0, 700], [0, 250], [150, 250], [150, 180], [215, 180], [215, 250], [330, 250], [330, 330], [520, 330], [520, 210], [600, 150], [690, 210], [690, 700]], teal) +
    poly([[1250, 700], [1250, 190], [1360, 120], [1470, 190], [1470, 280], [W, 280], [W, 700]], teal) + rect(560, 260, 46, 66, navy) + rect(636, 260, 34, 66, ochre) + rect(40, 320, 54, 80, navy) + rect(126, 320, 54, 80, navy) + rect(1330, 230, 50, 70, ochre);
  const road = rect(0, 690, W, 400, navy) + rect(0, 690, W, 30, sand) + rect(0, 716, W, 12, navy) +
    gouges({ y: 740, h: 330, gap: 22, len: [50, 160], width: [2, 5], fill: teal, keep: () => 0.55 }) +
    gouges({ x: 560, y: 770, w: 900, h: 300, gap: 20, len: [40, 120], width: [3, 7], fill: ochre, keep: (x, y) => 0.75 - (y - 770) / 420 }) +
    gouges({ x: 150, y: 770, w: 200, h: 260, gap: 20, len: [30, 90], width: [3, 6], fill: ochre, keep: (x, y) => 0.8 - Math.abs(x - 250) / 160 });
  const wheel = (x) => disc(x, 776, 74, navy) + disc(x, 776, 40, sand) + disc(x, 776, 16, navy);
  const pane = (x, w) => `<rect x="${x}" y="388" width="${w}" height="150" rx="12" fill="${ochre}"/>`;
  const rider = (x, coat, o = 0) => path(`M${x - 46} 540Q${x - 48} 478 ${x} 474Q${x + 48} 478 ${x + 46} 540Z`, coat) + oval(x + o, 446, 25, 30, navy);
  const bus = path('M520 770L520 360Q520 300 590 300L1530 300Q1570 300 1572 350L1578 770Z', red) + path('M520 600L1576 600L1576 640L520 640Z', paper) + rect(540, 318, 1010, 14, paper) +
    pane(556, 116) + pane(870, 180) + pane(1066, 180) + pane(1262, 180) + pane(1458, 92) + `<rect x="700" y="388" width="144" height="372" rx="12" fill="${ochre}"/>` + rect(768, 388, 8, 372, red) +
    rider(960, navy, 4) + rider(1340, teal, -6) + path('M560 540Q566 480 604 476Q644 480 650 540Z', navy) + oval(600, 448, 25, 30, navy) + path('M568 436Q600 414 634 432L646 440L568 444Z', navy) +
    wheel(690) + wheel(1410) + rect(514, 700, 30, 34, ochre) + rect(512, 560, 14, 40, navy);
  const blind = `<rect x="866" y="322" width="200" height="58" rx="8" fill="${navy}"/>` + bar(908, 334, 908, 370, 9, ochre) + bar(908, 334, 896, 344, 8, ochre) + bar(948, 334, 930, 360, 8, ochre) + bar(926, 358, 962, 358, 8, ochre) + bar(951, 346, 951, 371, 8, ochre) + times(4, (i) => rect(986 + i * 18, 346, 11, 11, ochre));
  const lamp = bar(250, 726, 250, 236, 14, paper) + bar(250, 240, 330, 214, 10, paper) + path('M296 224Q330 192 366 220Z', paper) + poly([[300, 226], [362, 224], [470, 716], [150, 716]], ochre);
  const waiting = umbrella(334, 486, 1.7, red, 6) + figure(290, 742, 250, { coat: navy, legs: navy, head: paper, hair: navy, arm: 2.2 }) + poly([[258, 610], [236, 690], [282, 694], [286, 620]], teal);
  return { svg: print(sky) + print(houses, 3, 1) + print(road) + print(`<g opacity=".92">${lamp}</g>`, 0, 1) + print(waiting, 2, 0) + print(bus, -2, 0) + print(blind) + fine(rain(mist, { space: 9 })) };
}

export function tidalCinema() {
  seed(33);
  const sky = rect(0, 0, W, H, teal) + rain(mist, { h: 420, gap: 34, space: 4, width: [2, 4] });
  const left = poly([[0, 1080], [0, 60], [190, 120], [300, 210], [430, 300], [430, 1080]], navy), right = poly([[W, 1080], [W, 20], [1440, 110], [1300, 230], [1180, 290], [1180, 1080]], navy);
  const win = (x, y, w, h, k, fill) => poly([[x, y], [x + w, y + k], [x + w, y + h + k * 0.5], [x, y + h]], fill);
  const panes = win(60, 260, 90, 150, 26, teal) + win(220, 340, 70, 120, 22, teal) + win(60, 540, 90, 150, 6, ochre) + win(220, 570, 70, 120, 4, teal) + win(1460, 290, 80, 150, -26, ochre) + win(1320, 350, 70, 120, -20, teal) + win(1460, 560, 80, 150, -6, teal) +
    gouges({ x: 0, y: 60, w: 420, h: 1000, gap: 44, len: [30, 70], width: [1.5, 3], fill: teal, angle: 12, space: 3 }) + gouges({ x: 1190, y: 60, w: 420, h: 1000, gap: 44, len: [30, 70], width: [1.5, 3], fill: teal, angle: -12, space: 3 });
  const house = poly([[430, 860], [430, 250], [520, 250], [520, 170], [640, 170], [640, 110], [970, 110], [970, 170], [1090, 170], [1090, 250], [1180, 250], [1180, 860]], sand) +
    poly([[520, 250], [520, 236], [1090, 236], [1090, 250]], navy) + rect(640, 156, 330, 14, navy) +
    times(3, (i) => path(`M${672 + i * 100} 330L${672 + i * 100} 470L${738 + i * 100} 470L${738 + i * 100} 330Q${705 + i * 100} 286 ${672 + i * 100} 330Z`, i === 1 ? ochre : navy)) +
    gouges({ x: 440, y: 180, w: 730, h: 330, gap: 34, len: [20, 50], width: [1.5, 3], fill: paper, space: 3 });
  const sign = path('M560 520Q620 470 680 520Q740 570 800 520Q860 470 920 520Q980 570 1050 520L1050 560Q980 610 920 560Q860 510 800 560Q740 610 680 560Q620 510 560 560Z', red);
  const canopy = poly([[400, 600], [1210, 600], [1250, 690], [360, 690]], red) + rect(356, 680, 898, 22, navy) + times(17, (i) => disc(396 + i * 51, 646, 15, i % 6 === 4 ? sand : ochre));
  const doors = rect(520, 702, 570, 190, ochre) + [520, 652, 798, 944, 1076].map((x) => rect(x, 702, 14, 190, navy)).join('') + rect(540, 724, 100, 120, paper) + rect(970, 724, 94, 120, paper) + disc(590, 784, 30, red) + poly([[985, 830], [1050, 830], [1018, 740]], teal);
  const lane = poly([[430, 860], [1180, 860], [1700, 1090], [-100, 1090]], navy) + gouges({ x: 340, y: 880, w: 920, h: 200, gap: 18, len: [40, 130], width: [3, 7], fill: ochre, keep: (x, y) => 0.85 - Math.abs(x - 800) / 700 }) + gouges({ y: 880, h: 200, gap: 26, len: [40, 130], width: [2, 4], fill: teal });
  const crowd = [[640, 930, 210, teal, red, -4], [770, 950, 228, red, navy, 3], [905, 936, 200, sand, teal, -2], [1040, 962, 236, navy, ochre, 5], [520, 972, 240, navy, paper, -6]];
  const people = crowd.map(([x, y, h, coat, u, t]) => umbrella(x + (x > 800 ? -22 : 22), y - h * 0.99, h / 150, u, t) + figure(x, y, h, { coat, head: coat === navy ? sand : paper, hair: navy, legs: coat === navy ? teal : mist, arm: 2.3, flip: x > 800 ? -1 : 1 })).join('');
  const manager = figure(724, 890, 170, { coat: navy, head: paper, hair: navy, arm: 2.5 });
  return { svg: print(sky) + print(house, 2, 0) + print(left + right + panes, -1, 1) + print(sign, 2, 1) + print(doors) + fine(manager) + print(canopy, 1, -1) + print(lane) + print(people, 2, 1) + fine(rain(paper, { space: 8 })) };
}

export function ferryAtDusk() {
  seed(9);
  const sky = rect(0, 0, W, 640, navy) + path('M0 190Q400 150 800 200T1600 170L1600 640L0 640Z', teal) + path('M0 350Q380 310 820 350T1600 330L1600 640L0 640Z', mist) + path('M0 450Q420 420 900 450T1600 436L1600 640L0 640Z', ochre) + disc(1130, 560, 112, red) +
    gouges({ h: 210, gap: 30, len: [90, 260], width: [2, 4], fill: teal, keep: () => 0.5 }) + gouges({ y: 190, h: 170, gap: 26, len: [90, 260], width: [2, 5], fill: mist, keep: (x, y) => (y - 190) / 200 }) + gouges({ y: 330, h: 130, gap: 24, len: [90, 260], width: [2, 5], fill: ochre, keep: (x, y) => (y - 320) / 160 }) + gouges({ y: 470, h: 100, gap: 24, len: [90, 220], width: [2, 5], fill: red, keep: (x) => 0.9 - Math.abs(x - 1130) / 520 });
  const land = path('M0 570Q140 520 300 556Q420 500 560 566Q700 590 820 586L820 640L0 640Z', teal) + path('M1330 600Q1450 520 1610 540L1610 640L1330 640Z', teal) + times(9, (i) => rect(60 + i * 64 + rnd(-14, 14), 572 + rnd(0, 14), 9, 9, ochre));
  const sea = rect(0, 600, W, 480, navy) + gouges({ y: 606, h: 470, gap: 20, len: [60, 220], width: [2, 6], fill: teal, keep: () => 0.75 }) + gouges({ x: 930, y: 606, w: 420, h: 460, gap: 20, len: [50, 170], width: [4, 8], fill: red, keep: (x, y) => 0.95 - Math.abs(x - 1130) / (90 + (y - 600) * 0.35) }) + gouges({ x: 930, y: 606, w: 420, h: 460, gap: 28, len: [50, 150], width: [3, 6], fill: ochre, keep: (x, y) => 0.7 - Math.abs(x - 1130) / (60 + (y - 600) * 0.25) });
  const hull = path('M220 700L1090 690Q1066 800 1010 826L300 836Q246 800 220 700Z', navy) + path('M228 734L1082 724L1076 748L234 758Z', red) + path('M220 700L1090 690L1088 706L222 716Z', paper) +
    path('M320 700L330 570L890 564L930 692Z', paper) + path('M318 574L898 566L902 548L312 556Z', red) + path('M560 552L572 454L830 450L852 548Z', paper) + path('M548 458L850 450L852 432L546 440Z', red) +
    poly([[420, 556], [432, 400], [520, 396], [528, 554]], red) + poly([[428, 440], [430, 410], [521, 406], [523, 436]], navy) + times(8, (i) => `<rect x="${356 + i * 66}" y="${606 - i}" width="44" height="50" rx="8" fill="${ochre}"/>`) + times(4, (i) => rect(596 + i * 60, 478 - i * 0.5, 44, 44, i === 3 ? navy : ochre)) +
    bar(960, 692, 950, 486, 8, navy, 4) + bar(950, 500, 900, 548, 3, navy) + bar(1076, 692, 1070, 620, 6, navy) + times(9, (i) => bar(930 + i * 18, 692, 930 + i * 18, 654, 3, paper)) + bar(922, 656, 1076, 652, 4, paper) + poly([[950, 488], [1010, 504], [952, 522]], red);
  const people = figure(984, 694, 70, { coat: red, legs: navy, head: sand }) + figure(1030, 693, 66, { coat: ochre, legs: navy, head: sand }) + figure(268, 704, 74, { coat: teal, legs: navy, head: sand, flip: -1 });
  const smoke = blob([[470, 392], [410, 350], [330, 352], [250, 306], [160, 318], [110, 290], [180, 270], [280, 276], [370, 300], [450, 310], [500, 360]], paper);
  const wake = gouges({ x: 120, y: 806, w: 1080, h: 90, gap: 15, len: [80, 240], width: [4, 9], fill: mist, keep: (x, y) => 1 - (y - 806) / 110 }) + gouges({ x: 380, y: 850, w: 560, h: 180, gap: 20, len: [30, 80], width: [3, 6], fill: ochre, keep: (x, y) => 0.7 - (y - 850) / 260 });
  return { svg: print(sky) + print(land, 2, 0) + print(sea, 0, 1) + print(smoke, 1, 1) + fine(people) + print(hull, -2, 1) + print(wake) + fine(gull(1250, 260, 0.9, paper, 1, -6) + gull(1390, 330, 0.6, paper, 0.8, 8) + gull(980, 330, 0.5, paper, 1.1)) };
}

// standing is a gull at rest, looking right.
const standing = (x, y, s, flip = 1, turn = 0, head = 0) => move(x, y, s,
  bar(-6, -6, -8, 40, 6, navy) + bar(10, -6, 12, 40, 6, navy) + bar(-14, 40, 2, 40, 6, navy) + bar(6, 40, 22, 40, 6, navy) +
  path('M-96 -34Q-60 -70 0 -78Q30 -92 34 -118Q40 -146 66 -146Q90 -144 90 -120Q88 -100 78 -82Q80 -30 40 -8Q0 12 -40 -4Q-74 -14 -96 -34Z', paper) +
  path('M-120 -30Q-66 -72 2 -66Q34 -54 26 -34Q-20 -6 -70 -14Q-96 -16 -120 -30Z', mist) + path('M-136 -24Q-104 -42 -70 -36L-74 -14Q-104 -14 -136 -24Z', navy) +
  move(66, -122, 1, poly([[18, -9], [60, 3], [20, 13]], red) + disc(6, -4, 4.5, navy), head), turn, flip);

export function gullsOnTheRidge() {
  seed(5);
  const sky = rect(0, 0, W, H, ochre) + disc(1270, 250, 150, paper) + gouges({ gap: 30, len: [120, 320], width: [2, 6], fill: paper, angle: -4, keep: (x, y) => 0.55 - y / 1300 }) + gouges({ y: 300, h: 500, gap: 34, len: [90, 240], width: [2, 5], fill: red, angle: -4, keep: (x, y) => (y - 300) / 900 });
  const ridge = (x) => 700 - x * 0.06;
  const back = poly([[-20, 780], [-20, 600], [120, 520], [250, 600], [250, 660], [420, 660], [560, 560], [700, 640], [1180, 600], [1290, 500], [1400, 590], [W + 20, 560], [W + 20, 800]], red) + rect(96, 440, 56, 110, red) + rect(1262, 430, 56, 100, red);
  const slates = poly([[-20, ridge(-20)], [W + 20, ridge(W + 20)], [W + 20, 1090], [-20, 1090]], navy) +
    times(8, (r) => times(24, (i) => { const y = 760 + r * 52, x = -60 + i * 76 + (r % 2) * 38; return path(`M${x} ${y - x * 0.06}L${x + 66} ${y - (x + 66) * 0.06}L${x + 66} ${y + 34 - (x + 66) * 0.06}Q${x + 33} ${y + 50 - x * 0.06} ${x} ${y + 36 - x * 0.06}Z`, rnd() < 0.16 ? mist : teal); }));
  const cap = times(17, (i) => { const x = -30 + i * 102; return poly([[x, ridge(x) - 16], [x + 94, ridge(x + 94) - 16], [x + 98, ridge(x + 98) + 22], [x - 4, ridge(x) + 24]], red); });
  const stack = poly([[1040, 660], [1040, 430], [1230, 422], [1230, 650]], red) + rect(1024, 400, 224, 36, navy) + gouges({ x: 1046, y: 440, w: 170, h: 200, gap: 26, len: [30, 50], width: [2, 4], fill: navy, space: 0.6 });
  // The one that was not: a pot with a white front.
  const pot = path('M1088 404Q1076 330 1104 276Q1118 250 1140 250Q1162 250 1176 276Q1204 330 1192 404Z', navy) + path('M1112 404Q1104 340 1122 304Q1140 290 1158 304Q1176 340 1168 404Z', paper) + path('M1122 252Q1140 222 1158 252Z', navy) + poly([[1128, 278], [1152, 278], [1140, 296]], ochre);
  const birds = standing(150, 646, 0.9) + standing(330, 636, 0.78, -1) + standing(520, 624, 1.12, 1, 0, -16) + standing(720, 613, 0.84, 1) + standing(905, 603, 0.95, -1, 0, 10) + standing(1370, 574, 1.05, -1) + standing(1530, 566, 0.72, 1);
  return { svg: print(sky) + print(back, 2, 2) + print(slates, 0, 1) + print(cap, 1, 0) + print(stack) + print(pot, -1, 0) + print(birds, 2, -1) + fine(gull(420, 250, 1.3, paper, 1, -8) + gull(770, 150, 0.9, paper, 0.9, 6) + gull(170, 140, 0.6, paper, 1)) };
}

export function budgetLoaf() {
  seed(14);
  const table = rect(0, 0, W, 660, teal) + gouges({ h: 660, gap: 34, len: [120, 320], width: [2, 5], fill: mist, angle: 0, keep: () => 0.22 }) + rect(0, 650, W, 440, sand) + rect(0, 650, W, 16, navy) + gouges({ y: 680, h: 400, gap: 40, len: [140, 380], width: [2, 5], fill: paper, keep: () => 0.6 });
  const board = path('M70 800L1420 800Q1560 800 1560 850Q1560 900 1420 900L70 900Q40 850 70 800Z', ochre) + path('M60 872Q64 900 70 916L1420 916Q1550 914 1560 856Q1550 898 1420 898L70 898Z', navy) + disc(1490, 850, 20, sand) + gouges({ x: 80, y: 806, w: 1330, h: 88, gap: 26, len: [90, 240], width: [2, 4], fill: red, keep: () => 0.4 });
  const share = [30, 26, 14, 12, 10, 8], lean = [0, 0, 2, 4, 6, 10], unit = 10.3;
  let x = 82;
  const icon = [
    (w) => bar(0, 110, 0, -60, 12, navy) + path('M-44 -60Q-40 -110 0 -112Q40 -110 44 -60Z', navy) + oval(0, -58, 26, 12, ochre) + bar(-40, 112, 40, 112, 14, navy), // a street lamp
    (w) => figure(-46, 116, 190, { coat: red, legs: navy, head: sand, hair: navy }) + figure(44, 116, 178, { coat: teal, legs: navy, head: sand, hair: navy }), // people
    (w) => path('M-52 -50Q-26 -70 0 -46Q26 -70 52 -50L52 66Q26 46 0 70Q-26 46 -52 66Z', red) + bar(0, -46, 0, 70, 6, paper) + times(4, (i) => bar(-40, -26 + i * 22, -12, -30 + i * 22, 4, paper) + bar(12, -30 + i * 22, 40, -26 + i * 22, 4, paper)), // a book
    (w) => times(3, (i) => path(`M-46 ${-30 + i * 44}Q-23 ${-58 + i * 44} 0 ${-30 + i * 44}Q23 ${-2 + i * 44} 46 ${-30 + i * 44}L46 ${-16 + i * 44}Q23 ${12 + i * 44} 0 ${-16 + i * 44}Q-23 ${-44 + i * 44} -46 ${-16 + i * 44}Z`, teal)), // the sea
    (w) => disc(0, 0, 38, navy) + disc(0, 0, 27, paper) + bar(0, 0, 0, -20, 6, navy) + bar(0, 0, 15, 8, 6, navy), // the hall's clock
    (w) => times(3, (i) => disc(0, -36 + i * 36, 11, navy)),
  ];
  const slices = share.map((s, i) => {
    const w = s * unit, mid = x + w / 2;
    const crust = `M${-w / 2 - 8} 400L${-w / 2 - 8} 130Q${-w / 2 - 36} 60 ${-w / 2 + 4} 22Q0 ${-26} ${w / 2 - 4} 22Q${w / 2 + 36} 60 ${w / 2 + 8} 130L${w / 2 + 8} 400Q0 412 ${-w / 2 - 8} 400Z`;
    const crumb = `M${-w / 2 + 8} 386L${-w / 2 + 8} 134Q${-w / 2 - 14} 70 ${-w / 2 + 16} 42Q0 0 ${w / 2 - 16} 42Q${w / 2 + 14} 70 ${w / 2 - 8} 134L${w / 2 - 8} 386Q0 396 ${-w / 2 + 8} 386Z`;
    const g = `<g transform="translate(${mid} 430) rotate(${lean[i]} 0 400)">${path(crust, i % 2 ? '#a8552b' : '#b8622e')}${path(crumb, paper)}${within(path(crumb, navy), gouges({ x: -w / 2, y: 0, w, h: 390, gap: 30, len: [8, 26], width: [3, 6], fill: sand, space: 2.2, angle: 20 }))}<g transform="translate(0 226) scale(${Math.min(1, w / 128)})">${icon[i](w)}</g></g>`;
    x += w + 50 + i * 4;
    return g;
  }).join('');
  const knife = poly([[1180, 118], [1212, 90], [1522, 400], [1470, 430], [1404, 408]], paper) + poly([[1186, 122], [1204, 106], [1130, 20], [1096, 54]], navy) + gouges({ x: 1230, y: 150, w: 250, h: 240, gap: 30, len: [60, 140], width: [2, 4], angle: 45, fill: mist, keep: (px, py) => Math.abs(py - 120 - (px - 1200)) < 34 ? 0.8 : 0 });
  const coin = oval(300, 985, 92, 40, navy) + oval(300, 974, 92, 40, ochre) + oval(300, 974, 66, 27, red) + oval(470, 1010, 70, 30, navy) + oval(470, 1002, 70, 30, mist) + oval(470, 1002, 48, 19, paper);
  const crumbs = times(26, () => disc(rnd(560, 1480), rnd(940, 1020), rnd(4, 11), rnd() < 0.5 ? paper : '#b8622e'));
  return { svg: print(table) + print(board, 1, 2) + print(knife, 2, 0) + print(slices, -1, 0) + print(coin, 2, 1) + fine(crumbs) };
}

export function galeOverTheWall() {
  seed(3);
  const sky = rect(0, 0, W, H, navy) + gouges({ gap: 26, len: [140, 380], width: [2, 6], fill: teal, angle: -24, keep: (x, y) => 0.7 - y / 1700 });
  const moonless = gouges({ h: 500, gap: 60, len: [120, 300], width: [3, 7], fill: mist, angle: -24, keep: () => 0.16 });
  const body = blob([[-60, 1000], [-60, 560], [40, 420], [180, 250], [380, 130], [600, 96], [790, 150], [850, 260], [780, 330], [690, 290], [610, 330], [580, 440], [610, 580], [700, 710], [840, 800], [1010, 850], [1200, 880], [1420, 900], [1640, 890], [1640, 1130], [100, 1130]], teal);
  const ribs = times(9, (i) => path(`M${-20 + i * 62} 1080Q${60 + i * 40} ${520 - i * 6} ${330 + i * 44} ${210 + i * 12}Q${150 + i * 46} ${560 - i * 4} ${20 + i * 66} 1080Z`, i % 2 ? mist : navy));
  const crest = [[150, 300], [250, 210], [370, 140], [500, 98], [630, 92], [750, 122], [850, 190], [905, 280], [915, 370]];
  const claw = (x, y, l, w, deg) => gouge(x, y, l, w, deg, paper, l * 0.28);
  const foam = blob([[90, 330], [200, 200], [340, 116], [500, 62], [650, 56], [790, 92], [900, 176], [956, 290], [950, 400], [915, 440], [900, 380], [860, 300], [800, 230], [720, 180], [620, 160], [500, 166], [380, 204], [260, 274], [150, 350]], paper) +
    crest.map(([x, y], i) => times(3, (k) => claw(x + rnd(-20, 40) + k * 20, y + 70 + k * 26 + i * 3, 120 + i * 8 - k * 24, 26 - k * 4, 60 + i * 9 + rnd(-14, 14)))).join('') + times(26, (i) => { const [x, y] = crest[i % 9]; return disc(x + rnd(-30, 60), y + rnd(60, 170), rnd(5, 15), paper); });
  const spray = times(110, () => { const a = rnd(-2.6, -0.1), r = rnd(120, 620) * rnd(0.6, 1); return disc(700 + Math.cos(a) * r * 1.1, 330 + Math.sin(a) * r * 0.75, rnd(2, 11), paper); }) +
    times(40, () => disc(rnd(760, 1180), rnd(330, 620), rnd(2, 9), paper));
  const wall = poly([[820, 760], [1620, 690], [1620, 1090], [700, 1090]], sand) + poly([[800, 700], [1000, 684], [1024, 740], [1060, 700], [1098, 762], [1150, 720], [1190, 668], [1620, 632], [1620, 700], [820, 770]], navy) +
    times(4, (i) => poly([[790 - i * 22, 836 + i * 78], [1620, 776 + i * 86], [1620, 784 + i * 86], [790 - i * 22, 842 + i * 78]], navy)) + times(12, (i) => bar(850 + i * 66 + (i % 2) * 10, 834 + (i % 4) * 78 - i * 4, 848 + i * 66 + (i % 2) * 10, 908 + (i % 4) * 78 - i * 4, 6, navy));
  const row = [[1090, 120, 210, teal], [1200, 130, 250, mist], [1322, 112, 206, red], [1426, 124, 256, sand], [1544, 110, 220, teal]];
  const houses = row.map(([x, w, h, f], i) => rect(x, 660 - h - i * 4, w, h + 60, f) + poly([[x - 10, 660 - h - i * 4], [x + w / 2, 600 - h - i * 4], [x + w + 10, 660 - h - i * 4]], i % 2 ? red : mist) + rect(x + w - 40, 590 - h - i * 4, 22, 50, sand) +
    rect(x + 20, 700 - h, 26, 40, i === 1 ? ochre : navy) + rect(x + 66, 700 - h, 26, 40, i === 3 ? ochre : navy) + rect(x + 42, 780 - h, 30, 44, i === 1 ? ochre : navy)).join('');
  const over = times(90, () => { const u = rnd(-1, 1), d = -90 + u * 46 + rnd(-7, 7), l = rnd(120, 380) * (1.1 - u * u * 0.5), c = Math.cos(d / 57.3), n = Math.sin(d / 57.3), x = 1060 + u * 110; return gouge(x + c * l / 2, 740 + n * l / 2, l, rnd(7, 24), d, rnd() < 0.8 ? paper : mist, rnd(-16, 16)); }) +
    times(60, () => { const d = rnd(-2.4, -0.75), r = rnd(230, 470); return disc(1060 + Math.cos(d) * r, 730 + Math.sin(d) * r, rnd(3, 12), paper); });
  const swash = gouges({ x: 640, y: 880, w: 1000, h: 190, gap: 20, len: [80, 240], width: [4, 10], fill: paper, angle: 3, keep: (x, y) => y > 860 + (900 - x) * 0.1 ? 0.5 : 0 });
  return { svg: print(sky) + fine(moonless) + print(houses, 2, 1) + print(wall, 0, 2) + print(body, 1, 0) + print(within(blob([[-60, 1000], [-60, 560], [40, 420], [180, 250], [380, 130], [600, 96], [790, 150], [850, 260], [780, 330], [690, 290], [610, 330], [580, 440], [610, 580], [700, 710], [840, 800], [1010, 850], [1200, 880], [1420, 900], [1640, 890], [1640, 1130], [100, 1130]], navy), ribs), 2, 2) + print(foam, -2, -1) + fine(over + spray) + print(swash) + fine(rain(mist, { angle: 156, space: 8 })) };
}

const lobster = (x, y, s, turn, flip = 1) => move(x, y, s,
  path('M0 -40Q34 -36 40 0Q44 60 22 120Q0 136 -22 120Q-44 60 -40 0Q-34 -36 0 -40Z', red) + times(5, (i) => bar(-30 + i, 24 + i * 22, 30 - i, 24 + i * 22, 5, navy)) +
  path('M-24 116L-52 164L-18 158L0 176L18 158L52 164L24 116Z', red) + times(4, (i) => bar(34, 10 + i * 22, 84, 24 + i * 30, 6, red, 3) + bar(-34, 10 + i * 22, -84, 24 + i * 30, 6, red, 3)) +
  bar(-26, -22, -64, -74, 14, red, 10) + bar(26, -22, 64, -74, 14, red, 10) + path('M-64 -66Q-112 -104 -92 -166Q-78 -140 -72 -128Q-66 -158 -44 -170Q-36 -112 -64 -66Z', red) + path('M64 -66Q112 -104 92 -166Q78 -140 72 -128Q66 -158 44 -170Q36 -112 64 -66Z', red) +
  disc(-12, -30, 6, navy) + disc(12, -30, 6, navy) + bar(-8, -38, -50, -230, 4, red, 1) + bar(8, -38, 60, -220, 4, red, 1), turn, flip);

export function diverAndLobsters() {
  seed(12);
  const water = rect(0, 0, W, H, teal) + path('M0 0L1600 0L1600 120Q1200 190 800 140T0 190Z', mist) + path('M0 820Q500 760 900 850T1600 800L1600 1090L0 1090Z', navy) +
    gouges({ y: 20, h: 160, gap: 22, len: [80, 240], width: [2, 6], fill: paper, keep: () => 0.55 }) + gouges({ y: 180, h: 560, x: 0, w: 900, gap: 44, len: [60, 190], width: [2, 4], fill: mist, keep: (x, y) => 0.5 - y / 1500 });
  const shafts = poly([[120, 150], [210, 140], [60, 800], [-120, 800]], mist) + poly([[420, 140], [470, 138], [380, 780], [270, 780]], mist);
  const wall = poly([[880, -20], [1620, -20], [1620, 1090], [780, 1090], [800, 700], [850, 300]], sand);
  const joints = within(wall, times(8, (i) => bar(760, 60 + i * 132 + rnd(-8, 8), 1620, 40 + i * 132 + rnd(-8, 8), 9, navy) + times(5, (k) => bar(900 + k * 190 + (i % 2) * 90, 50 + i * 132, 896 + k * 190 + (i % 2) * 90, 180 + i * 132, 9, navy))) +
    gouges({ x: 780, gap: 32, len: [20, 70], width: [2, 5], fill: navy, angle: 6, space: 2.6, keep: (x, y) => 0.2 + (x - 800) / 1500 }) + gouges({ x: 780, y: 0, h: 400, gap: 30, len: [30, 70], width: [3, 8], fill: teal, angle: 84, space: 2, keep: () => 0.5 }));
  const hole = [[1060, 470], [1180, 400], [1330, 390], [1450, 440], [1520, 560], [1500, 700], [1420, 800], [1270, 850], [1130, 820], [1050, 720], [1010, 590]];
  const beam = poly([[690, 520], [706, 560], [1480, 800], [1500, 470]], ochre);
  const inside = within(blob(hole, navy), print(beam) + lobster(1190, 640, 0.95, 20) + lobster(1370, 600, 0.8, -30, -1) + lobster(1300, 770, 0.62, 80) + gouges({ x: 1000, y: 380, w: 560, h: 490, gap: 36, len: [14, 40], width: [2, 4], fill: teal, space: 4 }));
  const diver = path('M90 560Q150 500 300 500L470 498Q540 490 580 520L560 580Q480 600 380 596L240 620Q140 640 70 610Z', navy) + poly([[80, 566], [-10, 500], [-60, 470], [-40, 560], [70, 600]], red) + poly([[86, 590], [10, 640], [-50, 700], [10, 700], [120, 620]], red) +
    `<rect x="250" y="420" width="250" height="78" rx="36" fill="${ochre}"/>` + rect(300, 420, 16, 78, navy) + rect(430, 420, 16, 78, navy) + path('M300 500Q380 520 460 500L450 528Q380 540 310 528Z', red) +
    oval(612, 500, 56, 60, navy) + path('M612 466Q664 462 668 500Q666 536 622 536Z', mist) + path('M622 476Q652 474 656 496L630 500Z', paper) + bar(520, 560, 640, 610, 34, navy, 24) + bar(636, 612, 700, 560, 28, navy, 22) + poly([[672, 530], [706, 510], [716, 566], [686, 574]], red) +
    bar(588, 540, 500, 470, 8, navy);
  const bubbles = [[640, 420, 12], [668, 380, 18], [640, 330, 9], [690, 290, 22], [650, 240, 13], [700, 190, 16], [662, 150, 9], [610, 380, 8]].map(([x, y, r]) => disc(x, y, r, paper) + disc(x + r * 0.15, y + r * 0.1, r * 0.66, teal)).join('');
  const weed = times(13, (i) => { const x = 20 + i * 62 + rnd(-14, 14), h = rnd(120, 300); return path(`M${x} 1090Q${x - 40} ${1060 - h * 0.5} ${x + 20} ${1070 - h}Q${x + 6} ${1060 - h * 0.4} ${x + 26} 1090Z`, i % 3 ? teal : mist); });
  return { svg: print(water) + `<g opacity=".3">${print(shafts)}</g>` + print(wall, 1, 0) + print(joints, 0, 2) + print(blob(hole, navy)) + `<g opacity=".95">${print(poly([[690, 520], [706, 560], [1060, 672], [1040, 505]], ochre))}</g>` + inside + print(diver, -2, 1) + fine(bubbles) + print(weed) };
}

export function swimmerOffGullRock() {
  seed(41);
  const sky = rect(0, 0, W, 330, ochre) + gouges({ h: 300, gap: 28, len: [140, 340], width: [2, 6], fill: paper, angle: -2, keep: () => 0.5 }) + rect(0, 316, W, 800, teal);
  const rock = blob([[980, 330], [1020, 268], [1090, 230], [1130, 190], [1190, 176], [1240, 200], [1290, 250], [1380, 270], [1420, 330], [1200, 345]], navy) + poly([[1158, 186], [1206, 184], [1198, 64], [1166, 64]], paper) + poly([[1161, 140], [1203, 139], [1201, 104], [1163, 104]], red) + rect(1158, 54, 48, 10, navy) + rect(1168, 30, 28, 26, paper) + rect(1179, 34, 7, 20, red) + poly([[1162, 32], [1202, 32], [1182, 10]], navy) + rect(1238, 196, 60, 34, paper) + poly([[1232, 198], [1304, 198], [1268, 176]], red);
  const swell = times(9, (i) => { const y = 380 + i * i * 9 + i * 14; return path(`M-20 ${y}Q200 ${y - 16 - i * 5} 420 ${y}T840 ${y}T1260 ${y}T1640 ${y}L1640 ${y + 10 + i * 3}Q1460 ${y + 6 + i * 7} 1260 ${y + 10 + i * 2}T840 ${y + 10 + i * 2}T420 ${y + 10 + i * 2}T-20 ${y + 12 + i * 2}Z`, i % 2 ? navy : mist); }) +
    gouges({ y: 330, h: 760, gap: 26, len: [70, 220], width: [2, 6], fill: mist, keep: (x, y) => 0.2 + y / 4000 }) + gouges({ y: 330, h: 760, gap: 30, len: [60, 180], width: [2, 6], fill: navy, keep: () => 0.45 });
  const rings = [0, 1, 2, 3].map((i) => path(`M${250 - i * 60} ${905 + i * 10}Q${660} ${690 - i * 58} ${1090 + i * 90} ${915 + i * 10}Q${660} ${714 - i * 54} ${250 - i * 60} ${905 + i * 10}Z`, paper)).join('');
  const arms = path('M560 880Q420 880 300 960Q250 1000 250 1030Q300 1010 350 990Q470 940 600 960Z', sand) + path('M780 880Q920 870 1050 950Q1110 990 1106 1026Q1060 1004 1010 984Q880 930 740 956Z', sand) + path('M540 1000Q560 890 670 880Q790 890 806 1000Q670 1040 540 1000Z', red);
  const head = oval(672, 830, 74, 88, sand) + path('M594 824Q588 720 672 716Q756 720 750 824Q712 790 672 792Q630 790 594 824Z', red) + path('M604 796Q672 760 742 796', 'none') + `<rect x="608" y="800" width="56" height="36" rx="16" fill="${navy}"/><rect x="682" y="800" width="56" height="36" rx="16" fill="${navy}"/>` + rect(660, 812, 26, 8, navy) + bar(622, 808, 640, 826, 5, mist) + bar(698, 808, 714, 826, 5, mist) + path('M650 876Q672 890 696 876Q672 900 650 876Z', navy) + gouge(672, 742, 90, 5, 2, paper, -14);
  const water = path('M180 1010Q420 960 560 1000Q670 1036 790 1000Q940 962 1180 1010L1220 1090L140 1090Z', teal) + gouges({ x: 160, y: 990, w: 1020, h: 90, gap: 18, len: [60, 200], width: [4, 8], fill: paper, keep: () => 0.4 });
  const rower = move(250, 520, 1, path('M-120 0Q-20 26 120 -2L96 42Q0 62 -90 44Z', red) + path('M-120 0Q-20 26 120 -2L118 8Q-10 36 -116 10Z', paper) + figure(10, 22, 96, { coat: navy, legs: navy, head: sand, hat: navy, arm: 1 }) + bar(36, -28, 170, 52, 6, sand) + bar(150, 38, 186, 62, 14, sand) + bar(-8, -20, -110, 60, 6, sand));
  const seal = path('M1240 700Q1246 630 1290 630Q1340 634 1346 706Q1290 724 1240 700Z', navy) + disc(1276, 664, 6, paper) + disc(1308, 664, 6, paper) + oval(1292, 682, 12, 8, sand) + gouges({ x: 1190, y: 696, w: 200, h: 30, gap: 12, len: [50, 110], width: [3, 6], fill: paper });
  return { svg: print(sky) + print(rock, 2, 0) + print(swell, 0, 1) + print(rower, -2, 0) + print(seal) + `<g opacity=".8">${print(rings)}</g>` + print(arms, 1, 0) + print(head, -1, 1) + print(water, 0, 1) + fine(gull(520, 170, 0.9, paper, 1, -6) + gull(700, 110, 0.6, paper, 0.8) + gull(1480, 130, 0.7, paper, 1, 8)) };
}

export function footballTerrace() {
  seed(55);
  const sky = rect(0, 0, W, 300, mist) + gouges({ h: 300, gap: 30, len: [120, 300], width: [2, 6], fill: paper, keep: () => 0.6 }) + poly([[0, 300], [0, 190], [150, 130], [300, 190], [360, 160], [520, 160], [520, 220], [700, 220], [760, 170], [880, 220], [1240, 220], [1240, 150], [1320, 100], [1400, 150], [1600, 150], [1600, 300]], teal) + rect(420, 60, 40, 110, navy) + rect(404, 40, 72, 34, navy) + rect(1480, 30, 14, 250, navy) + rect(1440, 20, 96, 44, navy) + times(6, (i) => disc(1454 + (i % 3) * 34, 32 + Math.floor(i / 3) * 20, 8, ochre)) + rect(106, 50, 12, 230, navy) + rect(66, 30, 96, 44, navy) + times(6, (i) => disc(80 + (i % 3) * 34, 42 + Math.floor(i / 3) * 20, 8, ochre));
  const stand = rect(560, 232, 480, 60, red) + poly([[540, 236], [1060, 236], [1030, 200], [570, 200]], navy) + times(34, (i) => disc(578 + i * 13.5, 270 + (i % 3) * 5, 8, i % 4 ? navy : sand));
  const pitch = rect(0, 290, W, 800, '#7d8f4f') + times(5, (i) => poly([[-200 + i * 420, 290], [10 + i * 420, 290], [-120 + i * 470, 760], [-380 + i * 470, 760]], '#6d8145')) + poly([[0, 300], [W, 300], [W, 306], [0, 306]], paper) + poly([[330, 600], [1270, 600], [1300, 612], [300, 612]], paper) + gouges({ y: 310, h: 400, gap: 24, len: [20, 60], width: [2, 4], fill: navy, space: 3, keep: () => 0.4 });
  // The goal seen from behind, and what the shot did to it.
  const post = bar(520, 640, 520, 350, 14, paper) + bar(1080, 640, 1080, 350, 14, paper) + bar(513, 350, 1087, 350, 14, paper);
  const net = times(14, (i) => bar(530 + i * 42, 356, 500 + i * 46.5 + (i > 8 ? 14 : 0), 650, 2.5, paper)) + times(8, (i) => path(`M508 ${376 + i * 36}Q${930} ${376 + i * 36 + (i > 3 ? 34 : 8)} 1096 ${376 + i * 36}L1096 ${379 + i * 36}Q${930} ${380 + i * 36 + (i > 3 ? 34 : 8)} 508 ${379 + i * 36}Z`, paper));
  const ball = disc(940, 560, 26, paper) + poly([[930, 548], [950, 548], [957, 566], [940, 577], [924, 566]], navy);
  const players = figure(700, 580, 190, { coat: red, legs: navy, head: sand, hair: navy, arm: 2.7, lean: -6 }) + figure(830, 606, 190, { coat: red, legs: paper, head: sand, hair: red, arm: 2.4, flip: -1, lean: 10 }) + figure(600, 622, 180, { coat: ochre, legs: navy, head: sand, hair: navy, arm: 0.5, lean: -50 }) + figure(1010, 540, 150, { coat: navy, legs: paper, head: sand, hair: navy, arm: 2.2 }) + figure(400, 500, 130, { coat: navy, legs: paper, head: sand, hair: navy, arm: 0.3 }) + figure(1190, 470, 118, { coat: red, legs: navy, head: sand, hair: navy, arm: 2.8 });
  // The terrace, from behind.
  const coats = [navy, teal, sand, red, navy, mist, teal, ochre];
  const fan = (x, y, s, i) => { const coat = coats[i % 8], dark = coat === navy || coat === teal; const k = Math.floor(rnd(0, 5));
    return move(x, y, s, (k === 1 ? bar(-70, 40, -116, -150, 42, coat, 30) + oval(-118, -168, 20, 24, sand) + bar(70, 40, 112, -160, 42, coat, 30) + oval(114, -178, 20, 24, sand) : '') + (k === 3 ? bar(74, 60, 122, -120, 42, coat, 30) + oval(124, -140, 20, 24, sand) : '') +
      path('M-110 260L-112 110Q-108 24 -44 14L44 14Q108 24 112 110L110 260Z', coat) + oval(0, -40, 46, 54, sand) + path(k % 2 ? 'M-50 -30Q-56 -102 0 -104Q56 -102 50 -30Q40 -4 0 -2Q-40 -4 -50 -30Z' : 'M-56 -46Q-50 -108 0 -110Q50 -108 56 -46Q0 -60 -56 -46Z', k === 0 ? (dark ? sand : navy) : k === 2 ? red : navy) +
      (k === 2 ? disc(0, -114, 16, paper) + path('M-56 -58Q0 -72 56 -58L56 -42Q0 -58 -56 -42Z', paper) : '') + (i % 2 ? path('M-58 4Q0 30 58 4L60 36Q0 58 -60 36Z', i % 4 === 1 ? red : paper) + poly([[28, 30], [66, 24], [74, 150], [34, 154]], i % 4 === 1 ? red : paper) + rect(34, 70, 40, 16, i % 4 === 1 ? paper : red) + rect(36, 108, 40, 16, i % 4 === 1 ? paper : red) : '')); };
  const back = times(10, (i) => fan(20 + i * 172 + rnd(-16, 16), 800 + rnd(-12, 12), 0.72, i));
  const rail = rect(0, 740, W, 16, navy) + times(6, (i) => rect(120 + i * 280, 740, 14, 90, navy));
  const front = times(8, (i) => fan(70 + i * 218 + rnd(-18, 18), 962 + rnd(-14, 14), 1.02, i + 3));
  return { svg: print(sky + stand) + print(pitch, 0, 1) + print(players, 2, 0) + fine(ball + net) + print(post) + print(rail) + print(back, -2, 1) + print(front, 2, 0) + fine(rain(paper, { space: 11, angle: 98 })) };
}

export function joryMabbett() {
  seed(62);
  const w = 1067, h = 1334;
  const fog = rect(0, 0, w, h, mist) + times(7, (i) => path(`M-20 ${90 + i * 190}Q260 ${40 + i * 190} 540 ${96 + i * 190}T1100 ${80 + i * 190}L1100 ${140 + i * 190}Q800 ${190 + i * 190} 540 ${150 + i * 190}T-20 ${160 + i * 190}Z`, i % 2 ? paper : '#bcd1cf')) + gouges({ w, h, gap: 44, len: [160, 380], width: [2, 6], fill: paper, keep: () => 0.5 });
  const frame = bar(640, 40, 1090, 40, 44, navy) + bar(1040, 20, 1040, 1340, 40, navy) + bar(880, 60, 1030, 220, 22, navy) + rect(796, 58, 24, 60, navy);
  const bell = path('M808 110Q900 110 916 220Q930 350 1000 420L616 420Q686 350 700 220Q716 110 808 110Z', ochre) + path('M612 414L1004 414L996 450L620 450Z', red) + path('M700 224Q808 246 916 224L918 244Q808 268 698 244Z', red) + bar(808, 440, 808, 520, 20, navy) + disc(808, 528, 34, navy) + gouges({ x: 640, y: 130, w: 150, h: 270, gap: 30, len: [60, 130], width: [4, 9], fill: paper, angle: 102, keep: (x, y) => (x > 716 - (y - 250) * 0.3 && x < 780 ? 0.9 : 0) }) +
    path('M812 540Q838 640 800 740Q770 820 806 900', 'none') + `<path d="M810 556Q846 660 800 760Q772 830 800 900" fill="none" stroke="${sand}" stroke-width="16"/>`;
  // The man: cap, nose, beard, and the hand on the rope.
  const coat = path('M-20 1360L-20 1090Q40 960 190 910L300 880Q460 890 560 960Q640 1030 664 1360Z', navy) + path('M560 1010Q660 960 742 902L806 866L840 930Q760 1010 620 1130Z', navy);
  const scarf = path('M214 890Q330 960 474 872L500 930Q360 1030 206 946Z', red) + poly([[250, 940], [330, 960], [318, 1180], [236, 1170]], red) + rect(240, 1020, 84, 20, paper) + rect(238, 1080, 84, 20, paper);
  const hand = path('M776 846Q812 812 850 840Q872 872 852 920Q820 948 786 924Q760 890 776 846Z', sand) + bar(790, 866, 846, 858, 6, navy) + bar(788, 886, 850, 880, 6, navy) + bar(790, 906, 848, 902, 6, navy);
  const face = path('M196 700Q180 560 280 520Q420 480 500 560L512 640Q560 700 588 740Q584 764 536 764Q540 800 520 820L470 880Q360 930 250 900Q200 830 196 700Z', sand) +
    path('M250 700Q270 660 300 690Q300 740 268 760Q250 740 250 700Z', '#c9ab80') + path('M254 780Q300 800 330 790Q420 770 520 788Q548 800 540 822Q536 880 470 924Q380 968 290 926Q250 880 254 780Z', paper) + gouge(486, 816, 70, 4, 4, '#b08d60', 5) +
    gouges({ x: 260, y: 800, w: 260, h: 130, gap: 24, len: [30, 80], width: [3, 6], fill: mist, angle: 70, keep: () => 0.7 }) + path('M448 668Q478 650 506 664L500 676Q476 668 452 680Z', navy) + path('M430 636Q474 604 524 630L518 648Q476 630 438 652Z', paper) + gouge(420, 690, 50, 5, 30, navy) + gouge(412, 668, 50, 5, 8, navy) + gouge(400, 752, 60, 4, -10, navy);
  const cap = path('M150 620Q160 440 330 410Q500 400 540 520Q546 560 530 572Q360 540 176 640Q156 640 150 620Z', navy) + path('M360 560Q470 530 560 548Q640 572 652 606Q560 586 380 604Z', teal) + path('M168 600Q340 520 536 552L532 576Q350 546 176 642Z', red) + within(path('M150 620Q160 440 330 410Q500 400 540 520Q360 540 176 620Z', navy), gouges({ x: 150, y: 420, w: 400, h: 130, gap: 26, len: [60, 140], width: [2, 5], fill: teal, angle: -12, keep: () => 0.8 }));
  const low = path('M-20 1260Q300 1200 560 1270T1100 1240L1100 1360L-20 1360Z', paper);
  return { svg: print(fog) + print(frame, 2, 0) + print(bell, -2, 2) + print(coat, 0, 1) + print(within(path('M-20 1360L-20 1090Q40 960 190 910L300 880Q460 890 560 960Q640 1030 664 1360Z', navy), gouges({ y: 900, w: 700, h: 460, gap: 34, len: [60, 150], width: [2, 5], fill: teal, angle: 62, keep: () => 0.7 }))) + print(face, 2, -1) + print(cap, -1, 0) + print(scarf, 2, 1) + print(hand, 1, 0) + print(low), w, h };
}

export function orchestra() {
  seed(27);
  const wall = rect(0, 0, W, H, red) + gouges({ h: 640, gap: 40, len: [60, 190], width: [2, 4], fill: navy, angle: 90, space: 3, keep: () => 0.35 });
  const pipes = times(21, (i) => { const k = Math.abs(i - 10), top = 40 + k * 17, x = 418 + i * 37; return `<rect x="${x}" y="${top}" width="30" height="${430 - top}" rx="10" fill="${i % 2 ? ochre : sand}"/>` + poly([[x + 6, 380], [x + 24, 380], [x + 15, 410]], navy); }) + rect(390, 426, 820, 40, navy) + poly([[390, 430], [390, 250], [410, 250], [412, 430]], navy) + poly([[1190, 430], [1190, 250], [1210, 250], [1210, 430]], navy);
  const arch = (x) => path(`M${x} 420L${x} 190Q${x + 80} 60 ${x + 160} 190L${x + 160} 420Z`, navy) + path(`M${x + 18} 404L${x + 18} 200Q${x + 80} 96 ${x + 142} 200L${x + 142} 404Z`, mist) + rect(x + 74, 110, 12, 300, navy) + rect(x + 14, 250, 134, 12, navy);
  const stairs = poly([[1280, 470], [1640, 300], [1640, 620], [1280, 620]], navy) + times(5, (i) => rect(1280 + i * 74, 560 - i * 52, 84, 14, sand));
  const basses = [[1350, 520], [1470, 436], [1570, 364]].map(([x, y]) => move(x, y, 0.9, bar(0, -70, 10, -330, 12, ochre) + path('M-56 120Q-90 60 -50 0Q-66 -50 -30 -80Q0 -96 34 -78Q64 -48 48 0Q90 60 54 120Q0 142 -56 120Z', ochre) + bar(-2, 100, 8, -70, 4, navy) + disc(-46, -150, 30, sand) + path('M-80 -158Q-76 -196 -44 -192Q-16 -190 -16 -160Q-46 -176 -80 -158Z', navy) + path('M-92 110Q-110 -80 -60 -116Q-24 -118 -14 -90L-30 110Z', navy) + bar(-40, -90, 18, -210, 20, navy, 14) + bar(-110, 40, 70, 6, 4, paper))).join('');
  const floor = rect(0, 600, W, 490, sand) + gouges({ y: 610, h: 470, gap: 34, len: [120, 300], width: [2, 5], fill: paper, keep: () => 0.5 });
  // A row of players on an arc, with what they hold.
  const hair = [navy, paper, red, navy, sand, teal];
  const player = (x, y, s, i, kind) => move(x, y, s, path('M-62 150Q-70 20 -24 0L24 0Q70 20 62 150Z', i % 5 === 2 ? teal : navy) + oval(0, -38, 28, 34, paper) + path('M-32 -40Q-32 -78 0 -78Q32 -78 32 -40Q0 -58 -32 -40Z', [navy, red, ochre, teal, navy, mist][i % 6]) +
    (kind === 'violin' ? move(26, 4, 1, path('M-36 -14Q-10 -30 6 -8Q26 -20 44 -2Q46 22 24 26Q8 24 -4 12Q-26 24 -40 8Z', ochre) + bar(40, 12, 98, 28, 8, navy), -6) + bar(-10, 60, 84, -70, 5, paper)
      : kind === 'cello' ? path('M-36 170Q-60 120 -30 88Q-40 60 -14 44Q10 38 26 54Q44 84 26 110Q44 150 16 172Z', ochre) + bar(0, 60, 8, -60, 9, navy) + bar(-80, 120, 70, 96, 5, paper)
      : kind === 'horn' ? disc(-40, 60, 40, ochre) + disc(-40, 60, 18, teal) + disc(-72, 90, 26, ochre)
      : bar(30, -14, 52, 110, 10, navy) + disc(53, 114, 9, ochre)));
  const rowOf = (n, cx, y, rx, ry, s, kinds, room = 0) => times(n, (i) => { const a = Math.PI * (0.08 + 0.84 * i / (n - 1)), x = cx - Math.cos(a) * rx; return Math.abs(x - cx) < room ? '' : player(x, y - Math.sin(a) * ry, s, i + n, kinds[i % kinds.length]); });
  const players = rowOf(11, 800, 660, 720, 130, 0.74, ['wind', 'horn', 'wind', 'wind']) + rowOf(9, 800, 790, 720, 110, 0.95, ['violin', 'violin', 'violin', 'violin', 'wind', 'cello', 'cello', 'cello', 'cello'], 150) + rowOf(6, 800, 960, 740, 80, 1.2, ['violin', 'violin', 'violin', 'cello', 'cello', 'cello'], 330);
  const timpani = [[250, 560], [380, 540]].map(([x, y]) => path(`M${x - 60} ${y}Q${x - 60} ${y + 80} ${x} ${y + 86}Q${x + 60} ${y + 80} ${x + 60} ${y}Z`, ochre) + oval(x, y, 62, 18, paper)).join('') + figure(318, 560, 190, { coat: navy, head: sand, hair: paper, arm: 2.6 }) + bar(356, 428, 392, 360, 5, paper) + disc(394, 356, 10, paper) + path('M262 352Q300 330 344 346Q352 362 300 366Q262 366 262 352Z', teal) + path('M280 346Q286 310 312 312Q334 318 330 346Z', teal);
  const stands = times(6, (i) => i === 2 || i === 3 ? '' : poly([[220 + i * 232, 990 - Math.sin((i + 0.5) * 0.52) * 60], [300 + i * 232, 986 - Math.sin((i + 0.5) * 0.52) * 60], [308 + i * 232, 1040 - Math.sin((i + 0.5) * 0.52) * 60], [214 + i * 232, 1044 - Math.sin((i + 0.5) * 0.52) * 60]], paper));
  const conductor = path('M624 1100Q640 860 716 820L872 820Q952 860 970 1100Z', navy) + bar(660, 1000, 940, 1000, 12, teal) + path('M780 836L800 1100L812 836Z', paper) + oval(795, 812, 26, 30, paper) + oval(738, 756, 12, 18, paper) + oval(854, 756, 12, 18, paper) + path('M738 770Q728 680 796 676Q862 680 854 770Q848 812 796 816Q746 812 738 770Z', ochre) + oval(797, 676, 32, 26, ochre) + gouge(797, 700, 60, 5, 0, red, 6) + bar(718, 860, 560, 760, 56, navy, 34) + bar(566, 766, 510, 640, 36, navy, 28) + oval(504, 622, 24, 28, paper) + bar(500, 626, 430, 490, 7, red, 3) + bar(872, 860, 1040, 792, 56, navy, 34) + bar(1036, 796, 1120, 700, 36, navy, 28) + oval(1130, 684, 26, 24, paper);
  return { svg: print(wall) + print(arch(80) + arch(1240), 1, 1) + print(pipes, -1, 1) + print(stairs) + print(basses, 2, 0) + print(timpani) + print(floor, 0, 2) + print(players, 1, 0) + fine(stands) + print(conductor, -2, 1) };
}

export function bakeryAtFour() {
  seed(18);
  const room = rect(0, 0, W, H, navy) + poly([[0, 860], [W, 830], [W, 1090], [0, 1090]], teal) + times(9, (i) => bar(-100 + i * 230, 1090, 180 + i * 160, 846, 4, navy)) + gouges({ h: 840, gap: 40, len: [80, 200], width: [2, 4], fill: teal, keep: () => 0.4 });
  const window = rect(120, 120, 270, 330, sand) + rect(138, 138, 234, 294, teal) + disc(306, 220, 42, paper) + disc(288, 210, 40, teal) + rect(248, 130, 14, 310, sand) + rect(130, 276, 250, 14, sand) + times(7, () => disc(rnd(150, 360), rnd(150, 420), rnd(2, 4), paper)) + rect(100, 446, 310, 22, sand) + poly([[138, 432], [138, 380], [180, 350], [220, 384], [240, 384], [240, 432]], navy) + rect(160, 392, 16, 20, ochre);
  const oven = path('M820 860L820 330Q840 150 1130 140Q1470 150 1500 330L1516 844Z', red) + within(path('M820 860L820 330Q840 150 1130 140Q1470 150 1500 330L1516 844Z', red), times(17, (r) => bar(800, 150 + r * 44, 1540, 146 + r * 44, 5, navy) + times(9, (i) => bar(840 + i * 84 + (r % 2) * 42, 150 + r * 44, 840 + i * 84 + (r % 2) * 42, 194 + r * 44, 5, navy)))) +
    path('M930 640L930 480Q950 350 1160 346Q1370 350 1392 480L1396 636Z', sand) + path('M962 636L962 490Q980 386 1160 382Q1342 386 1360 490L1362 632Z', navy) + path('M976 636L976 540Q1000 430 1160 426Q1320 430 1346 540L1346 632Z', ochre) + path('M1010 636Q1050 500 1160 490Q1280 500 1310 634Z', paper) +
    rect(900, 636, 530, 30, sand) + rect(1090, 0, 120, 150, red) + times(4, (i) => bar(1090, 20 + i * 40, 1210, 20 + i * 40, 5, navy));
  const loaf = (x, y, s, t = 0) => move(x, y, s, path('M-70 26Q-84 -30 -30 -40Q40 -52 72 -20Q84 20 62 30Q0 42 -70 26Z', '#b8622e') + gouge(-30, -14, 46, 8, -50, paper) + gouge(2, -16, 50, 8, -50, paper) + gouge(34, -12, 44, 8, -50, paper), t);
  const glow = poly([[976, 640], [1346, 640], [1500, 1090], [520, 1090]], ochre);
  const inOven = loaf(1070, 600, 0.7) + loaf(1180, 596, 0.7) + loaf(1280, 602, 0.66);
  const shelves = rect(90, 560, 430, 16, sand) + rect(90, 700, 430, 16, sand) + rect(96, 560, 14, 320, sand) + rect(500, 560, 14, 320, sand) + [[160, 534], [270, 532], [380, 536], [470, 532], [170, 674], [300, 672], [430, 676]].map(([x, y], i) => loaf(x, y, 0.66 + (i % 3) * 0.06)).join('');
  const table = poly([[60, 880], [640, 866], [680, 930], [20, 950]], sand) + rect(70, 940, 30, 140, sand) + rect(600, 930, 30, 150, sand) + [[130, 866], [250, 862], [370, 858], [190, 900], [320, 896], [450, 890]].map(([x, y]) => oval(x, y, 52, 28, paper)).join('') + gouges({ x: 80, y: 880, w: 540, h: 60, gap: 20, len: [30, 90], width: [2, 4], fill: paper, keep: () => 0.5 });
  const peel = bar(560, 760, 1010, 640, 14, sand) + poly([[990, 628], [1120, 606], [1150, 626], [1010, 668]], sand) + loaf(1076, 606, 0.6, -6);
  const baker = path('M560 1100L576 720Q560 560 640 500Q720 470 790 510Q860 560 846 720L850 1100Z', paper) + path('M606 1100L620 780L830 780L838 1100Z', mist) + path('M640 520Q700 560 780 520L770 640Q700 660 640 640Z', red) + oval(716, 414, 66, 76, sand) + path('M646 400Q630 320 700 310Q720 280 766 306Q810 320 786 392Q760 360 716 362Q670 364 646 400Z', navy) + path('M636 380Q640 330 716 326Q796 330 792 380Q716 350 636 380Z', red) + disc(742, 416, 5, navy) + path('M778 420L800 440L778 448Z', sand) + gouge(752, 456, 36, 5, -6, navy, 6) + disc(726, 444, 11, '#d98f6a') +
    bar(610, 590, 600, 740, 58, paper, 46) + bar(596, 730, 690, 746, 44, sand, 34) + bar(800, 580, 880, 668, 58, paper, 44) + bar(876, 664, 900, 680, 44, sand, 34) + disc(704, 744, 22, sand) + disc(904, 682, 22, sand);
  return { svg: print(room) + print(window, 1, 1) + print(oven, 0, 2) + `<g opacity=".5">${print(glow)}</g>` + print(inOven) + print(shelves, 2, 0) + print(table, -1, 1) + print(baker, 2, 0) + print(peel, -1, 1) + fine(gouges({ x: 980, y: 420, w: 360, h: 200, gap: 30, len: [20, 60], width: [3, 7], angle: 90, fill: red, space: 3, keep: (x, y) => (y > 470 ? 0.35 : 0) })) };
}

export function allotmentsInFrost() {
  seed(71);
  const sky = rect(0, 0, W, 470, mist) + disc(420, 300, 118, red) + gouges({ h: 440, gap: 30, len: [160, 420], width: [2, 6], fill: paper, angle: -1, keep: (x, y) => 0.3 + y / 1000 });
  const hill = path('M0 470Q300 380 640 430T1240 400T1620 440L1620 520L0 520Z', teal) + path('M0 480Q340 430 760 462T1620 462L1620 520L0 520Z', navy) + times(22, (i) => { const x = 30 + i * 76 + rnd(-20, 20), y = 468 + rnd(-8, 6), h = rnd(20, 54); return oval(x, y - h * 0.5, h * 0.4, h * 0.6, navy); });
  const ground = rect(0, 480, W, 620, paper);
  // Beds run to a point on the horizon.
  const vx = 900, vy = 430, edge = (x0, y) => vx + (x0 - vx) * (y - vy) / (1090 - vy);
  const bed = (a, b, y1, y2, f) => poly([[edge(a, y1), y1], [edge(b, y1), y1], [edge(b, y2), y2], [edge(a, y2), y2]], f);
  const beds = [[-900, -560, sand], [-500, -120, navy], [-60, 330, teal], [400, 800, navy], [880, 1290, sand], [1360, 1780, navy], [1850, 2300, teal], [2380, 2800, navy]];
  const plots = beds.map(([a, b, f], k) => [[500, 560], [572, 664], [680, 826], [850, 1100]].map(([y1, y2], i) => bed(a, b, y1, y2, (k + i) % 3 ? f : (f === navy ? teal : f === teal ? sand : navy))).join('')).join('');
  const frost = gouges({ y: 500, h: 600, gap: 20, len: [14, 60], width: [2, 5], fill: paper, space: 2.4, angle: (x, y) => Math.atan2(y - vy, x - vx) * 57.3, keep: (x, y) => 0.35 + (y - 500) / 1500 });
  const cabbage = (x, y, s) => move(x, y, s, disc(0, 0, 30, teal) + disc(-14, -10, 20, mist) + disc(14, -8, 20, mist) + disc(0, 4, 18, paper) + disc(0, 2, 11, teal));
  const veg = times(5, (i) => cabbage(edge(500 + (i % 2) * 170, 880 + i * 42), 880 + i * 42, 1 + i * 0.16)) + times(4, (i) => cabbage(edge(460 + (i % 2) * 190, 706 + i * 32), 706 + i * 32, 0.6 + i * 0.06));
  const canes = times(7, (i) => { const x = 1090 + i * 62, y = 760 + i * 26, h = 210 + i * 16; return bar(x - 34, y, x + 16, y - h, 7, '#a8642f') + bar(x + 36, y + 6, x - 8, y - h, 7, '#a8642f'); }) + bar(1082, 560, 1480, 612, 8, '#a8642f');
  const shed = poly([[1220, 560], [1220, 330], [1340, 250], [1470, 330], [1470, 570]], red) + poly([[1196, 340], [1340, 238], [1494, 340], [1478, 360], [1340, 266], [1212, 362]], paper) + rect(1300, 400, 74, 168, navy) + rect(1402, 400, 44, 52, ochre) + times(6, (i) => bar(1244 + i * 42, 360, 1244 + i * 42, 560, 4, navy)) + rect(1402, 400, 44, 52, ochre) + rect(1422, 400, 5, 52, navy);
  const shed2 = poly([[120, 560], [120, 400], [280, 372], [280, 556]], teal) + poly([[104, 406], [296, 364], [298, 384], [106, 424]], paper) + rect(150, 450, 50, 108, navy) + rect(224, 440, 34, 40, mist);
  const tree = (x, y, s) => move(x, y, s, bar(0, 0, 6, -180, 26, navy, 14) + [[-60, 30], [-30, 100], [-8, 150], [24, 140], [50, 90], [76, 30], [-84, -6]].map(([a, h]) => bar(4, -130 - h * 0.3, a, -190 - h, 10, navy, 3) + bar(a * 0.6, -170 - h * 0.62, a * 1.3, -200 - h, 5, navy, 2) + bar(a * 0.7, -176 - h * 0.7, a * 0.5, -230 - h, 4, navy, 2)).join(''));
  const gardener = move(640, 900, 3.3, bar(-8, -40, -14, 0, 10, navy, 8) + bar(6, -40, 12, 0, 10, navy, 8) + path('M-12 -84Q-24 -80 -26 -60L-24 -30Q0 -24 22 -32L18 -68Q16 -82 8 -84Z', red) + bar(12, -76, 38, -52, 9, red, 7) + oval(0, -94, 8, 9.5, sand) + path('M-9 -96Q-9 -108 1 -108Q12 -107 11 -97Q4 -100 -9 -96Z', navy) + disc(1, -109, 4, paper) + path('M-9 -84Q0 -80 10 -84L12 -77Q0 -72 -10 -77Z', ochre) + bar(40, -78, 36, -6, 4, '#a8642f') + bar(30, -8, 42, -6, 4, navy) + bar(30, -8, 29, 8, 3, navy) + bar(36, -7, 35, 10, 3, navy) + bar(42, -6, 41, 9, 3, navy) + disc(38, -52, 4.5, sand) + gouge(28, -104, 18, 3, -16, paper, -4) + gouge(40, -108, 12, 3, -10, paper, 3));
  const robin = move(788, 636, 0.5, oval(0, 0, 30, 24, '#a8642f', -14) + oval(12, 6, 20, 16, red) + disc(22, -20, 16, '#a8642f') + disc(28, -16, 10, red) + poly([[36, -22], [50, -18], [36, -14]], navy) + disc(26, -26, 3, navy) + bar(-4, 20, -4, 40, 4, navy) + bar(8, 20, 8, 40, 4, navy) + poly([[-24, -4], [-58, -20], [-50, 0]], '#a8642f'));
  return { svg: print(sky) + print(hill, 2, 0) + print(ground) + print(plots, 1, 1) + print(shed2, -1, 0) + print(tree(1010, 500, 1.1) + tree(60, 560, 1.3), 0, 1) + print(shed, 2, 0) + fine(frost) + print(canes) + print(veg, 1, 0) + print(gardener, -2, 0) + fine(robin + gull(900, 170, 0.7, navy, 0.9, -5) + gull(1010, 220, 0.5, navy, 1)) };
}

export function councilChamber() {
  seed(83);
  const wall = rect(0, 0, W, 620, teal) + rect(0, 430, W, 200, navy) + times(16, (i) => rect(20 + i * 102, 452, 84, 150, '#a8642f')) + times(16, (i) => rect(34 + i * 102, 468, 56, 118, '#8f5226'));
  const window = (x) => path(`M${x} 410L${x} 150Q${x + 90} 20 ${x + 180} 150L${x + 180} 410Z`, sand) + path(`M${x + 16} 398L${x + 16} 156Q${x + 90} 46 ${x + 164} 156L${x + 164} 398Z`, navy) + rect(x + 84, 60, 12, 340, sand) + rect(x + 10, 190, 160, 12, sand) + rect(x + 10, 300, 160, 12, sand) + disc(x + 50, 250, 5, ochre) + disc(x + 130, 346, 5, ochre) + disc(x + 118, 330, 4, ochre);
  const clock = disc(800, 150, 82, navy) + disc(800, 150, 68, paper) + bar(800, 150, 836, 144, 10, navy) + bar(800, 150, 751, 178, 7, navy) + times(12, (i) => disc(800 + Math.sin(i * 0.5236) * 54, 150 - Math.cos(i * 0.5236) * 54, 5, navy));
  const chair = path('M690 620L690 330Q700 260 800 250Q900 260 910 330L910 620Z', red) + path('M716 620L716 346Q730 290 800 284Q870 290 884 346L884 620Z', '#a83a22') + disc(700, 300, 16, ochre) + disc(900, 300, 16, ochre) + disc(800, 250, 20, ochre);
  const mayor = path('M700 640Q700 500 770 476L832 476Q900 500 902 640Z', navy) + oval(800, 412, 44, 54, sand) + path('M752 410Q746 344 800 340Q856 344 848 410Q836 376 800 374Q764 376 752 410Z', paper) + path('M744 490Q800 640 860 490L846 484Q800 590 758 484Z', ochre) + disc(800, 574, 22, ochre) + disc(800, 574, 12, red) + disc(784, 412, 5, navy) + disc(816, 412, 5, navy) + gouge(800, 440, 26, 4, 0, navy, 4);
  const dais = poly([[560, 620], [1040, 620], [1080, 760], [520, 760]], '#a8642f') + poly([[546, 610], [1054, 610], [1062, 640], [538, 640]], navy) + bar(900, 596, 960, 566, 10, sand) + rect(944, 540, 40, 30, '#8f5226') + rect(640, 590, 110, 22, paper);
  const floor = poly([[0, 630], [W, 630], [W, 1090], [0, 1090]], ochre) + gouges({ y: 640, h: 450, gap: 30, len: [80, 240], width: [2, 5], fill: red, keep: () => 0.4 });
  // Councillors at a horseshoe of desks, seen from behind the public's rail; some hands are up.
  const seat = (x, y, s, coat, hair, hand, flip = 1) => move(x, y, s, path('M-78 170Q-86 30 -30 6L30 6Q86 30 78 170Z', coat) + (hand ? bar(58, 44, 86, -120, 40, coat, 26) + path('M70 -120Q66 -170 82 -186Q104 -190 108 -160L104 -116Z', sand) : '') + oval(0, -36, 34, 42, sand) + path(hair, 'HAIR').replace('HAIR', coat === navy ? '#8f5226' : navy), 0, flip);
  const bob = 'M-40 -30Q-44 -86 0 -88Q44 -86 40 -30Q36 6 0 8Q-36 6 -40 -30Z', short = 'M-36 -36Q-38 -82 0 -84Q38 -82 36 -36Q34 -6 0 -10Q-34 -6 -36 -36Z', bald = 'M-36 -30Q-34 -8 0 -4Q34 -8 36 -30Q40 0 20 8L-20 8Q-40 0 -36 -30Z';
  const left = [[150, 700, 0.8, red, short, 1], [300, 680, 0.72, navy, bob, 1], [420, 668, 0.66, teal, bald, 0]].map((a) => seat(...a)).join('');
  const right = [[1450, 700, 0.8, teal, bald, 0], [1300, 680, 0.72, paper, short, 1], [1180, 668, 0.66, navy, bob, 1]].map((a) => seat(...a, -1)).join('');
  const desk = path('M-20 860Q260 740 500 742L500 790Q280 800 -20 940Z', '#a8642f') + path('M1620 860Q1340 740 1100 742L1100 790Q1320 800 1620 940Z', '#a8642f') + path('M-20 856Q260 736 500 738L500 750Q260 752 -20 880Z', navy) + path('M1620 856Q1340 736 1100 738L1100 750Q1340 752 1620 880Z', navy);
  const front = [[130, 950, 1.3, navy, bob, 1], [390, 940, 1.3, red, bald, 1], [660, 950, 1.3, teal, short, 0], [930, 944, 1.3, navy, bob, 1], [1200, 950, 1.3, mist, short, 0], [1460, 950, 1.3, red, bald, 0]].map((a) => seat(...a)).join('');
  return { svg: print(wall) + print(window(120) + window(380) + window(1040) + window(1300), 1, 1) + print(clock) + print(chair, -1, 0) + print(mayor) + print(floor, 0, 2) + print(dais, 2, 0) + print(desk) + print(left + right, -2, 1) + print(front, 2, 0) };
}

export function marketHall() {
  seed(90);
  const back = rect(0, 0, W, H, mist) + poly([[0, 560], [0, 300], [800, 60], [1600, 300], [1600, 560]], paper) + poly([[520, 560], [520, 330], [800, 250], [1080, 330], [1080, 560]], ochre) + gouges({ x: 520, y: 260, w: 560, h: 300, gap: 34, len: [40, 120], width: [2, 5], fill: paper, angle: 90, keep: () => 0.6 });
  const roof = poly([[-20, 300], [-20, -20], [1620, -20], [1620, 300], [800, 56]], navy) + times(7, (i) => poly([[-20 + i * 60, 250 - i * 36], [130 + i * 96, -20], [190 + i * 88, -20], [40 + i * 60, 232 - i * 36]], teal)) + times(7, (i) => poly([[1620 - i * 60, 250 - i * 36], [1470 - i * 96, -20], [1410 - i * 88, -20], [1560 - i * 60, 232 - i * 36]], teal));
  const truss = bar(-20, 300, 800, 56, 16, red) + bar(1620, 300, 800, 56, 16, red) + bar(-20, 330, 1620, 330, 14, red) + times(13, (i) => { const x = 80 + i * 120, y = 300 - (1 - Math.abs(x - 800) / 820) * 244; return bar(x, y, x, 330, 7, red) + bar(x, 330, x + (x < 800 ? 120 : -120), 300 - (1 - Math.abs(x + (x < 800 ? 120 : -120) - 800) / 820) * 244, 6, red); });
  const column = (x, s) => rect(x - 14 * s, 320, 28 * s, 560, red) + poly([[x - 44 * s, 320], [x + 44 * s, 320], [x + 16 * s, 380], [x - 16 * s, 380]], red) + rect(x - 26 * s, 850, 52 * s, 40, navy) + `<path d="M${x - 14 * s} 380Q${x - 110 * s} 390 ${x - 130 * s} 330" fill="none" stroke="${red}" stroke-width="${10 * s}"/><path d="M${x + 14 * s} 380Q${x + 110 * s} 390 ${x + 130 * s} 330" fill="none" stroke="${red}" stroke-width="${10 * s}"/>`;
  const clock = bar(800, 60, 800, 150, 12, navy) + disc(800, 224, 92, navy) + disc(800, 224, 76, paper) + times(12, (i) => { const a = i * 0.5236; return bar(800 + Math.sin(a) * 54, 224 - Math.cos(a) * 54, 800 + Math.sin(a) * 68, 224 - Math.cos(a) * 68, 7, navy); }) + bar(800, 224, 772, 190, 10, navy) + bar(800, 224, 824, 172, 8, red) + disc(800, 224, 9, navy);
  const floor = poly([[0, 780], [W, 780], [W, 1090], [0, 1090]], sand) + times(13, (i) => bar(800 + (i - 6) * 90, 780, 800 + (i - 6) * 330, 1090, 5, paper)) + times(4, (i) => bar(0, 820 + i * i * 26, W, 820 + i * i * 26, 5, paper));
  const shafts = poly([[300, 200], [380, 170], [760, 1090], [560, 1090]], paper) + poly([[1060, 130], [1120, 150], [1280, 1090], [1090, 1090]], paper);
  const stall = (x, y, s, a, b, goods) => move(x, y, s, rect(-180, -20, 12, 190, navy) + rect(168, -20, 12, 190, navy) + rect(-190, 70, 380, 110, '#a8642f') + rect(-196, 62, 392, 18, navy) + goods + times(8, (i) => path(`M${-200 + i * 50} -20L${-176 + i * 44} -120L${-132 + i * 44} -120L${-150 + i * 50} -20Q${-175 + i * 50} 14 ${-200 + i * 50} -20Z`, i % 2 ? a : b)));
  const heap = (f, g) => times(9, (i) => disc(-160 + i * 40, 52 - (i % 3) * 9, 22, i % 2 ? f : g));
  const fish = times(6, (i) => move(-150 + i * 60, 50, 1, path('M-30 0Q0 -20 26 0L42 -14L40 14L26 0Q0 20 -30 0Z', i % 2 ? mist : paper) + disc(-18, -3, 3, navy), -14));
  const bread = times(7, (i) => oval(-150 + i * 50, 48 - (i % 2) * 10, 32, 19, '#b8622e') + gouge(-156 + i * 50, 44 - (i % 2) * 10, 28, 5, -50, paper) + gouge(-142 + i * 50, 44 - (i % 2) * 10, 28, 5, -50, paper));
  const keeper = (x, y, h, o) => figure(x, y, h, o);
  const mid = keeper(560, 702, 122, { coat: navy, head: sand, hair: navy }) + stall(560, 590, 0.62, paper, teal, heap(red, ochre)) + keeper(1040, 702, 122, { coat: teal, head: sand, hair: red, arm: 1.4 }) + stall(1040, 590, 0.62, ochre, paper, heap(teal, paper));
  const near = keeper(250, 930, 216, { coat: paper, head: sand, hair: navy, hat: red }) + stall(250, 730, 1.12, red, paper, bread) + keeper(1370, 930, 216, { coat: mist, head: sand, hair: paper, arm: 1.8, flip: -1 }) + stall(1370, 730, 1.12, teal, paper, fish);
  const shoppers = figure(640, 930, 250, { coat: navy, head: sand, hair: '#8f5226' }) + poly([[676, 800], [650, 880], [724, 884], [708, 802]], red) + figure(760, 900, 210, { coat: ochre, head: sand, hat: navy, flip: -1, arm: 1.2 }) + figure(930, 960, 270, { coat: teal, head: sand, hair: navy, flip: -1 }) + figure(1004, 966, 150, { coat: red, head: sand, hair: '#8f5226', flip: -1 }) + figure(800, 760, 120, { coat: red, head: sand, hair: navy }) + figure(846, 764, 124, { coat: navy, head: sand, hair: paper }) + figure(500, 1010, 290, { coat: red, head: sand, hat: navy }) + figure(1160, 1030, 300, { coat: navy, head: sand, hair: paper, flip: -1 }) + poly([[1100, 880], [1060, 980], [1150, 984], [1136, 884]], ochre);
  return { svg: print(back) + print(roof, 1, 0) + print(floor, 0, 1) + `<g opacity=".45">${print(shafts)}</g>` + print(truss, -1, 1) + print(column(420, 0.8) + column(1180, 0.8)) + print(mid, 1, 0) + print(column(30, 1.2) + column(1570, 1.2), -2, 0) + print(clock, 2, 0) + print(near, -1, 1) + print(shoppers, 2, 0) };
}

export function nightTrain() {
  seed(104);
  const sky = rect(0, 0, W, H, navy) + disc(1240, 220, 104, paper) + times(60, () => disc(rnd(0, W), rnd(0, 480), rnd(1.5, 4), paper)) + gouges({ h: 520, gap: 46, len: [120, 320], width: [2, 4], fill: teal, angle: -3, keep: () => 0.55 });
  const far = poly([[-20, 620], [140, 400], [250, 480], [400, 270], [520, 400], [600, 350], [760, 560], [900, 430], [1010, 520], [1150, 380], [1300, 520], [1420, 420], [1640, 600], [1640, 800], [-20, 800]], teal) +
    poly([[400, 270], [470, 346], [430, 370], [404, 340], [372, 376], [346, 352]], paper) + poly([[140, 400], [196, 440], [150, 456], [112, 444]], paper) + poly([[1150, 380], [1204, 432], [1160, 440], [1120, 420]], paper) + poly([[1420, 420], [1474, 462], [1426, 474], [1384, 458]], paper) +
    gouges({ y: 440, h: 340, gap: 30, len: [60, 160], width: [2, 5], fill: navy, angle: 58, keep: () => 0.5 });
  const near = path('M-20 760Q200 640 420 740Q620 640 820 780Q1040 660 1240 760T1640 700L1640 1100L-20 1100Z', navy) + gouges({ y: 740, h: 340, gap: 30, len: [30, 90], width: [2, 5], fill: teal, angle: 80, keep: () => 0.4 });
  const deck = 620, span = 250;
  const viaduct = path(`M-20 ${deck}L1620 ${deck}L1620 1100L-20 1100Z` + times(8, (i) => { const x = -90 + i * span; return `M${x + 26} 1110L${x + 26} ${deck + 190}Q${x + 26} ${deck + 60} ${x + span / 2} ${deck + 54}Q${x + span - 26} ${deck + 60} ${x + span - 26} ${deck + 190}L${x + span - 26} 1110Z`; }), sand).replace('<path', '<path fill-rule="evenodd"');
  const stones = times(8, (i) => { const x = -90 + i * span; return times(12, (k) => bar(x - 26, deck + 210 + k * 26, x + 26, deck + 212 + k * 26, 4, navy)) + times(9, (k) => { const a = Math.PI * (k + 0.5) / 9, cx = x + span / 2; return bar(cx - Math.cos(a) * 98, deck + 176 - Math.sin(a) * 118, cx - Math.cos(a) * 122, deck + 172 - Math.sin(a) * 150, 4, navy); }); }) + rect(-20, deck - 4, 1660, 14, navy) + rect(-20, deck + 24, 1660, 6, navy) +
    times(7, (i) => poly([[-64 + i * span, 1100], [-64 + i * span, deck + 190], [-52 + i * span, deck + 190], [-52 + i * span, 1100]], navy));
  const car = (x, w, f, lit) => `<rect x="${x}" y="${deck - 128}" width="${w}" height="112" rx="12" fill="${f}"/>` + rect(x, deck - 60, w, 12, ochre) + path(`M${x + 4} ${deck - 124}Q${x + w / 2} ${deck - 152} ${x + w - 4} ${deck - 124}Z`, navy) + times(6, (i) => `<rect x="${x + 20 + i * (w - 30) / 6}" y="${deck - 108}" width="${(w - 30) / 6 - 14}" height="40" rx="5" fill="${lit.includes(i) ? ochre : navy}"/>`) + [0.14, 0.26, 0.74, 0.86].map((t) => disc(x + w * t, deck - 14, 13, navy)).join('') + rect(x + w - 4, deck - 50, 20, 10, navy);
  const train = car(-120, 372, red, [0, 1, 3, 5]) + car(266, 372, red, [1, 4]) + car(652, 372, red, [0, 2, 3]) + path(`M1040 ${deck - 16}L1040 ${deck - 130}L1250 ${deck - 130}Q1340 ${deck - 126} 1372 ${deck - 60}L1378 ${deck - 16}Z`, teal) + path(`M1262 ${deck - 112}Q1312 ${deck - 106} 1334 ${deck - 68}L1262 ${deck - 68}Z`, mist) + rect(1080, deck - 108, 150, 40, navy) + rect(1040, deck - 52, 336, 12, ochre) + [1090, 1150, 1270, 1330].map((x) => disc(x, deck - 14, 15, navy)).join('') + disc(1364, deck - 34, 11, paper);
  const reader = path(`M${652 + 96 + 6} ${deck - 68}Q${652 + 100} ${deck - 96} ${652 + 118} ${deck - 96}Q${652 + 136} ${deck - 94} ${652 + 138} ${deck - 68}Z`, navy);
  const beam = poly([[1376, deck - 44], [1640, deck - 120], [1640, deck + 20], [1376, deck - 24]], ochre);
  const river = path('M560 1100Q700 960 660 880Q640 840 700 800L760 810Q730 850 780 890Q860 980 860 1100Z', mist) + gouges({ x: 600, y: 830, w: 240, h: 240, gap: 22, len: [30, 80], width: [2, 5], fill: paper, keep: () => 0.5 });
  return { svg: print(sky) + print(far, 2, 0) + print(near, 0, 2) + print(river) + `<g opacity=".75">${print(beam)}</g>` + print(viaduct, -1, 1) + print(stones) + print(train, 2, -1) + fine(reader) };
}

export function gigRace() {
  seed(111);
  const water = rect(0, 0, W, H, teal) + gouges({ gap: 34, len: [80, 240], width: [2, 6], fill: mist, angle: -28, keep: () => 0.4 }) + gouges({ gap: 60, len: [60, 160], width: [2, 6], fill: navy, angle: -28, keep: () => 0.5 });
  // A gig from above, bow to the right: six oars, a cox, and a wake.
  const gig = (hull, trim, shirt, broken) => {
    const oars = times(6, (i) => { const x = -250 + i * 96, up = i % 2 ? -1 : 1, snapped = broken && i === 5; return bar(x, up * 10, x - 60, up * (snapped ? 86 : 216), 8, paper) + (snapped ? '' : poly([[x - 52, up * 196], [x - 76, up * 192], [x - 92, up * 268], [x - 62, up * 274]], trim)) + (snapped ? '' : oval(x - 84, up * 292, 34, 9, paper, -20 * up)); });
    const crew = times(6, (i) => { const x = -250 + i * 96, up = i % 2 ? -1 : 1; return bar(x + 10, -2, x - 28, up * 34, 17, shirt, 13) + bar(x + 10, 4, x - 30, up * 20, 17, shirt, 13) + oval(x + 14, 0, 26, 34, shirt) + disc(x + 6, 0, 17, [navy, '#8f5226', sand, navy, ochre, '#8f5226'][i]) + disc(x - 34, up * 32, 9, sand); });
    return path('M-420 -18Q-380 -60 -200 -66Q120 -72 330 -36Q410 -18 440 0Q410 18 330 36Q120 72 -200 66Q-380 60 -420 18Z', hull) + path('M-400 -12Q-370 -44 -200 -50Q120 -54 320 -26Q380 -12 400 0Q380 12 320 26Q120 54 -200 50Q-370 44 -400 12Z', '#a8642f') + times(7, (i) => bar(-280 + i * 96, -50, -280 + i * 96, 50, 12, sand)) + oars + crew + oval(-350, 0, 24, 32, navy) + disc(-344, 0, 17, sand) + path('M-362 -16Q-340 -24 -328 0Q-340 24 -362 16Z', red);
  };
  const wake = (n) => times(n, (i) => gouge(-520 - i * 70, -34 - i * 12, 150, 12, 8, paper, -6) + gouge(-520 - i * 70, 34 + i * 12, 150, 12, -8, paper, 6)) + gouge(-560, 0, 240, 10, 0, mist) + gouge(470, -34, 150, 9, 22, paper) + gouge(470, 34, 150, 9, -22, paper);
  const puddles = times(12, (i) => { const x = -430 - Math.floor(i / 2) * 96, up = i % 2 ? -1 : 1; return oval(x, up * 276, 32, 11, mist) + oval(x, up * 276, 18, 5, teal); });
  const a = move(980, 360, 0.98, wake(5) + puddles + gig(navy, red, paper, false), -28), b = move(660, 800, 0.98, wake(5) + puddles + gig(red, ochre, ochre, true), -28);
  const piece = move(470, 500, 1, bar(-70, 0, 40, 10, 8, paper) + poly([[36, 0], [112, 4], [116, 30], [36, 20]], ochre) + gouges({ x: -90, y: -40, w: 230, h: 90, gap: 22, len: [50, 110], width: [3, 6], fill: paper, keep: () => 0.4 }), 32);
  const buoy = disc(1420, 900, 52, navy) + disc(1414, 892, 48, red) + disc(1410, 886, 24, paper) + times(3, (i) => gouge(1424, 964 + i * 24, 150 - i * 30, 7, -6, paper, 8));
  const bank = poly([[-20, -20], [430, -20], [-20, 250]], '#7d8f4f') + poly([[430, -20], [462, -20], [-20, 276], [-20, 244]], sand) + times(10, (i) => figure(30 + i * 38, 214 - i * 21 + (i % 2) * 12, 64, { coat: [red, navy, ochre, paper, teal][i % 5], head: sand, hat: i % 3 ? undefined : ochre, hair: navy, arm: i % 3 === 1 ? 2.6 : 0 }));
  return { svg: print(water) + print(bank, 1, 1) + print(buoy) + print(a, -1, 1) + print(b, 2, 0) + fine(piece + gull(1240, 760, 0.9, paper, 1, -20)) };
}

export function footbridgeOpening() {
  seed(120);
  const sky = rect(0, 0, W, 560, mist) + gouges({ h: 520, gap: 30, len: [140, 360], width: [3, 7], fill: paper, angle: -2, keep: () => 0.5 }) + blob([[100, 150], [260, 90], [420, 120], [560, 80], [720, 140], [640, 190], [300, 200]], paper) + blob([[980, 120], [1120, 70], [1320, 90], [1480, 150], [1300, 180], [1060, 176]], paper);
  const town = path('M0 560L0 470Q300 420 640 500T1240 500T1620 450L1620 560Z', teal) + times(15, (i) => { const x = 20 + i * 108, h = 24 + (i * 37) % 34; return rect(x, 520 - h, 84, h + 40, [sand, paper, red, sand, ochre][i % 5]) + poly([[x - 8, 520 - h], [x + 42, 490 - h], [x + 92, 520 - h]], navy) + rect(x + 16, 540 - h, 16, 22, navy) + rect(x + 50, 540 - h, 16, 22, navy); }) + poly([[1444, 540], [1444, 350], [1516, 350], [1516, 540]], sand) + poly([[1438, 354], [1480, 220], [1522, 354]], navy) + disc(1480, 392, 18, paper);
  const bank = rect(0, 550, W, 60, navy), river = rect(0, 600, W, 490, teal) + gouges({ y: 610, h: 470, gap: 24, len: [80, 240], width: [3, 7], fill: mist, keep: (x, y) => 0.7 - (y - 600) / 1200 }) + gouges({ y: 640, h: 440, gap: 30, len: [60, 180], width: [3, 6], fill: navy, keep: () => 0.5 });
  const deck = (x) => 590 - 150 * (1 - ((x - 800) / 860) ** 2);
  const xs = Array.from({ length: 45 }, (_, i) => -40 + i * 38.2);
  const arch = path('M' + xs.map((x) => `${x} ${deck(x)}`).join('L') + 'L' + [...xs].reverse().map((x) => `${x} ${deck(x) + 34}`).join('L') + 'Z', red) + path('M60 800Q800 300 1540 800L1500 812Q800 372 100 812Z', red) + times(17, (i) => { const x = 140 + i * 82.5; const t = (x - 60) / 1480, y = 800 - 4 * t * (1 - t) * 250; return bar(x, deck(x) + 20, x, y + 8, 9, red); }) + poly([[-20, 640], [120, 600], [130, 830], [40, 860], [-20, 860]], sand) + poly([[1620, 640], [1480, 600], [1470, 830], [1560, 860], [1620, 860]], sand);
  const mirror = `<g opacity=".5">${print(path('M120 850Q800 1180 1480 850L1420 850Q800 1110 180 850Z', red))}</g>`;
  const rail = times(44, (i) => bar(xs[i], deck(xs[i]) + 4, xs[i], deck(xs[i]) - 62, 4, navy)) + path('M' + xs.map((x) => `${x} ${deck(x) - 66}`).join('L') + 'L' + [...xs].reverse().map((x) => `${x} ${deck(x) - 56}`).join('L') + 'Z', navy);
  const spaniel = move(1180, deck(1180) - 4, 1.15, path('M-56 -54Q-20 -64 26 -60Q52 -70 60 -48L56 -26Q0 -16 -50 -24Z', '#8f5226') + path('M20 -60Q34 -78 24 -34Q0 -40 -8 -62Z', paper) + oval(66, -66, 24, 18, '#8f5226', -12) + path('M52 -78Q34 -66 44 -36Q58 -34 60 -58Z', navy) + oval(88, -60, 10, 8, paper) + disc(96, -62, 5, navy) + disc(72, -70, 3.5, navy) + bar(-46, -30, -78, 0, 11, '#8f5226', 7) + bar(-36, -28, -22, 0, 11, '#8f5226', 7) + bar(34, -30, 22, 0, 11, '#8f5226', 7) + bar(46, -34, 84, -8, 11, '#8f5226', 7) + path('M-54 -50Q-84 -70 -90 -88Q-70 -70 -50 -36Z', '#8f5226') + path('M96 -54Q104 -40 96 -34Q90 -44 92 -52Z', red));
  const lead = path(`M${1226} ${deck(1180) - 62}Q1120 ${deck(1120) - 20} 1024 ${deck(1024) - 78}L1024 ${deck(1024) - 73}Q1120 ${deck(1120) - 14} 1226 ${deck(1180) - 58}Z`, red);
  const ribbon = path(`M1250 ${deck(1250) - 60}Q1290 ${deck(1290) - 10} 1326 ${deck(1326) - 30}L1330 ${deck(1326) - 18}Q1284 ${deck(1290) + 4} 1244 ${deck(1250) - 50}Z`, ochre) + path(`M860 ${deck(860) - 96}Q900 ${deck(900) - 40} 930 ${deck(930) - 62}L934 ${deck(930) - 48}Q890 ${deck(900) - 26} 856 ${deck(860) - 84}Z`, ochre);
  const at = (x, h, o) => figure(x, deck(x) + 2, h, o);
  const people = at(1000, 150, { coat: navy, head: sand, hair: '#8f5226', arm: 0.7, lean: 8 }) + at(900, 104, { coat: ochre, head: sand, hair: navy, arm: 1 }) + bar(880, deck(880) - 2, 936, deck(936) - 6, 6, navy) + bar(926, deck(926) - 6, 918, deck(918) - 62, 5, navy) + disc(884, deck(884) - 2, 8, red) + disc(934, deck(934) - 4, 8, red) +
    at(770, 170, { coat: red, head: sand, hat: navy, arm: 1.9 }) + poly([[756, deck(756) - 132], [784, deck(784) - 132], [776, deck(770) - 66], [764, deck(770) - 66]], ochre) + disc(770, deck(770) - 62, 9, ochre) +
    [[640, navy, red, 150], [540, teal, ochre, 140], [450, sand, navy, 156], [350, navy, paper, 120], [270, red, teal, 150], [180, navy, red, 146], [90, mist, ochre, 150]].map(([x, c, u, h]) => umbrella(x + 14, deck(x) - h * 1.02, h / 128, u, (x % 7) - 3) + at(x, h, { coat: c, head: sand, hair: navy, arm: 2.3 })).join('');
  return { svg: print(sky) + print(town, 2, 0) + print(bank + river, 0, 1) + mirror + fine(rail.replaceAll(navy, teal)) + print(arch, -1, 1) + print(people, 2, 0) + print(ribbon) + print(spaniel, -1, 0) + fine(lead) + fine(rail) + fine(rain(paper, { space: 9 })) };
}

export function lifeboatFlamingo() {
  seed(133);
  const pink = '#e58f7b';
  const sky = rect(0, 0, W, 420, ochre) + gouges({ h: 400, gap: 28, len: [160, 420], width: [3, 7], fill: paper, angle: -2, keep: (x, y) => 0.6 - y / 900 }) + path('M0 420Q200 360 460 400T900 408L900 430L0 430Z', teal) + times(7, (i) => rect(70 + i * 80, 380 + (i % 3) * 8, 34, 24, i % 2 ? paper : red));
  const sea = rect(0, 412, W, 680, teal) + times(7, (i) => { const y = 470 + i * 92; return path(`M-20 ${y}Q180 ${y - 54} 400 ${y}T820 ${y}T1240 ${y}T1640 ${y}L1640 ${y + 26}Q1440 ${y - 20} 1240 ${y + 24}T820 ${y + 24}T400 ${y + 24}T-20 ${y + 24}Z`, i % 2 ? navy : mist); }) + gouges({ y: 420, h: 660, gap: 30, len: [60, 190], width: [3, 6], fill: mist, keep: () => 0.4 });
  const body = path('M180 800Q150 690 300 668L700 668Q860 676 880 780Q880 880 740 896L320 896Q200 890 180 800Z', pink) + gouges({ x: 240, y: 840, w: 580, h: 50, gap: 22, len: [120, 300], width: [3, 6], fill: red, keep: () => 0.6 }) + path('M700 700Q860 640 930 700Q900 780 800 800Z', red) + path('M720 716Q840 680 896 712Q860 750 800 764Z', pink) + gouge(520, 702, 300, 9, 0, paper, -6);
  const neck = `<path d="M300 780Q190 640 260 500Q320 400 290 310" fill="none" stroke="${pink}" stroke-width="78" stroke-linecap="round"/>` + oval(276, 290, 74, 62, pink) + path('M222 262Q150 270 120 330Q116 372 142 398Q150 350 214 330Z', paper) + path('M128 330Q110 372 142 400Q150 362 178 346Z', navy) + disc(270, 274, 15, paper) + disc(267, 275, 8, navy) + gouge(300, 520, 140, 10, 106, paper, 10) + gouge(316, 300, 50, 8, 60, paper);
  const men = move(490, 770, 1.4, path('M-60 0Q-70 -100 -30 -122L30 -122Q70 -100 60 0Z', sand) + path('M-58 -10Q-64 -60 -40 -92L40 -92Q64 -60 58 -10Z', teal) + bar(-46, -104, -96, -190, 26, sand, 20) + disc(-100, -200, 14, sand) + oval(0, -158, 30, 36, sand) + path('M-34 -160Q-34 -202 0 -204Q36 -202 34 -160Q0 -184 -34 -160Z', '#8f5226') + disc(-10, -158, 4, navy) + disc(12, -158, 4, navy) + oval(1, -138, 7, 8, navy)) +
    move(654, 770, 1.34, path('M-60 0Q-70 -100 -30 -122L30 -122Q70 -100 60 0Z', sand) + path('M-60 -8Q-66 -90 -30 -118L-14 -118L0 -70L14 -118L30 -118Q66 -90 60 -8Z', paper) + times(5, (i) => bar(-58, -20 - i * 20, 58, -20 - i * 20, 6, red)) + bar(46, -100, 80, -40, 26, sand, 20) + oval(0, -158, 30, 36, sand) + path('M-50 -178Q0 -196 50 -178L46 -170Q0 -184 -46 -170Z', ochre) + path('M-30 -178Q-28 -214 0 -214Q28 -214 30 -178Z', ochre) + disc(-8, -158, 4, navy) + disc(14, -158, 4, navy) + gouge(2, -138, 22, 5, 0, navy, -4));
  const dog = move(806, 704, 1.35, path('M-30 20Q-46 -60 -6 -84L24 -92Q40 -60 34 20Z', mist) + path('M6 -84Q10 -126 44 -128L92 -112Q96 -102 84 -98L44 -90Q30 -74 20 -70Z', mist) + path('M16 -116Q4 -140 -2 -118Q4 -100 20 -100Z', navy) + disc(48, -114, 4, navy) + disc(90, -106, 5, navy) + bar(-20, 10, -16, 50, 10, mist, 8) + bar(18, 10, 20, 50, 10, mist, 8) + path('M4 -84Q22 -76 32 -86L34 -76Q20 -64 2 -74Z', red));
  const lifeboat = path('M1010 640L1640 620L1640 800L1130 812Q1050 760 1010 640Z', navy) + path('M1010 640L1640 620L1640 664L1030 686Z', red) + path('M1024 672L1640 648L1640 662L1030 690Z', paper) + path('M1180 630L1230 500L1560 486L1600 622Z', red) + path('M1246 600L1272 526L1392 520L1398 594Z', mist) + path('M1420 592L1414 518L1532 512L1552 588Z', mist) + rect(1300, 470, 220, 24, navy) + bar(1400, 470, 1396, 300, 9, navy, 5) + bar(1350, 350, 1450, 346, 6, navy) + disc(1396, 296, 12, paper) + times(5, (i) => bar(1040 + i * 40, 640 - i, 1046 + i * 40, 584 - i * 2, 5, paper)) + bar(1036, 586, 1220, 574, 6, paper) + disc(1610, 560, 30, paper) + disc(1610, 560, 15, red);
  const crew = move(1112, 640, 1.6, path('M-22 0Q-28 -60 -12 -72L12 -72Q28 -60 22 0Z', ochre) + path('M-20 -20Q-24 -60 -10 -66L-6 -20Z', red) + path('M20 -20Q24 -60 10 -66L6 -20Z', red) + bar(-16, -62, -62, -84, 13, ochre, 10) + disc(-66, -86, 7, sand) + oval(0, -90, 14, 16, sand) + path('M-17 -90Q-18 -112 0 -112Q18 -112 17 -90Q0 -102 -17 -90Z', paper)) + `<path d="M1006 502Q940 470 890 560Q860 620 880 700" fill="none" stroke="${paper}" stroke-width="7"/>`;
  const bow = gouges({ x: 960, y: 770, w: 660, h: 100, gap: 18, len: [80, 220], width: [5, 12], fill: paper, angle: -4, keep: (x, y) => 1 - (y - 770) / 110 }) + gouges({ x: 150, y: 880, w: 800, h: 60, gap: 18, len: [80, 220], width: [4, 9], fill: paper, keep: () => 0.7 });
  return { svg: print(sky) + print(sea, 0, 2) + print(lifeboat, 2, 0) + print(crew, -1, 0) + print(neck) + print(men, 1, 0) + print(dog) + print(body, -2, 1) + print(neck) + print(bow) + fine(gull(760, 190, 1, paper, 1, -8) + gull(900, 120, 0.7, paper, 0.9, 6) + gull(600, 110, 0.55, paper)) };
}
