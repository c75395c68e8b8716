// The Worker in front: accounts, catalogue, competition, public pages. What is the clinic's it passes on.
import Inner from "../build/worker/index.js";
import { around } from "./around.js";

export default around(Inner);
