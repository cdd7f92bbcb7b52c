#!/usr/bin/env node
require("./program.js").run("protoc-gen-protune");
