import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { PLAYER, sealOf } from "./seal.mjs";

const files = readdirSync(PLAYER);
const read = (name) => readFileSync(PLAYER + name, "utf8");

test("the service worker names every file of the shell as it is (else run: node tests/js/seal.mjs)", () => {
  const sealed = /const FILES = \{\n([^}]*)\};/.exec(read("sw.js"))[1];
  assert.equal(sealed, sealOf());
});

test("every import names a file that is there", () => {
  for (const name of files.filter((one) => one.endsWith(".js"))) {
    for (const [, wanted] of read(name).matchAll(/from "\.\/([^"]+)"/g)) assert.ok(files.includes(wanted), `${name} imports ${wanted}`);
  }
});

test("no file asks another host for anything, and none is longer than 400 lines", () => {
  for (const name of files) {
    const text = read(name).replaceAll("http://www.w3.org/2000/svg", "").replace(/https?:\/\/(localhost| 开头|,)/g, "");
    assert.doesNotMatch(text, /https?:\/\/[a-z]/, name);
    assert.ok(text.split("\n").length <= 400, name);
  }
});

test("the page has no inline script or style, as its policy demands", () => {
  assert.doesNotMatch(read("index.html"), /<style|style="|<script(?![^>]*src=)|\son\w+="/);
});

test("only the request module and the worker know the network", () => {
  const knowing = files.filter((name) => name.endsWith(".js") && /\bfetch\(/.test(read(name)));
  assert.deepEqual(knowing.sort(), ["server.js", "sw.js"]);
});
