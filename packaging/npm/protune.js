#!/usr/bin/env node
require("./program.js").run("protune");
