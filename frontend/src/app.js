import "./app.css";
import { startHtmx } from "./app/fragments.js";
import { startKeys } from "./app/keys.js";
import { startMessages } from "./app/messages.js";
import { startPopovers } from "./app/popovers.js";
import { startWide } from "./app/wide.js";

startHtmx();
startPopovers();
startKeys();
startMessages();
startWide();
