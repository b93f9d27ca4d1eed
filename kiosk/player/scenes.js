// Which scene shows which kind of item.

import { MosaicScene } from "./mosaic.js";
import { NoticeScene } from "./notice.js";
import { PosterScene } from "./poster.js";
import { Scene } from "./scene.js";
import { SheetsScene } from "./sheets.js";
import { StoryScene } from "./story.js";

const SCENES = { photo: Scene, video: Scene, notice: NoticeScene, story: StoryScene, mosaic: MosaicScene, sheets: SheetsScene, poster: PosterScene };

/** A scene for an item of a kind that `check.js` lets pass; it is yet to be prepared. */
export function sceneOf(item, revision) {
  return new SCENES[item.kind](item, revision);
}
