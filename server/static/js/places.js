// The map of a search: a campus plan, or bare ground, with its photos in groups that part as one zooms in.
import { CRS, DivIcon, ImageOverlay, Map as LeafletMap, Marker, control, latLng, latLngBounds, point } from "../vendor/leaflet-1.9.4/leaflet.js";
import { cluster } from "./cluster.js";

const SQUARE = 76;
const FEW = 24;
const box = document.querySelector("#map");
const told = document.querySelector("#places-count");
const list = document.querySelector("#places-list");
const head = document.querySelector("#places-list-head");
const { picture, library } = box.dataset;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const height = Number(box.dataset.height);
// On a plan a place is (pixels down from its foot, pixels across): Leaflet's simple plane has its zero below.
const where = picture ? ([across, down]) => latLng(height - down, across) : ([east, north]) => latLng(north, east);

const map = new LeafletMap(box, {
  crs: picture ? CRS.Simple : CRS.EPSG3857, minZoom: picture ? -4 : 2, maxZoom: picture ? 3 : 20, zoomSnap: 0.25,
  attributionControl: false, zoomControl: false, zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
});
control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
if (!picture) control.scale({ imperial: false }).addTo(map);
let spots = [];
let shown = [];
let opener = null;

function draw() {
  const groups = cluster(spots.map((spot) => ({ ...spot, ...map.project(spot.at) })), SQUARE);
  for (const marker of shown) marker.remove();
  const seen = map.getBounds().pad(0.2);
  shown = groups.map((group) => marker(group, map.unproject(point(group.x, group.y)))).filter((one) => seen.contains(one.getLatLng()));
  for (const one of shown) one.addTo(map);
}

function marker(group, at) {
  const many = group.spots.length;
  const name = many === 1 ? group.spots[0].title : box.dataset.photos.replace("{n}", many);
  const one = new Marker(at, { icon: icon(group), keyboard: true, title: name, alt: name, riseOnHover: true });
  one.on("click", () => open(group, one));
  one.on("add", () => one.getElement().setAttribute("aria-label", name));
  one.on("keypress", (event) => { if (event.originalEvent.key === "Enter") open(group, one); });
  return one;
}

function icon(group) {
  const face = document.createElement("div");
  const first = group.spots.find((spot) => spot.picture);
  if (first) face.append(Object.assign(new Image(), { src: first.picture, alt: "" }));
  if (group.spots.length > 1) face.append(Object.assign(document.createElement("span"), { className: "spot-count", textContent: group.spots.length }));
  return new DivIcon({ className: "spot", html: face, iconSize: group.spots.length > 1 ? [64, 64] : [52, 52] });
}

function open(group, from) {
  const places = latLngBounds(group.spots.map((spot) => spot.at));
  const together = map.getZoom() >= map.getMaxZoom() || places.getNorthEast().equals(places.getSouthWest());
  if (group.spots.length > FEW && !together) { map.fitBounds(places, { animate: !still, padding: [60, 60] }); return; }
  opener = from;
  head.textContent = group.spots.length === 1 ? group.spots[0].title : box.dataset.photos.replace("{n}", group.spots.length);
  list.querySelector("ul").replaceChildren(...group.spots.slice(0, 200).map(line));
  list.hidden = false;
  head.focus();
}

function line(spot) {
  const link = Object.assign(document.createElement("a"), { href: `${library}/${spot.id}` });
  link.append(Object.assign(new Image(), { src: spot.picture ?? "", alt: "", loading: "lazy" }),
              Object.assign(document.createElement("span"), { className: "clip", textContent: spot.title }));
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function close() {
  list.hidden = true;
  opener?.getElement()?.focus();
}

function say({ outside, more }) {
  const { one, many, none } = told.dataset;
  const parts = [spots.length === 0 ? none : spots.length === 1 ? one : many.replace("{n}", spots.length)];
  if (outside) parts.push(told.dataset.outside.replace("{n}", outside));
  if (more) parts.push(told.dataset.more);
  told.textContent = parts.join(" · ");
}

async function start() {
  const plan = picture ? latLngBounds([0, 0], [height, Number(box.dataset.width)]) : null;
  if (plan) {
    new ImageOverlay(picture, plan, { alt: "" }).addTo(map);
    map.fitBounds(plan);
    map.setMaxBounds(plan.pad(0.5));
  } else map.setView([35, 105], 4);
  const answer = await fetch(box.dataset.spots, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  const found = await answer.json();
  spots = found.spots.map(([id, title, small, ...place]) => ({ id, title, picture: small, at: where(place) }));
  if (!plan && spots.length) map.fitBounds(latLngBounds(spots.map((spot) => spot.at)).pad(0.1), { maxZoom: 17 });
  draw();
  map.on("moveend", draw);
  say(found);
  box.dataset.ready = spots.length;
}

document.querySelector("#places-close").addEventListener("click", close);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !list.hidden) close(); });
start().catch(() => { told.textContent = told.dataset.failed; });
