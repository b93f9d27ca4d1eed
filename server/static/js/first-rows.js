// The rows that came with the page stand before the many scripts of the wall have come; grid.js finds them in place.
import { paged } from "./pages.js";
import { sharpen } from "./sharpen.js";

const wall = document.querySelector("#wall");
if (wall) paged(wall, sharpen).layout();
