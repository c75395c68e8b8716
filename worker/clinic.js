// The clinic's Worker: it is asked by the one in front (docs/decisions/0021-two-workers.md).
import Inner from "../build/clinic/index.js";
import { around } from "./around.js";

export default around(Inner);
