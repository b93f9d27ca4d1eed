// The form of a board: whichever layout is chosen, the preview beside it shows the board so before it is saved.

const frame = document.querySelector("#layout-preview iframe");

function show() {
  const address = new URL(frame.src);
  address.searchParams.set("layout", document.querySelector("[name=layout]:checked").value);
  const pressed = document.querySelector("[data-orientation][aria-pressed=true]");
  address.searchParams.set("orientation", pressed.dataset.orientation);
  frame.parentElement.dataset.orientation = pressed.dataset.orientation;
  frame.src = address.href;
}

if (frame) {
  for (const radio of document.querySelectorAll("[name=layout]")) radio.addEventListener("change", show);
  for (const button of document.querySelectorAll("button[data-orientation]")) {
    button.addEventListener("click", () => {
      for (const other of document.querySelectorAll("button[data-orientation]")) other.setAttribute("aria-pressed", String(other === button));
      show();
    });
  }
}
