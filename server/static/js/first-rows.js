// The rows that came with the page stand before the many scripts of the wall are asked for; grid.js finds them in place.
import { paged } from "./pages.js";
import { sharpen } from "./sharpen.js";
import { painted } from "./soon.js";

const wall = document.querySelector("#wall");
if (wall) paged(wall, sharpen).layout();

const { then, with: all } = document.querySelector("script[data-then]").dataset;
const each = (addresses) => addresses.split(" ").filter(Boolean);
painted().then(() => {
  document.head.append(...each(all).map((href) => Object.assign(document.createElement("link"), { rel: "modulepreload", href })));
  for (const one of each(then)) import(one);
});
