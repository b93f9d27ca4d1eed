// Spots that would lie on each other become one: those in one square of the screen, at one zoom.

// Return [{spots, x, y}] for spots with x and y in pixels of the screen; the place of a group is the middle of its spots.
export function cluster(spots, size) {
  const squares = new Map();
  for (const spot of spots) {
    const key = `${Math.floor(spot.x / size)} ${Math.floor(spot.y / size)}`;
    if (!squares.has(key)) squares.set(key, []);
    squares.get(key).push(spot);
  }
  return [...squares.values()].map((group) => ({ spots: group, x: mean(group, "x"), y: mean(group, "y") }));
}

function mean(group, axis) {
  return group.reduce((sum, spot) => sum + spot[axis], 0) / group.length;
}
