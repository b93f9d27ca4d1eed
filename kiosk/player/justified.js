// Pictures of given shapes in whole rows, or in whole columns, that fill a room: the way that cuts least of them. Pure arithmetic.

const [NARROWEST, WIDEST] = [0.6, 2.2];
const UNEVEN = 0.16; // what one picture twice as large as another weighs against filling the room
const STRETCH_MOST = 1.16; // beyond it more than 14 per cent of a picture were cut away

/** All ways to cut a list into runs, in its order. */
function* runs(list) {
  for (let cuts = 0; cuts < 2 ** (list.length - 1); cuts += 1) {
    const found = [[list[0]]];
    list.slice(1).forEach((one, index) => (cuts & (1 << index) ? found.push([one]) : found.at(-1).push(one)));
    yield found;
  }
}

const sum = (list, of) => list.reduce((total, one) => total + of(one), 0);

/** Rows of the room's width: their own heights, and by how much pictures must grow in height to fill the room. */
function inRows(rows, { width, height }, { gap, label }) {
  const heights = rows.map((row) => (width - gap * (row.length - 1)) / sum(row, ({ shape }) => shape));
  return { lines: rows, sizes: heights, stretch: (height - rows.length * label - gap * (rows.length - 1)) / sum(heights, (one) => one) };
}

/** Columns of the room's height: their own widths, and by how much pictures must grow in width. */
function inColumns(columns, { width, height }, { gap, label }) {
  const widths = columns.map((column) => (height - label * column.length - gap * (column.length - 1)) / sum(column, ({ shape }) => 1 / shape));
  return { lines: columns, sizes: widths, stretch: (width - gap * (columns.length - 1)) / sum(widths, (one) => one) };
}

/** The cells of one way, in the order of their pictures; the lines follow each other along one side of the room. */
function cellsOf({ lines, sizes, stretch: wanted, across }, { gap, label }) {
  const stretch = Math.min(Math.max(wanted, 1 / STRETCH_MOST), STRETCH_MOST);
  const shrink = Math.min(1, wanted / stretch);
  const cells = [];
  let along = 0;
  lines.forEach((line, number) => {
    let inLine = 0;
    for (const { index, shape } of line) {
      const size = sizes[number] * shrink;
      const [width, height] = across ? [size * shape, size * stretch] : [size * stretch, size / shape];
      cells[index] = across ? { left: inLine, top: along, width, height } : { left: along, top: inLine, width, height };
      inLine += (across ? width : height + label) + gap;
    }
    const { width, height } = cells[line[0].index];
    along += (across ? height + label : width) + gap;
  });
  return cells;
}

/** How far a way is from filling the room with pictures of one size; the less the better. */
function worth(way, space) {
  if (!(way.stretch > 0) || way.sizes.some((one) => one <= 0)) return Infinity;
  const areas = cellsOf(way, space).map(({ width, height }) => width * height);
  return Math.abs(Math.log(way.stretch)) + UNEVEN * Math.log(Math.max(...areas) / Math.min(...areas));
}

/**
 * Where pictures of these shapes (width / height) lie in a room: [{left, top, width, height}], `gap` between them and `label`
 * below each, all in px. What fills the room badly is not stretched to do so, but lies in its middle.
 */
export function justified(shapes, room, space) {
  const list = shapes.map((shape, index) => ({ index, shape: Math.min(Math.max(shape || 1, NARROWEST), WIDEST) }));
  const ways = [...runs(list)].flatMap((lines) => [{ ...inRows(lines, room, space), across: true }, { ...inColumns(lines, room, space), across: false }]);
  const best = ways.reduce((one, other) => (worth(other, space) < worth(one, space) ? other : one));
  const cells = cellsOf(best, space);
  const left = (room.width - Math.max(...cells.map((one) => one.left + one.width))) / 2;
  const top = (room.height - Math.max(...cells.map((one) => one.top + one.height + space.label))) / 2;
  return cells.map((one) => ({ ...one, left: one.left + left, top: one.top + top }));
}
