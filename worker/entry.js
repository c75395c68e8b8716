// The Worker: what the build made, with what catches its crashes around it.
import Inner from "../build/worker/index.js";
import { around } from "./around.js";

export default around(Inner);
