// Tying a plan to the ground: a click on the picture sets the place of the row in hand, then of the next empty one.
const picture = document.querySelector("#plan-picture");
const rows = [...document.querySelectorAll(".plan-row")];
let inHand = rows.find((row) => !field(row, "x").value) ?? rows[0];

function field(row, name) {
  return row.querySelector(`[name="${name}"]`);
}

function draw() {
  for (const mark of picture.querySelectorAll(".plan-mark")) mark.remove();
  for (const row of rows) {
    row.classList.toggle("is-next", row === inHand);
    const [x, y] = ["x", "y"].map((name) => Number.parseFloat(field(row, name).value));
    if (!(x >= 0 && x <= 100 && y >= 0 && y <= 100)) continue;
    const mark = Object.assign(document.createElement("span"), { className: "plan-mark", textContent: row.dataset.row });
    mark.style.left = `${x}%`;
    mark.style.top = `${y}%`;
    picture.append(mark);
  }
}

picture.addEventListener("click", (event) => {
  if (field(inHand, "x").value && field(inHand, "where").value) inHand = rows.find((row) => !field(row, "x").value) ?? inHand;
  const box = picture.getBoundingClientRect();
  field(inHand, "x").value = (((event.clientX - box.left) / box.width) * 100).toFixed(2);
  field(inHand, "y").value = (((event.clientY - box.top) / box.height) * 100).toFixed(2);
  field(inHand, "where").focus();
  draw();
});
for (const row of rows) {
  row.addEventListener("focusin", () => { inHand = row; draw(); });
  row.addEventListener("input", draw);
}
draw();
