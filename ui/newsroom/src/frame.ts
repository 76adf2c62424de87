// The shell's script, on every screen of the newsroom: keys, the command palette, what is said at the foot of the window,
// and the board's moves. All of it only adds: each screen works without.
import { board } from "./board";
import { keys } from "./keys";

keys();
const lanes = document.getElementById("board");
if (lanes) board(lanes);
