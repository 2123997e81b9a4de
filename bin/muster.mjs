#!/usr/bin/env node
import "../scripts/muster.mjs";
